package org.delineate.nn.layer;

import org.delineate.nn.Tensor;
import org.delineate.nn.op.Convolution;

/**
 * Convolution: [N, in, H, W] to [N, out, H', W']; stride 1, undilated, with bias, and padded so that an odd kernel
 * keeps the size.
 *
 * <p>Everything else is said by name: {@code new Conv2d(in, out, 3).stride(2).withoutBias()}. Such a method returns a
 * layer with the same weight, to be used in place of the first.
 */
public final class Conv2d extends Layer implements Init.Weighted {
    /** Half of the dilated kernel. */
    private static final int SAME = -1;

    private final Tensor weight;
    private final Tensor bias;
    private final int stride;
    private final int padding;
    private final int dilation;
    private final int groups;

    private Conv2d(int in, int out, int height, int width, int groups) {
        requireGroups(in, out, groups);
        weight = parameter("weight", out, in / groups, height, width);
        bias = parameter("bias", out);
        stride = 1;
        padding = SAME;
        dilation = 1;
        this.groups = groups;
    }

    private Conv2d(Conv2d from, Tensor bias, int stride, int padding, int dilation) {
        weight = parameter("weight", from.weight);
        this.bias = bias == null ? null : parameter("bias", bias);
        this.stride = stride;
        this.padding = padding;
        this.dilation = dilation;
        groups = from.groups;
    }

    public Conv2d(int in, int out, int kernel) {
        this(in, out, kernel, kernel, 1);
    }

    /** A kernel of this height and width. */
    public static Conv2d oblong(int in, int out, int height, int width) {
        return new Conv2d(in, out, height, width, 1);
    }

    /** Each group of the output's channels sees the same group of the input's alone. */
    public static Conv2d grouped(int in, int out, int kernel, int groups) {
        return new Conv2d(in, out, kernel, kernel, groups);
    }

    /** Each channel by itself. */
    public static Conv2d depthwise(int channels, int kernel) {
        return grouped(channels, channels, kernel, channels);
    }

    public Conv2d stride(int pixels) {
        return new Conv2d(this, bias, pixels, padding, dilation);
    }

    /** Zeros on each side of the map. */
    public Conv2d padding(int pixels) {
        return new Conv2d(this, bias, stride, pixels, dilation);
    }

    /** Distance of the kernel's taps. */
    public Conv2d dilation(int pixels) {
        return new Conv2d(this, bias, stride, padding, pixels);
    }

    public Conv2d withoutBias() {
        return new Conv2d(this, null, stride, padding, dilation);
    }

    static void requireGroups(int in, int out, int groups) {
        if (in % groups != 0 || out % groups != 0) {
            throw new IllegalArgumentException(
                    in + " -> " + out + " channels are no multiples of " + groups + " groups");
        }
    }

    @Override
    public Tensor apply(Tensor x) {
        return x.conv2d(weight, bias, new Convolution(stride, paddingOf(2), paddingOf(3), dilation, groups));
    }

    private int paddingOf(int axis) {
        return padding == SAME ? (int) weight.size(axis) / 2 * dilation : padding;
    }

    /** Channels of the output. */
    public int channels() {
        return (int) weight.size(0);
    }

    @Override
    public Tensor weight() {
        return weight;
    }

    @Override
    public long fanOut() {
        return Init.Weighted.super.fanOut() / groups;
    }

    @Override
    public long groups() {
        return groups;
    }
}
