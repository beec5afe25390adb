package org.delineate.nn.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_direct;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_forward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_deconvolution_direct;
import static org.bytedeco.dnnl.global.dnnl.dnnl_deconvolution_forward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_inference;
import static org.bytedeco.dnnl.global.dnnl.dnnl_pooling_avg_exclude_padding;
import static org.bytedeco.dnnl.global.dnnl.dnnl_pooling_avg_include_padding;
import static org.bytedeco.dnnl.global.dnnl.dnnl_pooling_forward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_pooling_max;
import static org.bytedeco.dnnl.global.dnnl.dnnl_resampling_forward_primitive_desc_create;

import java.util.Map;
import java.util.TreeMap;
import org.delineate.nn.op.Convolution;
import org.delineate.nn.op.Pooling.MaxPool;
import org.delineate.nn.op.Products.TransposedConvolution;
import org.delineate.nn.op.Shaping.Pad;

/** Describes operations on maps [N, C, H, W]: convolutions, pooling, resizing. */
record MapOperations(PlanBuilder plan) {
    private static final long[] NONE = {0, 0};

    /**
     * @param weight [out, in / groups, kh, kw]
     * @param bias [out] or null
     */
    Head convolution(Convolution op, Value x, Value weight, Value bias, long... result) {
        return convolution(op, x, weight, bias, plan.any(result));
    }

    /** In 8-bit integers where x and weight are such. @param to layout of the result */
    Head convolution(Convolution op, Value x, Value weight, Value bias, Layout to) {
        long[] w = weight.dims();
        long groups = op.groups();
        Value grouped = groups == 1 ? weight : reshaped(weight, groups, w[0] / groups, w[1], w[2], w[3]);
        Layout from = groups == 1 && w[1] <= 4 && !x.layout().isBlocked() ? x.layout() : plan.any(x, x.dims());
        long[] padding = {op.paddingHeight(), op.paddingWidth()};
        long[] gaps = {op.dilation() - 1, op.dilation() - 1};
        return convolution(x, from, grouped, bias, op.stride(), gaps, padding, to);
    }

    /** A convolution of rows of blocks of pixels: along a row, it reaches so many blocks to either side. */
    Head convolution(Convolution op, int reach, Value x, Value weight, Value bias, Layout result) {
        long[] padding = {op.paddingHeight(), reach};
        return convolution(x, x.layout(), weight, bias, 1, new long[] {op.dilation() - 1, 0}, padding, result);
    }

    private Head convolution(
            Value x, Layout from, Value weight, Value bias, long step, long[] gaps, long[] padding, Layout to) {
        Layout weights = plan.any(weight, weight.dims());
        long[] stride = {step, step};
        return Head.choosing(
                inputs(x, weight, bias),
                (desc, attributes) -> dnnl_convolution_forward_primitive_desc_create(
                        desc,
                        OneDnn.ENGINE,
                        dnnl_forward_inference,
                        dnnl_convolution_direct,
                        from.desc(),
                        weights.desc(),
                        bias == null ? null : bias.layout().desc(),
                        to.desc(),
                        stride,
                        gaps,
                        padding,
                        padding,
                        attributes));
    }

    /**
     * @param weight [in, out / groups, k, k]
     * @param bias [out] or null
     */
    Head transposed(TransposedConvolution op, Value x, Value weight, Value bias, long... result) {
        long[] w = weight.dims();
        long groups = op.groups();
        Value swapped;
        if (groups == 1) {
            swapped = weight.seen(weight.layout().permuted(1, 0, 2, 3));
        } else {
            Value grouped = reshaped(weight, groups, w[0] / groups, w[1], w[2], w[3]);
            swapped = grouped.seen(grouped.layout().permuted(0, 2, 1, 3, 4));
        }
        Layout from = plan.any(x.dims());
        Layout weights = plan.any(swapped.dims());
        Layout to = plan.any(result);
        long[] stride = {op.stride(), op.stride()};
        long[] padding = {op.padding(), op.padding()};
        long[] end = {op.padding() - op.outputPadding(), op.padding() - op.outputPadding()};
        return Head.choosing(
                inputs(x, swapped, bias),
                (desc, attributes) -> dnnl_deconvolution_forward_primitive_desc_create(
                        desc,
                        OneDnn.ENGINE,
                        dnnl_forward_inference,
                        dnnl_deconvolution_direct,
                        from.desc(),
                        weights.desc(),
                        bias == null ? null : bias.layout().desc(),
                        to.desc(),
                        stride,
                        NONE,
                        padding,
                        end,
                        attributes));
    }

    private Value reshaped(Value weight, long... dims) {
        Value ordered = plan.inRowMajor(weight);
        return ordered.seen(ordered.layout().reshaped(dims));
    }

    private static Map<Integer, Value> inputs(Value x, Value weight, Value bias) {
        Map<Integer, Value> inputs = new TreeMap<>(Map.of(DNNL_ARG_SRC, x, DNNL_ARG_WEIGHTS, weight));
        if (bias != null) {
            inputs.put(DNNL_ARG_BIAS, bias);
        }
        return inputs;
    }

    Head maximum(Value x, long[] kernel, long stride, long padding, long... result) {
        return pooling(dnnl_pooling_max, x, kernel, stride, padding, result);
    }

    /** @param pad pixels at each side that no window takes its maximum from */
    Head maximum(Value x, MaxPool pool, Pad pad, long... result) {
        long[] kernel = {pool.kernel(), pool.kernel()};
        long[] stride = {pool.stride(), pool.stride()};
        long[] before = {pad.top(), pad.left()};
        long[] after = {pad.bottom(), pad.right()};
        return pooling(dnnl_pooling_max, x, kernel, stride, before, after, result);
    }

    /** Pixels outside the map count as zeros. */
    Head mean(Value x, long[] kernel, long stride, long padding, long... result) {
        int algorithm = padding == 0 ? dnnl_pooling_avg_exclude_padding : dnnl_pooling_avg_include_padding;
        return pooling(algorithm, x, kernel, stride, padding, result);
    }

    private Head pooling(int algorithm, Value x, long[] kernel, long stride, long padding, long... result) {
        long[] paddings = {padding, padding};
        return pooling(algorithm, x, kernel, new long[] {stride, stride}, paddings, paddings, result);
    }

    private Head pooling(
            int algorithm, Value value, long[] kernel, long[] stride, long[] before, long[] after, long... result) {
        Value dense = plan.dense(value);
        // row-major, 3 channels of 256x256 take 15 ms in bf16, and 0.3 ms with the way there
        Value x = dense.layout().isRowMajor() ? plan.channelsLast(dense) : dense;
        Layout to = plan.any(x, result);
        return Head.choosing(
                Map.of(DNNL_ARG_SRC, x),
                (desc, attributes) -> dnnl_pooling_forward_primitive_desc_create(
                        desc,
                        OneDnn.ENGINE,
                        dnnl_forward_inference,
                        algorithm,
                        x.layout().desc(),
                        to.desc(),
                        stride,
                        kernel,
                        NONE,
                        before,
                        after,
                        attributes));
    }

    /** @param algorithm nearest neighbour or linear, both between the centres of pixels */
    Head resampling(int algorithm, Value value, long... result) {
        Value x = plan.pixelsLast(plan.dense(value));
        Layout to = plan.any(x, result);
        float[] factors = {(float) result[2] / x.dims()[2], (float) result[3] / x.dims()[3]};
        return Head.choosing(
                Map.of(DNNL_ARG_SRC, x),
                (desc, attributes) -> dnnl_resampling_forward_primitive_desc_create(
                        desc,
                        OneDnn.ENGINE,
                        dnnl_forward_inference,
                        algorithm,
                        factors,
                        x.layout().desc(),
                        to.desc(),
                        attributes));
    }
}
