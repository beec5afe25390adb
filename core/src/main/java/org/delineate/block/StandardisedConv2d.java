package org.delineate.block;

import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Init;
import org.delineate.nn.layer.Layer;

/**
 * Convolution without bias, each of whose filters is shifted and scaled to mean 0 and variance 1: [N, in, H, W] to [N,
 * out, H/stride, W/stride] (weight standardisation, Qiao et al. 2019, arXiv 1903.10520).
 */
public final class StandardisedConv2d extends Layer implements Init.Weighted {
    private static final double EPS = 1e-5;

    private final Tensor weight;
    private final int stride;
    private final int padding;

    public StandardisedConv2d(int in, int out, int kernel, int stride) {
        weight = parameter("weight", out, in, kernel, kernel);
        this.stride = stride;
        padding = kernel / 2;
    }

    @Override
    public Tensor apply(Tensor x) {
        Tensor filters = weight.permute(0, 2, 3, 1); // as they lie in memory
        Tensor standard = filters.flatten(1).layerNorm(null, null, EPS).reshape(filters.shape());
        return x.conv2d(standard.permute(0, 3, 1, 2), null, stride, padding, 1, 1);
    }

    @Override
    public Tensor weight() {
        return weight;
    }
}
