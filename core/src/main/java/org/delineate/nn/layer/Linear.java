package org.delineate.nn.layer;

import org.delineate.nn.Tensor;

/** Multiplies the last axis with a matrix: [..., in] to [..., out]. */
public final class Linear extends Layer implements Init.Weighted {
    private final Tensor weight;
    private final Tensor bias;

    private Linear(int in, int out, boolean withBias) {
        weight = parameter("weight", out, in);
        bias = withBias ? parameter("bias", out) : null;
    }

    /** A layer with bias. */
    public Linear(int in, int out) {
        this(in, out, true);
    }

    public static Linear withoutBias(int in, int out) {
        return new Linear(in, out, false);
    }

    @Override
    public Tensor apply(Tensor x) {
        return x.linear(weight, bias);
    }

    @Override
    public long fanIn() {
        return weight.size(1);
    }

    @Override
    public long fanOut() {
        return weight.size(0);
    }
}
