package org.delineate.nn.layer;

import org.delineate.nn.Tensor;
import org.delineate.nn.op.Convolution;

/** Convolution: [N, in, H, W] to [N, out, H', W']. */
public final class Conv2d extends Layer implements Init.Weighted {
    private final Tensor weight;
    private final Tensor bias;
    private final int stride;
    private final int paddingHeight;
    private final int paddingWidth;
    private final int dilation;
    private final int groups;

    private Conv2d(
            int in,
            int out,
            int height,
            int width,
            int stride,
            int paddingHeight,
            int paddingWidth,
            int dilation,
            int groups,
            boolean bias) {
        requireGroups(in, out, groups);
        this.weight = parameter("weight", out, in / groups, height, width);
        this.bias = bias ? parameter("bias", out) : null;
        this.stride = stride;
        this.paddingHeight = paddingHeight;
        this.paddingWidth = paddingWidth;
        this.dilation = dilation;
        this.groups = groups;
    }

    public Conv2d(int in, int out, int kernel, int stride, int padding, int dilation, int groups, boolean bias) {
        this(in, out, kernel, kernel, stride, padding, padding, dilation, groups, bias);
    }

    /** Keeps the size: stride 1, padding kernel/2, with bias. */
    public Conv2d(int in, int out, int kernel) {
        this(in, out, kernel, 1, kernel / 2, 1, 1, true);
    }

    public Conv2d(int in, int out, int kernel, int stride, int padding) {
        this(in, out, kernel, stride, padding, 1, 1, true);
    }

    /** Keeps the size, without bias. */
    public static Conv2d withoutBias(int in, int out, int kernel) {
        return new Conv2d(in, out, kernel, 1, kernel / 2, 1, 1, false);
    }

    /** A kernel of this height and width, both odd; keeps the size, without bias. */
    public static Conv2d oblong(int in, int out, int height, int width) {
        return new Conv2d(in, out, height, width, 1, height / 2, width / 2, 1, 1, false);
    }

    /** Kernel taps {@code dilation} pixels apart; keeps the size. */
    public static Conv2d dilated(int in, int out, int kernel, int dilation, boolean bias) {
        return new Conv2d(in, out, kernel, 1, kernel / 2 * dilation, dilation, 1, bias);
    }

    /** Each channel by itself; keeps the size. */
    public static Conv2d depthwise(int channels, int kernel, boolean bias) {
        return new Conv2d(channels, channels, kernel, 1, kernel / 2, 1, channels, bias);
    }

    static void requireGroups(int in, int out, int groups) {
        if (in % groups != 0 || out % groups != 0) {
            throw new IllegalArgumentException(
                    in + " -> " + out + " channels are no multiples of " + groups + " groups");
        }
    }

    @Override
    public Tensor apply(Tensor x) {
        return x.conv2d(weight, bias, new Convolution(stride, paddingHeight, paddingWidth, dilation, groups));
    }

    @Override
    public long fanIn() {
        return weight.size(1) * weight.size(2) * weight.size(3);
    }

    @Override
    public long fanOut() {
        return weight.size(0) * weight.size(2) * weight.size(3) / groups;
    }

    @Override
    public long groups() {
        return groups;
    }
}
