package org.delineate.zoo;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.delineate.block.CrossSpatialAttention;
import org.delineate.block.HybridPool;
import org.delineate.block.ResidualInception;
import org.delineate.block.ResidualSeparable;
import org.delineate.block.SpectralPool;
import org.delineate.nn.BatchNorm2d;
import org.delineate.nn.Conv2d;
import org.delineate.nn.Init;
import org.delineate.nn.Layer;
import org.delineate.nn.Tensor;

/**
 * RCA-IUnet: residual inception blocks, hybrid spectral pooling between levels, cross-spatial attention on the skips.
 *
 * <pre>
 * RIC 16 ---- CSA ------------------------- cat RIC 16 - 1x1 - norm
 *    RIC 32 ---- CSA ------------------ cat RIC 32
 *       RIC 64 ---- CSA ----------- cat RIC 64         CSA_l sees the level's input, its output
 *          RIC 128 --- CSA ---- cat RIC 128            and the deeper level's output;
 *             RIC 256 ------                           hybrid pooling down, nearest x2 up
 * </pre>
 *
 * Punn, Agarwal: RCA-IUnet, Machine Vision and Applications 2022, arXiv 2108.02508, figures 2-5. The logit is the value before the
 * paper's final sigmoid. Height and width: multiples of 32. 2,913,793 parameters with one input channel; the released code's
 * form 2,907,905.
 */
public final class RCAIUnet extends Network {
    private static final int LEVELS = 5;

    /** What the paper adds to a U-Net of separable convolutions. */
    public enum Part {
        /** Residual inception blocks instead of plain ones. */
        RIC,
        /** Hybrid instead of max pooling between levels. */
        HYBRID_POOL,
        /** Cross-spatial attention instead of plain skips. */
        CSA
    }

    /**
     * @param parts of the paper's additions
     * @param axes how spectral pooling reads its axes
     * @param second kernels of the second inception layer: 3, 1, 5 in the paper, 3, 3, 3 in the released code
     */
    public record Config(
            int inputChannels, int classes, Set<Part> parts, SpectralPool.Axes axes, List<Integer> second) {
        public Config {
            parts = Set.copyOf(parts);
            second = List.copyOf(second);
        }

        /** The paper's form. */
        public Config(int inputChannels, int classes, Set<Part> parts) {
            this(inputChannels, classes, parts, SpectralPool.Axes.HEIGHT_WIDTH, List.of(3, 1, 5));
        }

        /** The released code's form. */
        public static Config released(int inputChannels, int classes, Set<Part> parts) {
            return new Config(inputChannels, classes, parts, SpectralPool.Axes.RELEASED, List.of(3, 3, 3));
        }

        private Layer block(int in, int out) {
            return parts.contains(Part.RIC)
                    ? new ResidualInception(in, out, second, axes)
                    : new ResidualSeparable(in, out);
        }
    }

    private final List<Layer> enc = new ArrayList<>();
    private final List<HybridPool> pools;
    private final List<CrossSpatialAttention> att;
    private final List<Layer> dec = new ArrayList<>();
    private final Conv2d head;
    private final BatchNorm2d headBn;

    public RCAIUnet(Config c) {
        super(c.inputChannels(), c.classes(), 32);
        int[] w = {16, 32, 64, 128, 256};
        pools = c.parts().contains(Part.HYBRID_POOL) ? new ArrayList<>() : null;
        att = c.parts().contains(Part.CSA) ? new ArrayList<>() : null;
        for (int i = 0; i < LEVELS; i++) {
            enc.add(c.block(i == 0 ? c.inputChannels() : w[i - 1], w[i]));
        }
        for (int i = 0; i < LEVELS - 1; i++) {
            if (pools != null) {
                pools.add(new HybridPool(w[i], true, c.axes()));
            }
            if (att != null) {
                att.add(new CrossSpatialAttention(i == 0 ? c.inputChannels() : w[i - 1], w[i], w[i + 1], w[i]));
            }
            dec.add(c.block(w[i + 1] + w[i], w[i]));
        }
        head = new Conv2d(w[0], c.classes(), 1);
        headBn = new BatchNorm2d(c.classes(), 1e-3, 0.01);
    }

    static RCAIUnet of(int inputChannels, int classes, Part... parts) {
        return new RCAIUnet(new Config(inputChannels, classes, Set.of(parts)));
    }

    static RCAIUnet released(int inputChannels, int classes, Part... parts) {
        return new RCAIUnet(Config.released(inputChannels, classes, Set.of(parts)));
    }

    @Override
    protected Tensor logits(Tensor x) { // [N, C, H, W]
        Tensor[] in = new Tensor[LEVELS];
        Tensor[] out = new Tensor[LEVELS];
        for (int i = 0; i < LEVELS; i++) {
            in[i] = x;
            out[i] = enc.get(i).apply(x); // [N, 16 2^i, H/2^i, W/2^i]
            if (i < LEVELS - 1) {
                x = pools == null ? out[i].maxPool2d(2, 2, 0) : pools.get(i).apply(out[i]);
            }
        }
        Tensor d = out[LEVELS - 1]; // [N, 256, H/16, W/16]
        for (int i = LEVELS - 2; i >= 0; i--) {
            Tensor s = att == null ? out[i] : att.get(i).apply(in[i], out[i], out[i + 1]);
            d = dec.get(i).apply(Tensor.cat(1, d.upsampleNearest(2), s)); // [N, 16 2^i, H/2^i, W/2^i]
        }
        return headBn.apply(head.apply(d)); // [N, K, H, W]
    }

    @Override
    protected Init init() {
        return Init.GLOROT_UNIFORM;
    }

    @Override
    protected String encoder() {
        return "(enc|pools)\\.";
    }
}
