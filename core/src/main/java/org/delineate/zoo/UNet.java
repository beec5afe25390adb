package org.delineate.zoo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.delineate.block.DoubleConv;
import org.delineate.nn.BatchNorm2d;
import org.delineate.nn.Conv2d;
import org.delineate.nn.Sequential;
import org.delineate.nn.Tensor;

/**
 * U-Net: an encoder and a decoder of the same depth, each level of the decoder sees the encoder's map of its size.
 *
 * <pre>
 * 64 ------------------------------- cat 64 - 1x1
 *   128 ---------------------- cat 128
 *     256 -------------- cat 256          DoubleConv at every level,
 *        512 ----- cat 512                max pooling down, nearest x2 and 3x3 convolution up
 *           1024
 * </pre>
 *
 * Ronneberger, Fischer, Brox: U-Net, MICCAI 2015, arXiv 1505.04597, figure 1. Unlike the paper: padded convolutions, batch
 * norms, nearest up-sampling with a convolution: the form of the public benchmarks. Height and width: multiples of 16.
 * 34,527,041 parameters.
 */
public final class UNet extends Network {
    private static final int DEPTH = 4;

    private final List<DoubleConv> encoder = new ArrayList<>();
    private final List<Sequential> up = new ArrayList<>();
    private final List<DoubleConv> decoder = new ArrayList<>();
    private final Conv2d head;

    public UNet(Spec s) {
        super(s, 1 << DEPTH);
        int width = s.baseOr(64);
        for (int i = 0; i <= DEPTH; i++) {
            encoder.add(new DoubleConv(i == 0 ? s.inputChannels() : width << (i - 1), width << i));
        }
        for (int i = 0; i < DEPTH; i++) {
            int w = width << i;
            up.add(new Sequential(
                    new Sequential.Upsample(2), new Conv2d(2 * w, w, 3), new BatchNorm2d(w), new Sequential.Relu()));
            decoder.add(new DoubleConv(2 * w, w));
        }
        head = new Conv2d(width, s.classes(), 1);
    }

    @Override
    protected Tensor logits(Tensor x) { // [N, C, H, W]
        Tensor[] skip = new Tensor[DEPTH];
        for (int i = 0; i < DEPTH; i++) {
            skip[i] = encoder.get(i).apply(x); // [N, w 2^i, H/2^i, W/2^i]
            x = skip[i].maxPool2d(2, 2, 0);
        }
        x = encoder.get(DEPTH).apply(x); // [N, 16 w, H/16, W/16]
        for (int i = DEPTH - 1; i >= 0; i--) {
            x = Tensor.cat(1, skip[i], up.get(i).apply(x)); // [N, 2 w 2^i, H/2^i, W/2^i]
            x = decoder.get(i).apply(x); // [N, w 2^i, H/2^i, W/2^i]
        }
        return head.apply(x); // [N, K, H, W]
    }

    @Override
    protected String encoder() {
        return "encoder\\.";
    }

    @Override
    protected Map<String, String> renames() {
        Map<String, String> table = new LinkedHashMap<>();
        for (int i = 0; i <= DEPTH; i++) {
            table.put("^encoder\\." + i + "\\.", "Conv" + (i + 1) + ".");
            table.put("^up\\." + i + "\\.", "Up" + (i + 2) + ".up.");
            table.put("^decoder\\." + i + "\\.", "Up_conv" + (i + 2) + ".");
        }
        table.put("^head\\.", "Conv_1x1.");
        return table;
    }
}
