package org.delineate.zoo;

import java.util.ArrayList;
import java.util.List;
import org.delineate.block.AttentionGate;
import org.delineate.block.ConvNormRelu;
import org.delineate.block.DoubleConv;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Sequential;

/**
 * U-Net: an encoder and a decoder of the same depth, each level of the decoder sees the encoder's map of its size.
 *
 * <pre>
 * 64 ------------------------------- cat 64 - 1x1
 *   128 ---------------------- cat 128
 *     256 -------------- cat 256          DoubleConv at every level,
 *        512 ----- cat 512                max pooling down, nearest x2 and 3x3 convolution up;
 *           1024                          with attention a gate on every skip
 * </pre>
 *
 * Ronneberger, Fischer, Brox: U-Net, MICCAI 2015, arXiv 1505.04597, figure 1. Unlike the paper: padded convolutions,
 * batch norms, nearest up-sampling with a convolution: the form of the public benchmarks. With attention: Oktay et al.:
 * Attention U-Net, MIDL 2018, arXiv 1804.03999. Height and width: multiples of 16. 34,527,041 parameters, with
 * attention 34,878,573.
 */
public final class UNet extends Network {
    private static final int DEPTH = 4;

    /** The names of the public benchmarks. */
    static final Renames BENCHMARK_NAMES = Renames.of(
            "encoder.{i} -> Conv{i+1}",
            "up.{i} -> Up{i+2}.up",
            "att.{i}.w_{map} -> Att{i+2}.W_{map}",
            "att.{i} -> Att{i+2}",
            "decoder.{i} -> Up_conv{i+2}",
            "head -> Conv_1x1");

    private final List<DoubleConv> encoder = new ArrayList<>();
    private final List<Sequential> up = new ArrayList<>();
    private final List<DoubleConv> decoder = new ArrayList<>();
    private final List<AttentionGate> att = new ArrayList<>();
    private final Conv2d head;

    /** With plain skips. */
    public UNet(Spec s) {
        this(s, false);
    }

    /** With gates on the skips. */
    public static UNet withAttention(Spec s) {
        return new UNet(s, true);
    }

    private UNet(Spec s, boolean attention) {
        super(s, 1 << DEPTH);
        int width = s.baseOr(64);
        for (int i = 0; i <= DEPTH; i++) {
            encoder.add(new DoubleConv(i == 0 ? s.inputChannels() : width << (i - 1), width << i));
        }
        for (int i = 0; i < DEPTH; i++) {
            int w = width << i;
            up.add(ConvNormRelu.ofUpsampled(2 * w, w));
            decoder.add(new DoubleConv(2 * w, w));
            if (attention) {
                att.add(new AttentionGate(w));
            }
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
            x = up.get(i).apply(x); // [N, w 2^i, H/2^i, W/2^i]
            Tensor s = att.isEmpty() ? skip[i] : att.get(i).apply(x, skip[i]);
            x = decoder.get(i).apply(Tensor.cat(1, s, x)); // [N, w 2^i, H/2^i, W/2^i]
        }
        return head.apply(x); // [N, K, H, W]
    }

    @Override
    protected Renames renames() {
        return BENCHMARK_NAMES;
    }
}
