package org.delineate.nn.layer;

import org.delineate.nn.Tensor;

/** Multiplies the last axis with a matrix and adds a bias: [..., in] to [..., out]. */
public final class Linear extends Layer implements Init.Weighted {
    private final Tensor weight;
    private final Tensor bias;

    /** A layer with bias. */
    public Linear(int in, int out) {
        weight = parameter("weight", out, in);
        bias = parameter("bias", out);
    }

    private Linear(Tensor weight) {
        this.weight = parameter("weight", weight);
        bias = null;
    }

    /** The same weight without bias, to be used in place of this layer. */
    public Linear withoutBias() {
        return new Linear(weight);
    }

    @Override
    public Tensor apply(Tensor x) {
        return x.linear(weight, bias);
    }

    @Override
    public Tensor weight() {
        return weight;
    }
}
