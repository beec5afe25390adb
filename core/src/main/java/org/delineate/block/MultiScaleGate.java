package org.delineate.block;

import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Layer;
import org.delineate.nn.layer.Sequential;

/**
 * Multi-scale attention gate: 1x1, 3x3 and dilated 3x3 convolutions vote for a weight of every element; shapes are
 * kept.
 *
 * <p>CMU-Net (arXiv 2210.13012), section 2.2; ARU-Net's multi-convolution self-attention is its descendant.
 */
public final class MultiScaleGate extends Layer {
    /** Which map is weighted and added to the input. */
    public enum Weighted {
        /** The input itself; all three convolutions vote (CMU-Net). */
        INPUT,
        /** The dilated convolution, and the other two vote (ARU-Net). */
        DILATED
    }

    private final boolean dilatedVotes;
    private final Sequential point;
    private final Sequential ordinary;
    private final Sequential dilated;
    private final Sequential vote;

    public MultiScaleGate(int channels, Weighted weighted) {
        dilatedVotes = weighted == Weighted.INPUT;
        point = ConvNormRelu.withoutRelu(new Conv2d(channels, channels, 1));
        ordinary = ConvNormRelu.withoutRelu(new Conv2d(channels, channels, 3));
        dilated = ConvNormRelu.withoutRelu(new Conv2d(channels, channels, 3).dilation(2));
        vote = ConvNormRelu.withoutRelu(new Conv2d((dilatedVotes ? 3 : 2) * channels, channels, 1));
    }

    @Override
    public Tensor apply(Tensor x) { // [N, C, H, W]
        Tensor p = point.apply(x);
        Tensor o = ordinary.apply(x);
        Tensor d = dilated.apply(x);
        Tensor voters = dilatedVotes ? Tensor.cat(1, p, o, d) : Tensor.cat(1, p, o); // [N, 3 C or 2 C, H, W]
        Tensor weight = vote.apply(voters.relu()).sigmoid(); // [N, C, H, W]
        return x.add((dilatedVotes ? x : d).mul(weight));
    }
}
