package org.delineate.zoo;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.delineate.block.ConvNormRelu;
import org.delineate.block.Encoder;
import org.delineate.block.Head;
import org.delineate.block.MobileNetV2;
import org.delineate.block.UpBlock;
import org.delineate.block.Vgg16;
import org.delineate.nn.Output;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Init;
import org.delineate.nn.layer.Sequential;

/**
 * A U-Net whose encoder is a classification network: VGG-16, ResNet-50, DenseNet-121 or MobileNetV2.
 *
 * <pre>
 *                            16 - 3x3     the full size has no skip
 * 1/2  e1 ------------- cat 32
 * 1/4    e2 --------- cat 64              e1 .. e5: the encoder's maps;
 * 1/8      e3 ----- cat 128               UpBlock at every level
 * 1/16       e4 - cat 256
 * 1/32          e5                        for VGG-16 e5 goes through two 3x3 convolutions first
 * </pre>
 *
 * Ronneberger, Fischer, Brox: U-Net, MICCAI 2015, arXiv 1505.04597; in the form and with the names of the public
 * library for PyTorch that most papers take such networks from. Height and width: multiples of 32. 23,748,241
 * parameters with VGG-16, 23,756,689 with its batch norms, 32,521,105 with ResNet-50, 13,607,633 with DenseNet-121,
 * 6,628,945 with MobileNetV2, 2,618,745 in its slim form, which deep supervision (Lee et al., AISTATS 2015, arXiv
 * 1409.5185) gives a head at 1/8 and 1/4 of the size too: 2,619,611.
 */
public final class EncoderUNet extends Network {
    /** Channels of the decoder's blocks, the deepest first. */
    private static final int[] WIDTHS = {256, 128, 64, 32, 16};
    /** Of the slim decoder: narrower, and it ends at half the size, whose logits are upsampled. */
    private static final int[] SLIM = {128, 64, 32, 24};

    private final Encoder encoder;
    private final Sequential center;
    private final List<UpBlock> blocks = new ArrayList<>();
    private final Head head;
    private final List<Head> supervised = new ArrayList<>(); // at 1/8 and 1/4 of the size

    /** @param encoder by the number of input channels */
    public EncoderUNet(Spec s, IntFunction<Encoder> encoder) {
        this(s, encoder, WIDTHS);
    }

    /** With MobileNetV2 without its last 1x1 convolution, and a narrower decoder without the block of the full size. */
    public static EncoderUNet slim(Spec s) {
        return new EncoderUNet(s, channels -> new MobileNetV2(channels, false), SLIM);
    }

    /** The same with deep supervision, whose heads take part in training alone. */
    public static EncoderUNet slimSupervised(Spec s) {
        EncoderUNet slim = slim(s);
        slim.supervised.add(new Head(SLIM[1], s.classes()));
        slim.supervised.add(new Head(SLIM[2], s.classes()));
        return slim;
    }

    private EncoderUNet(Spec s, IntFunction<Encoder> encoder, int... widths) {
        super(s, 32);
        init(Init.HE_UNIFORM);
        this.encoder = encoder.apply(s.inputChannels());
        List<Integer> e = this.encoder.channels();
        int in = e.get(4);
        center = this.encoder instanceof Vgg16
                ? new Sequential(ConvNormRelu.withoutBias(in, in, 3), ConvNormRelu.withoutBias(in, in, 3))
                : null;
        for (int i = 0; i < widths.length; i++) {
            blocks.add(new UpBlock(in, i == 4 ? 0 : e.get(3 - i), widths[i]));
            in = widths[i];
        }
        head = new Head(in, s.classes());
    }

    @Override
    protected Output output(Tensor x) { // [N, C, H, W]
        List<Tensor> e = encoder.maps(x); // [N, ., H/2^(i+1), W/2^(i+1)]
        x = center == null ? e.get(4) : center.apply(e.get(4));
        List<Tensor> auxiliary = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) {
            x = blocks.get(i).apply(x, i == 4 ? List.of() : List.of(e.get(3 - i))); // [N, 256/2^i, H/2^(4-i), ..]
            if (i > 0 && i <= supervised.size()) {
                auxiliary.add(supervised.get(i - 1).apply(x)); // [N, K, H/2^(4-i), ..]
            }
        }
        x = head.apply(x);
        return new Output(isSlim() ? x.upsampleBilinear(2) : x, auxiliary); // [N, K, H, W]
    }

    private boolean isSlim() {
        return blocks.size() < WIDTHS.length;
    }

    /** The last convolution of MobileNetV2, which published files hold and the slim form lacks. */
    @Override
    protected List<String> unused() {
        return isSlim() ? List.of("encoder.features.18") : List.of();
    }

    @Override
    protected Renames renames() {
        return Renames.of(
                "center -> decoder.center",
                "blocks -> decoder.blocks",
                "head.conv -> segmentation_head.0",
                "supervised.{i}.conv -> supervised.{i}.0");
    }
}
