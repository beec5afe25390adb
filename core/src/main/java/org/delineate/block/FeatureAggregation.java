package org.delineate.block;

import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Layer;

/**
 * SCRNet's feature aggregation module (FAM): two maps attend to each other both ways, and a softmax per channel mixes
 * the results.
 *
 * <p>SCRNet (arXiv 2508.13899), eq. 6, 10-12; equation 12 would leave no map, so the weights mix the two maps as in
 * SKNet (Li et al., arXiv 1903.06586).
 */
public final class FeatureAggregation extends Layer {
    private final ConvCrossAttention top;
    private final ConvCrossAttention bottom;

    /** @param channels of each of the two maps */
    public FeatureAggregation(int channels, int heads, int kernel) {
        top = new ConvCrossAttention(channels, heads, kernel);
        bottom = new ConvCrossAttention(channels, heads, kernel);
    }

    /** Both [N, C, H, W], to [N, C, H, W]. */
    public Tensor apply(Tensor high, Tensor low) {
        Tensor y1 = top.apply(high, low);
        Tensor y2 = bottom.apply(low, high);
        Tensor share = Tensor.cat(2, y1.mean(2, 3), y2.mean(2, 3)).softmax(2); // [N, C, 2, 1]
        return y1.mul(share.narrow(2, 0, 1)).add(y2.mul(share.narrow(2, 1, 1)));
    }

    /** The two maps one after the other: [N, 2 C, H, W] to [N, C, H, W]. */
    @Override
    public Tensor apply(Tensor both) {
        long channels = both.size(1) / 2;
        return apply(both.narrow(1, 0, channels), both.narrow(1, channels, channels));
    }
}
