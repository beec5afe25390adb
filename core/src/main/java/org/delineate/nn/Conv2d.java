package org.delineate.nn;

/** Convolution: [N, in, H, W] to [N, out, H', W']. */
public final class Conv2d extends Layer implements Init.Weighted {
    private final Tensor weight;
    private final Tensor bias;
    private final int stride;
    private final int padding;
    private final int dilation;
    private final int groups;

    public Conv2d(int in, int out, int kernel, int stride, int padding, int dilation, int groups, boolean bias) {
        requireGroups(in, out, groups);
        this.weight = parameter("weight", out, in / groups, kernel, kernel);
        this.bias = bias ? parameter("bias", out) : null;
        this.stride = stride;
        this.padding = padding;
        this.dilation = dilation;
        this.groups = groups;
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
        return x.conv2d(weight, bias, stride, padding, dilation, groups);
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
