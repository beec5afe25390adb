package org.delineate.nn;

import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.MemoryFormat;

/** A convolution of the eager reading; where the engine's kernels for gradients are slow or wrong, by a way around them. */
record Convolution(
        Tensor value,
        Tensor weight,
        TensorOptional bias,
        int stride,
        int paddingHeight,
        int paddingWidth,
        int dilation,
        int groups) {
    private static final int LANES = 16;
    private static final long[] ONE = {1, 1};

    Tensor answer() {
        if (!GradMode.is_enabled() || !weight.requires_grad()) {
            return plain(value, weight);
        }
        if (isWideDepthwise()) {
            return wideDepthwise();
        }
        return dilation > 1 && groups == 1 && torch.is_autocast_enabled(DeviceType.CPU)
                ? inWholeLanes()
                : plain(value, weight);
    }

    private Tensor plain(Tensor x, Tensor w) {
        long[] padding = {paddingHeight, paddingWidth};
        return torch.conv2d(x, w, bias, new long[] {stride, stride}, padding, new long[] {dilation, dilation}, groups);
    }

    /**
     * With channels of zeros up to a multiple of 16: in 16 bits and channels-last the engine's gradient of the weights of a dilated
     * convolution reads beyond the last channels, and is NaN or ends the process.
     */
    private Tensor inWholeLanes() {
        long lacking = Math.floorMod(-value.size(1), (long) LANES);
        long[] channels = {0, 0, 0, 0, 0, lacking};
        Scalar zero = new Scalar(0);
        return lacking == 0
                ? plain(value, weight)
                : plain(torch.constant_pad_nd(value, channels, zero), torch.constant_pad_nd(weight, channels, zero));
    }

    private boolean isWideDepthwise() {
        return stride == 1
                && dilation == 1
                && paddingHeight == paddingWidth
                && groups == value.size(1)
                && groups > 1
                && weight.size(0) == groups
                && weight.size(3) > 3
                && weight.size(3) == 2L * paddingWidth + 1
                && value.is_contiguous(MemoryFormat.ChannelsLast);
    }

    /**
     * A depthwise convolution as the sum of its three middle columns and of each further column by itself, moved aside.
     *
     * <p>The engine's fast channels-last kernel for the gradient of depthwise weights takes at most three columns and a padding of
     * one; a 5x5 convolution falls to one that is 20 times slower and takes most of a training step.
     */
    private Tensor wideDepthwise() {
        int padding = paddingWidth;
        long[] tall = {padding, 1};
        Tensor sum = torch.conv2d(value, weight.narrow(3, padding - 1, 3), bias, ONE, tall, ONE, groups);
        tall = new long[] {padding, 0};
        for (int column = 0; column < weight.size(3); column++) {
            int aside = padding - column;
            if (Math.abs(aside) > 1 && Math.abs(aside) < value.size(3)) {
                Tensor part =
                        torch.conv2d(value, weight.narrow(3, column, 1), new TensorOptional(), ONE, tall, ONE, groups);
                sum = sum.add(torch.constant_pad_nd(part, new long[] {aside, -aside}, new Scalar(0)));
            }
        }
        return sum;
    }
}
