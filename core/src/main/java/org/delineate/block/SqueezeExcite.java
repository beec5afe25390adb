package org.delineate.block;

import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Layer;
import org.delineate.nn.layer.Linear;
import org.delineate.nn.layer.Sequential;

/** Weights each channel by what all channels' means say (Hu et al., CVPR 2018, arXiv 1709.01507, eq. 2-4). */
public final class SqueezeExcite extends Layer {
    private final Sequential fc;

    /** @param reduction channels per hidden unit */
    public SqueezeExcite(int channels, int reduction) {
        int hidden = Math.max(1, channels / reduction);
        fc = new Sequential(
                new Linear(channels, hidden).withoutBias(),
                Layer.of(Tensor::relu),
                new Linear(hidden, channels).withoutBias());
    }

    @Override
    public Tensor apply(Tensor x) { // [N, C, H, W]
        Tensor weights = fc.apply(x.mean(2, 3).flatten(1)).sigmoid(); // [N, C]
        return x.mul(weights.reshape(x.size(0), x.size(1), 1, 1));
    }
}
