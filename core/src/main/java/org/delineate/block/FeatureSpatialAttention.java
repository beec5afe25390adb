package org.delineate.block;

import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Layer;
import org.delineate.nn.layer.Linear;
import org.delineate.nn.layer.Sequential;

/**
 * The map with weighted channels, plus its convolution; the weights come from means and maxima of a dilated convolution
 * of that (BSANet, FSAM, with the formulas' misprinted indices read as they must be meant).
 */
public final class FeatureSpatialAttention extends Layer {
    private final Sequential conv;
    private final Sequential dconv;
    private final Linear fc1;
    private final Linear fc2;

    public FeatureSpatialAttention(int channels) {
        conv = ConvNormRelu.withoutBias(channels, channels, 3);
        dconv = ConvNormRelu.of(new Conv2d(channels, channels, 3).dilation(2).withoutBias());
        fc1 = new Linear(channels, channels / 2);
        fc2 = new Linear(channels / 2, channels);
    }

    @Override
    public Tensor apply(Tensor x) { // [N, C, H, W]
        Tensor t = conv.apply(x);
        Tensor u = dconv.apply(t);
        Tensor a = weigh(u.mean(2, 3)).add(weigh(u.amax(2, 3))).sigmoid(); // [N, 1, 1, C]
        return x.mul(a.permute(0, 3, 1, 2)).add(t);
    }

    /** [N, C, 1, 1] to [N, 1, 1, C]. */
    private Tensor weigh(Tensor v) {
        return fc2.apply(fc1.apply(v.permute(0, 2, 3, 1)).relu());
    }
}
