package org.delineate.nn.op;

import java.util.List;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.delineate.onnx.Attribute;
import org.delineate.onnx.OnnxGraph;

/**
 * Convolves x with weight [out, in / groups, kh, kw] and adds bias [out] or null.
 *
 * <p>Where the engine's kernels for gradients are slow or wrong, it avoids them.
 */
public record Convolution(int stride, int paddingHeight, int paddingWidth, int dilation, int groups) implements Op {
    private static final int LANES = 16; // channels in one vector register
    private static final long MOST_COLUMNS = 3; // of the engine's fast kernel for depthwise gradients
    private static final long[] ONE = {1, 1};

    /** Padded by these numbers of pixels; stride 1, no dilation, one group. */
    public static Convolution padded(int height, int width) {
        return new Convolution(1, height, width, 1, 1);
    }

    @Override
    public long[] shape(long[]... in) {
        long[] x = in[0];
        long[] w = in[1];
        Op.require(x[1] == w[1] * groups, "conv2d", x, w);
        return new long[] {
            x[0],
            w[0],
            Pooling.count(x[2], dilation * (w[2] - 1) + 1, stride, paddingHeight),
            Pooling.count(x[3], dilation * (w[3] - 1) + 1, stride, paddingWidth)
        };
    }

    @Override
    public long macs(long[] out, long[]... in) {
        return Op.count(out) * in[1][1] * in[1][2] * in[1][3];
    }

    @Override
    public Tensor run(Tensor... in) {
        Tensor x = in[0];
        Tensor w = in[1];
        TensorOptional bias = Op.optional(in[2]);
        if (!GradMode.is_enabled() || !w.requires_grad()) {
            return plain(x, w, bias);
        }
        if (x.is_cpu() && torch.is_autocast_enabled(DeviceType.CPU) && reachesBeyond(x, w)) {
            return withoutPadding().run(padded(x), w, in[2]);
        }
        if (isWideDepthwise(x, w)) {
            return wideDepthwise(x, w, bias);
        }
        if (isStridedDepthwise(x, w)) {
            return stridedDepthwise(x, w, bias);
        }
        if (dilation > 1 && x.is_cpu() && torch.is_autocast_enabled(DeviceType.CPU)) {
            return groups == 1 ? paddedToLanes(x, w, bias) : channelsFirst(x, w, bias);
        }
        return plain(x, w, bias);
    }

    @Override
    public String onnx(OnnxGraph graph, long[][] shapes, String... in) {
        return graph.node(
                "Conv",
                List.of(in),
                Attribute.integers("kernel_shape", shapes[1][2], shapes[1][3]),
                Attribute.integers("strides", Op.pair(stride)),
                Attribute.integers("pads", paddingHeight, paddingWidth, paddingHeight, paddingWidth),
                Attribute.integers("dilations", Op.pair(dilation)),
                Attribute.integer("group", groups));
    }

    /**
     * Whether a row or column of the kernel sees nothing but padding wherever the kernel stands. In 16 bits the engine
     * leaves the gradient of its weights as it finds the memory, any number or NaN; where the padding is part of the
     * map
     * it is zero.
     */
    private boolean reachesBeyond(Tensor x, Tensor w) {
        return reachesBeyond(x.size(2), w.size(2), paddingHeight) || reachesBeyond(x.size(3), w.size(3), paddingWidth);
    }

    private boolean reachesBeyond(long side, long kernel, int padding) {
        long extent = dilation * (kernel - 1);
        long last = stride * (Pooling.count(side, extent + 1, stride, padding) - 1); // where the kernel stands last
        return last < padding || extent - padding >= side;
    }

    private Tensor padded(Tensor x) {
        long[] pixels = {paddingWidth, paddingWidth, paddingHeight, paddingHeight};
        return torch.constant_pad_nd(x, pixels, new Scalar(0));
    }

    private Convolution withoutPadding() {
        return new Convolution(stride, 0, 0, dilation, groups);
    }

    private Tensor plain(Tensor x, Tensor w, TensorOptional bias) {
        return torch.conv2d(
                x, w, bias, Op.pair(stride), Op.longs(paddingHeight, paddingWidth), Op.pair(dilation), groups);
    }

    /**
     * Adds channels of zeros up to a multiple of 16: in 16 bits and channels-last the engine's gradient of the weights
     * of a dilated convolution reads beyond the last channels, and is NaN or ends the process.
     */
    private Tensor paddedToLanes(Tensor x, Tensor w, TensorOptional bias) {
        long lacking = Math.floorMod(-x.size(1), (long) LANES);
        long[] channels = {0, 0, 0, 0, 0, lacking};
        Scalar zero = new Scalar(0);
        return lacking == 0
                ? plain(x, w, bias)
                : plain(torch.constant_pad_nd(x, channels, zero), torch.constant_pad_nd(w, channels, zero), bias);
    }

    /**
     * Computes channels-first: in 16 bits and channels-last the engine's gradient of grouped dilated weights is wrong.
     */
    private Tensor channelsFirst(Tensor x, Tensor w, TensorOptional bias) {
        Tensor first = w.flatten().view(w.shape()); // a weight of one channel fits both layouts; its strides decide
        return plain(x.contiguous(), first, bias).contiguous(MemoryFormat.ChannelsLast);
    }

    private boolean isStridedDepthwise(Tensor x, Tensor w) {
        return stride > 1
                && dilation == 1
                && groups > 1
                && groups == x.size(1)
                && w.size(0) == groups
                && x.is_cpu()
                && torch.is_autocast_enabled(DeviceType.CPU);
    }

    /**
     * Computes every position and takes those of the stride: in 16 bits the engine's gradient of the map of a strided
     * depthwise convolution is twenty times as slow as that of one of stride 1.
     */
    private Tensor stridedDepthwise(Tensor x, Tensor w, TensorOptional bias) {
        Tensor all = new Convolution(1, paddingHeight, paddingWidth, dilation, groups).plain(x, w, bias);
        LongOptional from = new LongOptional(0);
        LongOptional to = new LongOptional(Long.MAX_VALUE);
        return all.slice(2, from, to, stride).slice(3, from, to, stride).contiguous(MemoryFormat.ChannelsLast);
    }

    private boolean isWideDepthwise(Tensor x, Tensor w) {
        return x.is_cpu()
                && stride == 1
                && dilation == 1
                && paddingHeight == paddingWidth
                && groups > 1
                && groups == x.size(1)
                && w.size(0) == groups
                && w.size(3) > MOST_COLUMNS
                && w.size(3) == 2L * paddingWidth + 1
                && x.is_contiguous(MemoryFormat.ChannelsLast);
    }

    /**
     * Computes a depthwise convolution as the sum of its columns by threes, on the map padded once on both sides.
     *
     * <p>The engine's fast channels-last kernel for the gradient of depthwise weights takes at most three columns; a
     * 5x5 or wider convolution falls to one that takes most of a training step.
     */
    private Tensor wideDepthwise(Tensor x, Tensor w, TensorOptional bias) {
        Tensor padded = torch.constant_pad_nd(x, Op.pair(paddingWidth), new Scalar(0));
        long[] tall = {paddingHeight, 0};
        Tensor sum = null;
        for (long column = 0; column < w.size(3); column += MOST_COLUMNS) {
            long columns = Math.min(MOST_COLUMNS, w.size(3) - column);
            TensorOptional once = column == 0 ? bias : new TensorOptional();
            Tensor part = torch.conv2d(padded, w.narrow(3, column, columns), once, ONE, tall, ONE, groups)
                    .narrow(3, column, x.size(3));
            sum = sum == null ? part : sum.add(part);
        }
        return sum;
    }
}
