package org.delineate.bench;

import ai.djl.modality.cv.Image.Interpolation;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.convolutional.Conv2dTranspose;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.nn.pooling.Pool;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.IntStream;

/** Computes one line of a {@link GraphFile} with DJL; optional inputs are null. */
interface DjlOperation {
    NDArray run(List<NDArray> in);

    /**
     * Returns the operation of a line.
     *
     * @throws IllegalArgumentException where DJL has no such operation
     */
    static DjlOperation of(GraphFile.Line line) {
        JsonNode attributes = line.attributes();
        return switch (line.op()) {
            case "ABS" -> in -> in.get(0).abs();
            case "EXP" -> in -> in.get(0).exp();
            case "LOG" -> in -> in.get(0).log();
            case "RELU" -> in -> Activation.relu(in.get(0));
            case "SIGMOID" -> in -> Activation.sigmoid(in.get(0));
            case "GELU" -> in -> Activation.gelu(in.get(0));
            case "ADD" -> in -> in.get(0).add(in.get(1));
            case "SUB" -> in -> in.get(0).sub(in.get(1));
            case "MUL" -> in -> in.get(0).mul(in.get(1));
            case "DIV" -> in -> in.get(0).div(in.get(1));
            case "Line" -> line(number(attributes, "factor"), number(attributes, "offset"));
            case "Power" -> in -> in.get(0).pow(number(attributes, "exponent"));
            case "ClampMin" -> in -> in.get(0).maximum(number(attributes, "least"));
            case "Above" -> in -> in.get(0).gt(number(attributes, "value")).toType(DataType.FLOAT32, false);
            case "Detach" -> in -> in.get(0).stopGradient();
            case "Drop" ->
                in -> in.get(0)
                        .getNDArrayInternal()
                        .dropout(in.get(0), number(attributes, "probability"), true)
                        .get(0);
            case "Softmax" -> in -> in.get(0).softmax(whole(attributes, "axis"));
            case "Cast" -> in -> in.get(0).toType(DataType.FLOAT32, true);
            case "CrossEntropy" -> DjlOperation::crossEntropy;
            case "Cat" -> in -> NDArrays.concat(new NDList(in), whole(attributes, "axis"));
            case "Reshape" -> in -> in.get(0).reshape(longs(attributes, "to"));
            case "Permute" -> in -> in.get(0).transpose(ints(attributes, "axes"));
            case "Narrow" ->
                narrow(
                        whole(attributes, "axis"),
                        whole(attributes, "start"),
                        whole(attributes, "length"),
                        line.shape().length);
            case "Roll" -> in -> roll(in.get(0), whole(attributes, "by"), whole(attributes, "axis"));
            case "Pad" -> pad(attributes);
            case "ChannelShift" -> in -> shift(in.get(0), whole(attributes, "axis"), whole(attributes, "farthest"));
            case "Reduce" -> reduce(attributes.get("how").asText(), ints(attributes, "axes"));
            case "Max" -> in -> in.get(0).max(new int[] {whole(attributes, "axis")}, true);
            case "MatMul" -> in -> in.get(0).matMul(in.get(1));
            case "Affine" ->
                in -> Linear.linear(in.get(0), in.get(1), in.get(2)).get(0);
            case "Convolution" -> convolution(attributes);
            case "BatchNorm" ->
                in -> BatchNorm.batchNorm(
                                in.get(0),
                                in.get(3),
                                in.get(4),
                                in.get(1),
                                in.get(2),
                                1,
                                number(attributes, "momentum"),
                                number(attributes, "eps"),
                                attributes.get("training").asBoolean())
                        .get(0);
            case "LayerNorm" ->
                in -> LayerNorm.layerNorm(
                                in.get(0), in.get(1).getShape(), in.get(1), in.get(2), number(attributes, "eps"))
                        .get(0);
            case "MaxPool" ->
                in -> Pool.maxPool2d(
                        in.get(0),
                        pair(attributes, "kernel"),
                        pair(attributes, "stride"),
                        pair(attributes, "padding"),
                        false);
            case "AvgPool" ->
                in -> Pool.avgPool2d(
                        in.get(0),
                        pair(attributes, "kernel"),
                        pair(attributes, "stride"),
                        pair(attributes, "padding"),
                        false,
                        true);
            case "AdaptiveAvgPool" ->
                in -> adaptive(in.get(0), whole(attributes, "height"), whole(attributes, "width"));
            case "Nearest" -> in -> resized(in.get(0), line.shape(), Interpolation.NEAREST, false);
            case "Bilinear" ->
                in -> resized(
                        in.get(0),
                        line.shape(),
                        Interpolation.BILINEAR,
                        attributes.get("aligned").asBoolean());
            case "TransposedConvolution" -> transposed(attributes);
            default -> throw new IllegalArgumentException("DJL has no operation for " + line.op());
        };
    }

    private static DjlOperation line(float factor, float offset) {
        return in -> {
            NDArray x = factor == 1 ? in.get(0) : in.get(0).mul(factor);
            return offset == 0 ? (factor == 1 ? x.mul(1) : x) : x.add(offset);
        };
    }

    /** Computes max(x, 0) - x y + log(1 + exp(-|x|)). */
    private static NDArray crossEntropy(List<NDArray> in) {
        NDArray x = in.get(0);
        return Activation.relu(x)
                .sub(x.mul(in.get(1)))
                .add(x.abs().neg().exp().add(1).log());
    }

    private static DjlOperation narrow(int axis, long start, long length, int rank) {
        int along = axis < 0 ? axis + rank : axis;
        return in -> in.get(0).get(new NDIndex().addAllDim(along).addSliceDim(start, start + length));
    }

    private static NDArray roll(NDArray x, int by, int axis) {
        int rank = x.getShape().dimension();
        long size = x.getShape().get(axis);
        long cut = Math.floorMod(-by, size);
        if (cut == 0) {
            return x.mul(1);
        }
        NDArray head = narrow(axis, 0, cut, rank).run(List.of(x));
        NDArray tail = narrow(axis, cut, size - cut, rank).run(List.of(x));
        return NDArrays.concat(new NDList(tail, head), axis);
    }

    private static DjlOperation pad(JsonNode attributes) {
        Shape widths = new Shape(
                whole(attributes, "left"),
                whole(attributes, "right"),
                whole(attributes, "top"),
                whole(attributes, "bottom"));
        return in -> in.get(0).pad(widths, number(attributes, "value"));
    }

    /** Moves groups of channels along an axis, as programs of UNeXt do: by parts of the padded map. */
    private static NDArray shift(NDArray x, int axis, int farthest) {
        long channels = x.getShape().get(1);
        long width = (channels + 2L * farthest) / (2L * farthest + 1);
        NDArray padded =
                x.pad(axis == 2 ? new Shape(0, 0, farthest, farthest) : new Shape(farthest, farthest, 0, 0), 0);
        NDList parts = new NDList();
        long start = 2L * farthest;
        for (long from = 0; from < channels; from += width) {
            NDArray group = narrow(1, from, Math.min(width, channels - from), 4).run(List.of(padded));
            parts.add(narrow(axis, start, x.getShape().get(axis), 4).run(List.of(group)));
            start--;
        }
        return NDArrays.concat(parts, 1);
    }

    private static DjlOperation reduce(String how, int... axes) {
        return switch (how) {
            case "SUM" -> in -> axes.length == 0 ? in.get(0).sum() : in.get(0).sum(axes, true);
            case "MEAN" -> in -> axes.length == 0 ? in.get(0).mean() : each(in.get(0), NDArray::mean, axes);
            default -> in -> axes.length == 0 ? in.get(0).max() : each(in.get(0), NDArray::max, axes);
        };
    }

    /** Reduces along axes, which stay with size 1. */
    interface Along {
        NDArray reduce(NDArray x, int[] axis, boolean keep);
    }

    /** One axis after the other: more these do not take at once. */
    private static NDArray each(NDArray x, Along along, int... axes) {
        NDArray y = x;
        for (int axis : axes) {
            y = along.reduce(y, new int[] {axis}, true);
        }
        return y;
    }

    private static DjlOperation convolution(JsonNode attributes) {
        Shape padding = new Shape(whole(attributes, "paddingHeight"), whole(attributes, "paddingWidth"));
        return in -> Conv2d.conv2d(
                        in.get(0),
                        in.get(1),
                        in.get(2),
                        pair(attributes, "stride"),
                        padding,
                        pair(attributes, "dilation"),
                        whole(attributes, "groups"))
                .get(0);
    }

    private static DjlOperation transposed(JsonNode attributes) {
        return in -> Conv2dTranspose.conv2dTranspose(
                        in.get(0),
                        in.get(1),
                        in.get(2),
                        pair(attributes, "stride"),
                        pair(attributes, "padding"),
                        pair(attributes, "outputPadding"),
                        new Shape(1, 1),
                        whole(attributes, "groups"))
                .get(0);
    }

    private static NDArray adaptive(NDArray x, long height, long width) {
        Shape s = x.getShape();
        if (s.get(2) % height != 0 || s.get(3) % width != 0) {
            throw new IllegalArgumentException("DJL has no adaptive pooling with windows that overlap");
        }
        Shape window = new Shape(s.get(2) / height, s.get(3) / width);
        return Pool.avgPool2d(x, window, window, new Shape(0, 0), false, true);
    }

    private static NDArray resized(NDArray x, long[] shape, Interpolation mode, boolean aligned) {
        return x.getNDArrayInternal().interpolation(new long[] {shape[2], shape[3]}, mode.ordinal(), aligned);
    }

    /** Reads a number in 32 bits: with 64 a scalar tensor becomes one of 64. */
    private static float number(JsonNode attributes, String name) {
        return Float.parseFloat(attributes.get(name).asText());
    }

    private static int whole(JsonNode attributes, String name) {
        return attributes.get(name).asInt();
    }

    private static Shape pair(JsonNode attributes, String name) {
        return new Shape(whole(attributes, name), whole(attributes, name));
    }

    private static int[] ints(JsonNode attributes, String name) {
        return IntStream.range(0, attributes.get(name).size())
                .map(i -> attributes.get(name).get(i).asInt())
                .toArray();
    }

    private static long[] longs(JsonNode attributes, String name) {
        return IntStream.of(ints(attributes, name)).asLongStream().toArray();
    }
}
