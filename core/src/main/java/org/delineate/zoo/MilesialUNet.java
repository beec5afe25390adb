package org.delineate.zoo;

import java.util.ArrayList;
import java.util.List;
import org.delineate.block.ConvNormRelu;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.ConvTranspose2d;
import org.delineate.nn.layer.Sequential;

/**
 * U-Net with transposed convolutions, in the form and with the names of the most used public code of it.
 *
 * <pre>
 * 64 ------------------------------- cat 64 - 1x1
 *   128 ---------------------- cat 128
 *     256 -------------- cat 256          twice 3x3 convolution without bias, norm, ReLU at every level,
 *        512 ----- cat 512                max pooling down, 2x2 transposed convolution up
 *           1024
 * </pre>
 *
 * Ronneberger, Fischer, Brox: U-Net, MICCAI 2015, arXiv 1505.04597, figure 1. Unlike the paper: padded convolutions,
 * batch norms. Height and width: multiples of 16. 31,037,633 parameters.
 */
public final class MilesialUNet extends Network {
    private static final int DEPTH = 4;
    private static final Renames NAMES = Renames.of(
            "encoder.0 -> inc.double_conv",
            "encoder.{i} -> down{i}.maxpool_conv.1.double_conv",
            "up.{i} -> up{4-i}.up",
            "decoder.{i} -> up{4-i}.conv.double_conv",
            "head -> outc.conv");

    private final List<Sequential> encoder = new ArrayList<>();
    private final List<ConvTranspose2d> up = new ArrayList<>();
    private final List<Sequential> decoder = new ArrayList<>();
    private final Conv2d head;

    public MilesialUNet(Spec s) {
        super(s, 1 << DEPTH);
        int width = s.baseOr(64);
        for (int i = 0; i <= DEPTH; i++) {
            encoder.add(twice(i == 0 ? s.inputChannels() : width << (i - 1), width << i));
        }
        for (int i = 0; i < DEPTH; i++) {
            int w = width << i;
            up.add(new ConvTranspose2d(2 * w, w, 2));
            decoder.add(twice(2 * w, w));
        }
        head = new Conv2d(width, s.classes(), 1);
    }

    private static Sequential twice(int in, int out) {
        return ConvNormRelu.of(new Conv2d(in, out, 3).withoutBias(), new Conv2d(out, out, 3).withoutBias());
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
            x = up.get(i).apply(x); // [N, w 2^i, H/2^i, W/2^i]
            x = decoder.get(i).apply(Tensor.cat(1, skip[i], x)); // [N, w 2^i, H/2^i, W/2^i]
        }
        return head.apply(x); // [N, K, H, W]
    }

    @Override
    protected Renames renames() {
        return NAMES;
    }
}
