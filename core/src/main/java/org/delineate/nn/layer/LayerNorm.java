package org.delineate.nn.layer;

import org.delineate.nn.Tensor;

/** Normalises over the last axis, or over the channels of a map; shapes are kept. */
public final class LayerNorm extends Layer {
    private final Tensor weight;
    private final Tensor bias;
    private final double eps;

    public LayerNorm(int channels, double eps) {
        weight = parameter("weight", channels);
        bias = parameter("bias", channels);
        this.eps = eps;
    }

    /** eps 1e-5. */
    public LayerNorm(int channels) {
        this(channels, 1e-5);
    }

    /** Normalises [..., C] over the last axis. */
    @Override
    public Tensor apply(Tensor x) {
        return x.layerNorm(weight, bias, eps);
    }

    /** Normalises [N, C, H, W] over the channels of every pixel. */
    public Tensor applyToMap(Tensor x) {
        return apply(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2);
    }
}
