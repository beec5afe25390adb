package org.delineate.nn.layer;

import org.delineate.nn.Tensor;

/** Normalises groups of neighbouring channels over their area, each image by itself; shapes are kept. */
public final class GroupNorm extends Layer {
    private final Tensor weight;
    private final Tensor bias;
    private final int groups;
    private final double eps;

    public GroupNorm(int groups, int channels, double eps) {
        Conv2d.requireGroups(channels, channels, groups);
        weight = parameter("weight", channels);
        bias = parameter("bias", channels);
        this.groups = groups;
        this.eps = eps;
    }

    /** eps 1e-5. */
    public GroupNorm(int groups, int channels) {
        this(groups, channels, 1e-5);
    }

    @Override
    public Tensor apply(Tensor x) {
        return x.groupNorm(groups, weight, bias, eps);
    }
}
