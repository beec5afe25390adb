package org.delineate.nn.layer;

import java.util.stream.IntStream;
import org.delineate.nn.Tensor;

/**
 * Transposed convolution: [N, in, H, W] to [N, out, (H-1)*stride - 2*padding + kernel + output padding, ...]; with
 * bias, no padding and stride = kernel, which multiplies the size by the kernel's.
 *
 * <p>Everything else is said by name, as for {@link Conv2d}.
 */
public final class ConvTranspose2d extends Layer implements Init.Weighted {
    private final Tensor weight;
    private final Tensor bias;
    private final int stride;
    private final int padding;
    private final int outputPadding;
    private final int groups;

    private ConvTranspose2d(int in, int out, int kernel, int groups) {
        Conv2d.requireGroups(in, out, groups);
        weight = parameter("weight", in, out / groups, kernel, kernel);
        bias = parameter("bias", out);
        stride = kernel;
        padding = 0;
        outputPadding = 0;
        this.groups = groups;
    }

    private ConvTranspose2d(ConvTranspose2d from, Tensor bias, int stride, int padding, int outputPadding) {
        weight = parameter("weight", from.weight);
        this.bias = bias == null ? null : parameter("bias", bias);
        this.stride = stride;
        this.padding = padding;
        this.outputPadding = outputPadding;
        groups = from.groups;
    }

    public ConvTranspose2d(int in, int out, int kernel) {
        this(in, out, kernel, 1);
    }

    /** Each group of the output's channels sees the same group of the input's alone. */
    public static ConvTranspose2d grouped(int in, int out, int kernel, int groups) {
        return new ConvTranspose2d(in, out, kernel, groups);
    }

    public ConvTranspose2d stride(int pixels) {
        return new ConvTranspose2d(this, bias, pixels, padding, outputPadding);
    }

    /** Pixels that are cut off on each side. */
    public ConvTranspose2d padding(int pixels) {
        return new ConvTranspose2d(this, bias, stride, pixels, outputPadding);
    }

    /** Pixels that are added below and right. */
    public ConvTranspose2d outputPadding(int pixels) {
        return new ConvTranspose2d(this, bias, stride, padding, pixels);
    }

    public ConvTranspose2d withoutBias() {
        return new ConvTranspose2d(this, null, stride, padding, outputPadding);
    }

    @Override
    public Tensor apply(Tensor x) {
        int kernel = (int) weight.size(2);
        return stride == 1 && outputPadding == 0 && groups == 1 && padding < kernel
                ? x.conv2d(turned(kernel), bias, 1, kernel - 1 - padding, 1, 1)
                : x.convTranspose2d(weight, bias, stride, padding, outputPadding, groups);
    }

    /**
     * The weight [out, in, k, k] of the convolution that computes the same with stride 1: the engine takes up to five
     * times as long for a transposed one.
     */
    private Tensor turned(int kernel) {
        int[] backwards = IntStream.range(0, kernel * kernel)
                .map(i -> kernel * kernel - 1 - i)
                .toArray();
        return weight.permute(2, 3, 1, 0)
                .reshape((long) kernel * kernel, weight.size(1), weight.size(0))
                .rows(backwards)
                .reshape(kernel, kernel, weight.size(1), weight.size(0))
                .permute(2, 3, 0, 1);
    }

    @Override
    public Tensor weight() {
        return weight;
    }

    @Override
    public long groups() {
        return groups;
    }
}
