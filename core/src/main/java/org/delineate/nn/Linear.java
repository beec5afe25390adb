package org.delineate.nn;

/** Over the last axis: [..., in] to [..., out], with bias. */
public final class Linear extends Layer implements Init.Weighted {
    private final Tensor weight;
    private final Tensor bias;

    public Linear(int in, int out) {
        weight = parameter("weight", out, in);
        bias = parameter("bias", out);
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
