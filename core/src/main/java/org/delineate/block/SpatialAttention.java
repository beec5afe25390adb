package org.delineate.block;

import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Layer;

/** Weights places by a convolution of their largest and mean channel (Woo et al., CBAM, arXiv 1807.06521, eq. 3). */
public final class SpatialAttention extends Layer {
    private final Conv2d conv;

    public SpatialAttention(int kernel) {
        conv = new Conv2d(2, 1, kernel).withoutBias();
    }

    @Override
    public Tensor apply(Tensor x) {
        return weigh(x, conv);
    }

    static Tensor weigh(Tensor x, Conv2d conv) { // [N, C, H, W]
        Tensor place = Tensor.cat(1, x.max(1), x.mean(1)); // [N, 2, H, W]
        return x.mul(conv.apply(place).sigmoid()); // weights [N, 1, H, W]
    }
}
