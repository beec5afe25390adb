package org.delineate.zoo;

import java.util.ArrayList;
import java.util.List;
import org.delineate.block.ConvNormRelu;
import org.delineate.block.Vgg16;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.BatchNorm2d;
import org.delineate.nn.layer.ConvTranspose2d;
import org.delineate.nn.layer.Layer;
import org.delineate.nn.layer.Sequential;

/**
 * SegNet: VGG-16's convolutions and their mirror image; no skips, but the decoder puts values back where the maxima
 * were.
 *
 * <pre>
 * 64 64 ....................................... 64 64
 *   128 128 ............................. 128 128       .... the places of the maxima:
 *      256 256 256 ............... 256 256 256          max pooling down, max unpooling up;
 *         512 512 512 ..... 512 512 512                 every convolution is 3x3 with batch norm and ReLU
 *            512 512 512 512 512 512
 * </pre>
 *
 * Badrinarayanan, Kendall, Cipolla: SegNet, TPAMI 2017, arXiv 1511.00561, figure 2. Height and width: multiples of 32.
 * 29,443,587 parameters; with free logits 29,443,585.
 */
public final class SegNet extends Network {
    private static final List<Integer> CONVOLUTIONS = Vgg16.DEPTHS;

    /** How the decoder is made; to train, take the free one. */
    public enum Form {
        /**
         * That of meetps/pytorch-semseg: convolutions, the last with batch norm and ReLU too, so that no logit is below
         * zero and no probability below one half.
         */
        RECTIFIED,
        /** That of say4n/pytorch-segnet: transposed convolutions of stride 1; the values of the last are the logits. */
        FREE
    }

    private final Form form;
    private final List<Sequential> down = new ArrayList<>();
    /** The mirror image: convolution k of a stage undoes the channels of convolution k of the encoder's. */
    private final List<List<Sequential>> up = new ArrayList<>();

    public SegNet(Spec s, Form form) {
        super(s, 1 << CONVOLUTIONS.size());
        encoder("down\\.");
        this.form = form;
        int outer = s.inputChannels();
        int back = s.classes();
        for (int i = 0; i < CONVOLUTIONS.size(); i++) {
            int w = s.baseOr(64) << Math.min(i, 3);
            List<Layer> encoder = new ArrayList<>();
            List<Sequential> decoder = new ArrayList<>();
            for (int k = 0; k < CONVOLUTIONS.get(i); k++) {
                encoder.add(ConvNormRelu.of(k == 0 ? outer : w, w));
                decoder.add(decoding(w, k == 0 ? back : w, i == 0 && k == 0));
            }
            down.add(new Sequential(encoder));
            up.add(decoder);
            outer = w;
            back = w;
        }
    }

    private Sequential decoding(int in, int out, boolean last) {
        if (form == Form.RECTIFIED) {
            return ConvNormRelu.of(in, out);
        }
        ConvTranspose2d conv = new ConvTranspose2d(in, out, 3).stride(1).padding(1);
        return last ? new Sequential(conv) : new Sequential(conv, new BatchNorm2d(out), Layer.of(Tensor::relu));
    }

    @Override
    protected Tensor logits(Tensor x) { // [N, C, H, W]
        int stages = CONVOLUTIONS.size();
        Tensor[] places = new Tensor[stages];
        for (int i = 0; i < stages; i++) {
            x = down.get(i).apply(x); // [N, w 2^i, H/2^i, W/2^i]
            places[i] = x.maxPlaces(2);
            x = x.maxPool2d(2, 2, 0);
        }
        for (int i = stages - 1; i >= 0; i--) {
            x = x.maxUnpool2d(places[i], 2 * x.size(2), 2 * x.size(3)); // [N, w 2^i, H/2^i, W/2^i]
            for (int k = CONVOLUTIONS.get(i) - 1; k >= 0; k--) {
                x = up.get(i).get(k).apply(x);
            }
        }
        return x; // [N, K, H, W]
    }

    /** The code with free logits returns their softmax too, whose value is 1 for one class. */
    @Override
    public List<Tensor> reference(Tensor x) {
        Tensor logits = logits(x);
        return form == Form.FREE ? List.of(logits, logits.softmax(1)) : List.of(logits);
    }

    @Override
    protected Renames renames() {
        if (form == Form.FREE) {
            return Renames.of("down.{i}.{k} -> encoder_conv_{i}{k}", "up.{i}.{k} -> decoder_convtr_{i}{k}");
        }
        return Renames.of(
                "down.{i}.{k} -> down{i+1}.conv{k+1}.cbr_unit",
                "up.0.{k} -> up1.conv{2-k}.cbr_unit",
                "up.1.{k} -> up2.conv{2-k}.cbr_unit",
                "up.{i}.{k} -> up{i+1}.conv{3-k}.cbr_unit");
    }

    @Override
    protected List<String> unused() {
        return form == Form.FREE ? List.of("vgg16") : List.of();
    }

    /** VGG-16 as its library numbers it, without and with batch norms. */
    @Override
    public List<Renames> pretrained() {
        List<String> plain = new ArrayList<>();
        List<String> normed = new ArrayList<>();
        int seen = 0;
        for (int i = 0; i < CONVOLUTIONS.size(); i++) {
            for (int k = 0; k < CONVOLUTIONS.get(i); k++, seen++) {
                String ours = " -> down." + i + "." + k;
                plain.add("features." + (2 * seen + i) + ours + ".0");
                normed.add("features." + (3 * seen + i) + ours + ".0");
                normed.add("features." + (3 * seen + i + 1) + ours + ".1");
            }
        }
        return List.of(Renames.of(plain.toArray(String[]::new)), Renames.of(normed.toArray(String[]::new)));
    }
}
