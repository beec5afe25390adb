package org.delineate.block;

import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Layer;

/** Convolutional block attention: channels first, then places (Woo et al., ECCV 2018, arXiv 1807.06521, eq. 2-3). */
public final class Cbam extends Layer {
    private static final int REDUCTION = 16; // channels per hidden unit of the perceptron
    private static final int KERNEL = 7; // of the convolution over the places

    private final Conv2d fc1;
    private final Conv2d fc2;
    private final Conv2d conv;

    public Cbam(int channels) {
        int hidden = Math.max(1, channels / REDUCTION);
        fc1 = new Conv2d(channels, hidden, 1).withoutBias();
        fc2 = new Conv2d(hidden, channels, 1).withoutBias();
        conv = new Conv2d(2, 1, KERNEL).withoutBias();
    }

    @Override
    public Tensor apply(Tensor x) { // [N, C, H, W]
        x = x.mul(mlp(x.mean(2, 3)).add(mlp(x.amax(2, 3))).sigmoid()); // weights [N, C, 1, 1]
        return SpatialAttention.weigh(x, conv);
    }

    private Tensor mlp(Tensor v) {
        return fc2.apply(fc1.apply(v).relu());
    }
}
