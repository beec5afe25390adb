package org.delineate.zoo;

import java.util.ArrayList;
import java.util.List;
import org.delineate.block.ResidualConv;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.ConvTranspose2d;
import org.delineate.nn.layer.Sequential;

/**
 * ResUNet: a U-Net of residual blocks that halve the size by strides.
 *
 * <pre>
 * 64 ------------------------ cat 64 - 1x1
 *   128 /2 -------------- cat 128           a residual block of two convolutions at every level,
 *      256 /2 ------- cat 256               transposed 2x2 convolutions up
 *         512 /2 ----
 * </pre>
 *
 * Zhang, Liu, Wang: Road Extraction by Deep Residual U-Net, IEEE GRSL 2018, arXiv 1711.10684, figure 2. Unlike the
 * paper: every shortcut is a 3x3 convolution, learned up-sampling: the form of the public PyTorch code, whose outputs
 * are probabilities; ours are their logits. Height and width: multiples of 8. 13,043,009 parameters.
 */
public final class ResUNet extends Network {
    private static final int DEPTH = 3;
    private static final int SHORTCUT = 3;

    private final ResidualConv first;
    private final List<ResidualConv> encoder = new ArrayList<>();
    private final List<ConvTranspose2d> up = new ArrayList<>();
    private final List<ResidualConv> decoder = new ArrayList<>();
    private final Conv2d head;

    public ResUNet(Spec s) {
        super(s, 1 << DEPTH);
        encoder("(first|encoder)\\.");
        int width = s.baseOr(64);
        first = ResidualConv.ofPicture(
                s.inputChannels(), width, new Sequential(new Conv2d(s.inputChannels(), width, SHORTCUT)));
        for (int i = 0; i < DEPTH; i++) {
            int w = width << i;
            encoder.add(new ResidualConv(w, 2 * w, 2, SHORTCUT));
            up.add(new ConvTranspose2d(2 * w, 2 * w, 2));
            decoder.add(new ResidualConv(3 * w, w, 1, SHORTCUT));
        }
        head = new Conv2d(width, s.classes(), 1);
    }

    @Override
    protected Tensor logits(Tensor x) { // [N, C, H, W]
        Tensor[] skip = new Tensor[DEPTH];
        x = first.apply(x); // [N, w, H, W]
        for (int i = 0; i < DEPTH; i++) {
            skip[i] = x; // [N, w 2^i, H/2^i, W/2^i]
            x = encoder.get(i).apply(x);
        }
        for (int i = DEPTH - 1; i >= 0; i--) {
            x = Tensor.cat(1, up.get(i).apply(x), skip[i]); // [N, 3 w 2^i, H/2^i, W/2^i]
            x = decoder.get(i).apply(x); // [N, w 2^i, H/2^i, W/2^i]
        }
        return head.apply(x); // [N, K, H, W]
    }

    @Override
    protected Renames renames() {
        return Renames.of(
                "first.conv_block -> input_layer",
                "first.conv_skip -> input_skip",
                "encoder.0 -> residual_conv_1",
                "encoder.1 -> residual_conv_2",
                "encoder.2 -> bridge",
                "up.{i} -> upsample_{3-i}.upsample",
                "decoder.{i} -> up_residual_conv{3-i}",
                "head -> output_layer.0");
    }
}
