package org.delineate.block;

import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Layer;

/**
 * SCRNet's spatial-channel regulation module (SCRM): a spatial gate, then a rich and a plain view of the channels,
 * joined.
 *
 * <p>SCRNet (arXiv 2508.13899), eq. 1-5, figure 1; ratios after SCConv (Li, Wen, He, CVPR 2023). Shapes are kept.
 */
public final class SpatialChannelRegulation extends Layer {
    private static final int GROUPS = 2;
    private static final int HEADS = 4; // the paper leaves heads and kernel open: its ancestors' numbers
    private static final int KERNEL = 7; // of the depthwise convolutions

    /** How the two views become one map. */
    public enum Join {
        /** Feature aggregation: the paper. */
        FAM,
        SUM,
        /** A 1x1 convolution of both. */
        CONCAT
    }

    private final SpatialGate gate;
    private final Conv2d sq1;
    private final Conv2d sq2;
    private final Conv2d gwc;
    private final Conv2d pwc1;
    private final Conv2d pwc2;
    private final FeatureAggregation fam;
    private final Conv2d cat;

    public SpatialChannelRegulation(int channels, Join join) {
        int half = channels / 2;
        int squeezed = half / 2;
        gate = new SpatialGate(channels);
        sq1 = new Conv2d(half, squeezed, 1).withoutBias();
        sq2 = new Conv2d(half, squeezed, 1).withoutBias();
        gwc = Conv2d.grouped(squeezed, channels, 3, GROUPS);
        pwc1 = new Conv2d(squeezed, channels, 1).withoutBias();
        pwc2 = new Conv2d(squeezed, channels - squeezed, 1).withoutBias();
        fam = join == Join.FAM ? new FeatureAggregation(channels, HEADS, KERNEL) : null;
        cat = join == Join.CONCAT ? new Conv2d(2 * channels, channels, 1) : null;
    }

    @Override
    public Tensor apply(Tensor x) { // [N, C, H, W]
        x = gate.apply(x);
        long half = x.size(1) / 2;
        Tensor upper = sq1.apply(x.narrow(1, 0, half)); // [N, C/4, H, W]
        Tensor lower = sq2.apply(x.narrow(1, half, half)); // [N, C/4, H, W]
        Tensor high = gwc.apply(upper).add(pwc1.apply(upper)); // [N, C, H, W]
        Tensor low = Tensor.cat(1, lower, pwc2.apply(lower)); // [N, C, H, W]
        if (fam != null) {
            return fam.apply(high, low);
        }
        return cat == null ? high.add(low) : cat.apply(Tensor.cat(1, high, low));
    }
}
