package org.delineate.block;

import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Layer;
import org.delineate.nn.layer.Linear;

/**
 * Weights channels by the product of one layer's outputs for their means and for their maxima (ARU-Net's paper); shapes
 * are kept.
 */
public final class ChannelAttention extends Layer {
    private final Linear fc1;
    private final Linear fc2;

    /** @param reduction channels per hidden unit */
    public ChannelAttention(int channels, int reduction) {
        int hidden = Math.max(1, channels / reduction);
        fc1 = new Linear(channels, hidden).withoutBias();
        fc2 = new Linear(hidden, channels).withoutBias();
    }

    @Override
    public Tensor apply(Tensor x) { // [N, C, H, W]
        Tensor hidden =
                fc1.apply(x.mean(2, 3).flatten(1)).mul(fc1.apply(x.amax(2, 3).flatten(1))); // [N, C/r]
        return x.mul(fc2.apply(hidden).sigmoid().reshape(x.size(0), x.size(1), 1, 1));
    }
}
