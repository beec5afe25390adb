package org.delineate.nn.layer;

import org.delineate.nn.Tensor;

/** Transposed convolution: [N, in, H, W] to [N, out, (H-1)*stride - 2*padding + kernel + output padding, ...]. */
public final class ConvTranspose2d extends Layer implements Init.Weighted {
    private final Tensor weight;
    private final Tensor bias;
    private final int stride;
    private final int padding;
    private final int outputPadding;
    private final int groups;

    private ConvTranspose2d(
            int in, int out, int kernel, int stride, int padding, int outputPadding, int groups, boolean bias) {
        Conv2d.requireGroups(in, out, groups);
        this.weight = parameter("weight", in, out / groups, kernel, kernel);
        this.bias = bias ? parameter("bias", out) : null;
        this.stride = stride;
        this.padding = padding;
        this.outputPadding = outputPadding;
        this.groups = groups;
    }

    public ConvTranspose2d(int in, int out, int kernel, int stride, int padding, int groups, boolean bias) {
        this(in, out, kernel, stride, padding, 0, groups, bias);
    }

    /** 3x3, to twice the height and width, with bias. */
    public static ConvTranspose2d doubling(int in, int out) {
        return new ConvTranspose2d(in, out, 3, 2, 1, 1, 1, true);
    }

    /** Enlarges by the kernel's size: stride = kernel, with bias. */
    public ConvTranspose2d(int in, int out, int kernel) {
        this(in, out, kernel, kernel, 0, 1, true);
    }

    @Override
    public Tensor apply(Tensor x) {
        return x.convTranspose2d(weight, bias, stride, padding, outputPadding, groups);
    }

    /** The library's convention: out / groups times the kernel's area. */
    @Override
    public long fanIn() {
        return weight.size(1) * weight.size(2) * weight.size(3);
    }

    @Override
    public long fanOut() {
        return weight.size(0) * weight.size(2) * weight.size(3);
    }

    @Override
    public long groups() {
        return groups;
    }
}
