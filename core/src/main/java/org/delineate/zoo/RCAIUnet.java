package org.delineate.zoo;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.delineate.block.CrossSpatialAttention;
import org.delineate.block.HybridPool;
import org.delineate.block.ResidualInception;
import org.delineate.block.ResidualSeparable;
import org.delineate.block.SpectralPool;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.BatchNorm2d;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Init;
import org.delineate.nn.layer.Layer;

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
 * Punn, Agarwal: RCA-IUnet, Machine Vision and Applications 2022, arXiv 2108.02508, figures 2-5. The logit is the value
 * before the paper's final sigmoid. Height and width: multiples of 32. 2,913,793 parameters with one input channel; the
 * released code's form 2,907,905.
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

    /** Where paper and code differ. */
    public enum Form {
        PAPER(SpectralPool.Axes.HEIGHT_WIDTH, 3, 1, 5),
        RELEASED(SpectralPool.Axes.RELEASED, 3, 3, 3);

        private final SpectralPool.Axes axes;
        /** Kernels of the second inception layer. */
        private final List<Integer> second;

        Form(SpectralPool.Axes axes, Integer... second) {
            this.axes = axes;
            this.second = List.of(second);
        }

        private Layer block(boolean inception, int in, int out) {
            return inception ? new ResidualInception(in, out, second, axes) : new ResidualSeparable(in, out);
        }
    }

    private final List<Layer> enc = new ArrayList<>();
    private final List<HybridPool> pools = new ArrayList<>();
    private final List<CrossSpatialAttention> att = new ArrayList<>();
    private final List<Layer> dec = new ArrayList<>();
    private final Conv2d head;
    private final BatchNorm2d headBn;

    public RCAIUnet(Spec s, Form form, Part... parts) {
        super(s, 32);
        init(Init.GLOROT_UNIFORM);
        encoder("(enc|pools)\\.");
        Set<Part> has = Set.of(parts);
        boolean inception = has.contains(Part.RIC);
        int[] w = {16, 32, 64, 128, 256};
        for (int i = 0; i < LEVELS; i++) {
            enc.add(form.block(inception, i == 0 ? s.inputChannels() : w[i - 1], w[i]));
        }
        for (int i = 0; i < LEVELS - 1; i++) {
            if (has.contains(Part.HYBRID_POOL)) {
                pools.add(new HybridPool(w[i], true, form.axes));
            }
            if (has.contains(Part.CSA)) {
                att.add(new CrossSpatialAttention(i == 0 ? s.inputChannels() : w[i - 1], w[i], w[i + 1], w[i]));
            }
            dec.add(form.block(inception, w[i + 1] + w[i], w[i]));
        }
        head = new Conv2d(w[0], s.classes(), 1);
        headBn = BatchNorm2d.withKerasDefaults(s.classes());
    }

    @Override
    protected Tensor logits(Tensor x) { // [N, C, H, W]
        Tensor[] in = new Tensor[LEVELS];
        Tensor[] out = new Tensor[LEVELS];
        for (int i = 0; i < LEVELS; i++) {
            in[i] = x;
            out[i] = enc.get(i).apply(x); // [N, 16 2^i, H/2^i, W/2^i]
            if (i < LEVELS - 1) {
                x = pools.isEmpty() ? out[i].maxPool2d(2, 2, 0) : pools.get(i).apply(out[i]);
            }
        }
        Tensor d = out[LEVELS - 1]; // [N, 256, H/16, W/16]
        for (int i = LEVELS - 2; i >= 0; i--) {
            Tensor s = att.isEmpty() ? out[i] : att.get(i).apply(in[i], out[i], out[i + 1]);
            d = dec.get(i).apply(Tensor.cat(1, d.upsampleNearest(2), s)); // [N, 16 2^i, H/2^i, W/2^i]
        }
        return headBn.apply(head.apply(d)); // [N, K, H, W]
    }
}
