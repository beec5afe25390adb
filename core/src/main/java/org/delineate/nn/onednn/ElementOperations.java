package org.delineate.nn.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_MULTIPLE_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCALE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_concat_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_forward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_inference;
import static org.bytedeco.dnnl.global.dnnl.dnnl_layer_normalization_forward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_matmul_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_reduction_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_softmax_accurate;
import static org.bytedeco.dnnl.global.dnnl.dnnl_softmax_forward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_use_scale;
import static org.bytedeco.dnnl.global.dnnl.dnnl_use_shift;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.javacpp.PointerPointer;

/** Describes operations on tensors of any number of axes: functions, norms, sums, products. */
record ElementOperations(PlanBuilder plan) {
    Head function(PostOperation f, Value value) {
        Value x = plan.dense(value);
        return Head.keeping(
                x,
                Map.of(DNNL_ARG_SRC, x),
                (desc, attributes) -> dnnl_eltwise_forward_primitive_desc_create(
                        desc,
                        OneDnn.ENGINE,
                        dnnl_forward_inference,
                        f.algorithm(),
                        x.layout().desc(),
                        x.layout().desc(),
                        f.alpha(),
                        f.beta(),
                        attributes));
    }

    /** @param second of the same number of axes, each as long as the first one's, or 1 */
    Head binary(int algorithm, Value first, Value second) {
        boolean isEqual = Arrays.equals(first.dims(), second.dims());
        // no kernel repeats the second along blocks that are not full
        Value a = plan.dense(!isEqual && first.layout().isPadded() ? plan.strided(first) : first);
        Value b = isEqual ? plan.in(second, a.layout()) : plan.inRowMajor(second);
        return Head.keeping(
                a,
                Map.of(DNNL_ARG_SRC, a, DNNL_ARG_SRC_1, b),
                (desc, attributes) -> dnnl_binary_primitive_desc_create(
                        desc,
                        OneDnn.ENGINE,
                        algorithm,
                        a.layout().desc(),
                        b.layout().desc(),
                        a.layout().desc(),
                        attributes));
    }

    Head softmax(Value value, int axis) {
        Value x = plan.dense(value);
        return Head.keeping(
                x,
                Map.of(DNNL_ARG_SRC, x),
                (desc, attributes) -> dnnl_softmax_forward_primitive_desc_create(
                        desc,
                        OneDnn.ENGINE,
                        dnnl_forward_inference,
                        dnnl_softmax_accurate,
                        x.layout().desc(),
                        x.layout().desc(),
                        axis,
                        attributes));
    }

    /** @param scale [C] or null @param shift [C] or null */
    Head layerNorm(Value value, double eps, Value scale, Value shift) {
        Value x = plan.inRowMajor(value);
        return Head.keeping(
                x,
                normInputs(x, scale, shift),
                (desc, attributes) -> dnnl_layer_normalization_forward_primitive_desc_create(
                        desc,
                        OneDnn.ENGINE,
                        dnnl_forward_inference,
                        x.layout().desc(),
                        x.layout().desc(),
                        null,
                        (float) eps,
                        flags(scale, shift),
                        attributes));
    }

    private static int flags(Value scale, Value shift) {
        return (scale == null ? 0 : dnnl_use_scale) | (shift == null ? 0 : dnnl_use_shift);
    }

    private static Map<Integer, Value> normInputs(Value x, Value scale, Value shift) {
        Map<Integer, Value> inputs = new TreeMap<>(Map.of(DNNL_ARG_SRC, x));
        if (scale != null) {
            inputs.put(DNNL_ARG_SCALE, scale);
        }
        if (shift != null) {
            inputs.put(DNNL_ARG_SHIFT, shift);
        }
        return inputs;
    }

    Head reduction(int algorithm, Value value, long... result) {
        Value x = plan.dense(value);
        Layout to = plan.any(result);
        return Head.choosing(
                Map.of(DNNL_ARG_SRC, x),
                (desc, attributes) -> dnnl_reduction_primitive_desc_create(
                        desc, OneDnn.ENGINE, algorithm, x.layout().desc(), to.desc(), 0, 0, attributes));
    }

    /**
     * @param x [.., k]
     * @param weight [out, k]
     * @param bias [out] or null
     * @return of a matrix [rows, out]
     */
    Head affine(Value x, Value weight, Value bias) {
        Value matrix = rows(x);
        Value transposed = weight.seen(weight.layout().permuted(1, 0));
        long out = weight.dims()[0];
        Layout weights = plan.any(transposed.dims());
        Layout to = plan.rowMajor(matrix.dims()[0], out);
        Map<Integer, Value> inputs = new TreeMap<>(Map.of(DNNL_ARG_SRC, matrix, DNNL_ARG_WEIGHTS, transposed));
        Value row = bias == null ? null : bias.seen(bias.layout().reshaped(1, out));
        if (row != null) {
            inputs.put(DNNL_ARG_BIAS, row);
        }
        return Head.choosing(
                inputs,
                (desc, attributes) -> dnnl_matmul_primitive_desc_create(
                        desc,
                        OneDnn.ENGINE,
                        matrix.layout().desc(),
                        weights.desc(),
                        row == null ? null : row.layout().desc(),
                        to.desc(),
                        attributes));
    }

    /** A tensor as a matrix of its last axis. */
    private Value rows(Value x) {
        long last = x.dims()[x.dims().length - 1];
        long count = Arrays.stream(x.dims()).reduce(1, (a, b) -> a * b) / last;
        Value ordered = plan.inRowMajor(x);
        return ordered.seen(ordered.layout().reshaped(count, last));
    }

    /** Matrices of equal numbers of axes; those before the last two are equal, or 1 in one of them. */
    Head product(Value a, Value b, long... result) {
        Value left = plan.strided(a);
        Value right = plan.strided(b);
        Layout to = plan.rowMajor(result);
        return Head.choosing(
                Map.of(DNNL_ARG_SRC, left, DNNL_ARG_WEIGHTS, right),
                (desc, attributes) -> dnnl_matmul_primitive_desc_create(
                        desc,
                        OneDnn.ENGINE,
                        left.layout().desc(),
                        right.layout().desc(),
                        null,
                        to.desc(),
                        attributes));
    }

    Head concatenation(List<Value> values, int axis, long... result) {
        boolean ofSingleChannels = values.stream().allMatch(v -> v.dims().length == 4 && v.dims()[1] == 1);
        List<Value> parts =
                ofSingleChannels ? values.stream().map(plan::inRowMajor).toList() : values;
        Map<Integer, Value> inputs = new TreeMap<>();
        PointerPointer<dnnl_memory_desc> layouts = new PointerPointer<>(parts.size());
        for (int i = 0; i < parts.size(); i++) {
            inputs.put(DNNL_ARG_MULTIPLE_SRC + i, parts.get(i));
            layouts.put(i, parts.get(i).layout().desc());
        }
        Value first = parts.get(0);
        Layout to = ofSingleChannels
                ? Layout.rowMajor(plan.owner(), first.layout().type(), result)
                : plan.any(first, result);
        return Head.choosing(
                inputs,
                (desc, attributes) -> dnnl_concat_primitive_desc_create(
                        desc, OneDnn.ENGINE, to.desc(), parts.size(), axis, layouts, attributes));
    }
}
