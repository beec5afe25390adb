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

/** One line of a {@link GraphFile} as DJL computes it; optional inputs are null. */
interface DjlOperation {
    NDArray run(List<NDArray> in);

    /** @throws IllegalArgumentException where DJL has no such operation */
    static DjlOperation of(GraphFile.Line line) {
        JsonNode with = line.with();
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
            case "Line" -> line(number(with, "factor"), number(with, "offset"));
            case "Power" -> in -> in.get(0).pow(number(with, "exponent"));
            case "ClampMin" -> in -> in.get(0).maximum(number(with, "least"));
            case "Above" -> in -> in.get(0).gt(number(with, "value")).toType(DataType.FLOAT32, false);
            case "Detach" -> in -> in.get(0).stopGradient();
            case "Drop" ->
                in -> in.get(0)
                        .getNDArrayInternal()
                        .dropout(in.get(0), number(with, "probability"), true)
                        .get(0);
            case "Softmax" -> in -> in.get(0).softmax(whole(with, "axis"));
            case "Cast" -> in -> in.get(0).toType(DataType.FLOAT32, true);
            case "CrossEntropy" -> DjlOperation::crossEntropy;
            case "Cat" -> in -> NDArrays.concat(new NDList(in), whole(with, "axis"));
            case "Reshape" -> in -> in.get(0).reshape(longs(with, "to"));
            case "Permute" -> in -> in.get(0).transpose(ints(with, "axes"));
            case "Narrow" ->
                narrow(whole(with, "axis"), whole(with, "start"), whole(with, "length"), line.shape().length);
            case "Roll" -> in -> roll(in.get(0), whole(with, "by"), whole(with, "axis"));
            case "Pad" -> pad(with);
            case "Reduce" -> reduce(with.get("how").asText(), ints(with, "axes"));
            case "Max" -> in -> in.get(0).max(new int[] {whole(with, "axis")}, true);
            case "MatMul" -> in -> in.get(0).matMul(in.get(1));
            case "Affine" ->
                in -> Linear.linear(in.get(0), in.get(1), in.get(2)).get(0);
            case "Convolution" -> convolution(with);
            case "Batch" ->
                in -> BatchNorm.batchNorm(
                                in.get(0),
                                in.get(3),
                                in.get(4),
                                in.get(1),
                                in.get(2),
                                1,
                                number(with, "momentum"),
                                number(with, "eps"),
                                with.get("training").asBoolean())
                        .get(0);
            case "Layer" ->
                in -> LayerNorm.layerNorm(in.get(0), in.get(1).getShape(), in.get(1), in.get(2), number(with, "eps"))
                        .get(0);
            case "MaxPool" ->
                in -> Pool.maxPool2d(
                        in.get(0), pair(with, "kernel"), pair(with, "stride"), pair(with, "padding"), false);
            case "AvgPool" ->
                in -> Pool.avgPool2d(
                        in.get(0), pair(with, "kernel"), pair(with, "stride"), pair(with, "padding"), false, true);
            case "AdaptiveAvgPool" -> in -> adaptive(in.get(0), whole(with, "height"), whole(with, "width"));
            case "Nearest" -> in -> resized(in.get(0), line.shape(), Interpolation.NEAREST, false);
            case "Bilinear" ->
                in -> resized(
                        in.get(0),
                        line.shape(),
                        Interpolation.BILINEAR,
                        with.get("aligned").asBoolean());
            case "TransposedConvolution" -> transposed(with);
            default -> throw new IllegalArgumentException("DJL has no operation for " + line.op());
        };
    }

    private static DjlOperation line(float factor, float offset) {
        return in -> {
            NDArray x = factor == 1 ? in.get(0) : in.get(0).mul(factor);
            return offset == 0 ? (factor == 1 ? x.mul(1) : x) : x.add(offset);
        };
    }

    /** max(x, 0) - x y + log(1 + exp(-|x|)). */
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

    private static DjlOperation pad(JsonNode with) {
        Shape widths = new Shape(whole(with, "left"), whole(with, "right"), whole(with, "top"), whole(with, "bottom"));
        return in -> in.get(0).pad(widths, number(with, "value"));
    }

    private static DjlOperation reduce(String how, int... axes) {
        return switch (how) {
            case "SUM" -> in -> axes.length == 0 ? in.get(0).sum() : in.get(0).sum(axes, true);
            case "MEAN" -> in -> axes.length == 0 ? in.get(0).mean() : each(in.get(0), NDArray::mean, axes);
            default -> in -> axes.length == 0 ? in.get(0).max() : each(in.get(0), NDArray::max, axes);
        };
    }

    /** A reduction along one axis, which stays with size 1. */
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

    private static DjlOperation convolution(JsonNode with) {
        Shape padding = new Shape(whole(with, "paddingHeight"), whole(with, "paddingWidth"));
        return in -> Conv2d.conv2d(
                        in.get(0),
                        in.get(1),
                        in.get(2),
                        pair(with, "stride"),
                        padding,
                        pair(with, "dilation"),
                        whole(with, "groups"))
                .get(0);
    }

    private static DjlOperation transposed(JsonNode with) {
        return in -> Conv2dTranspose.conv2dTranspose(
                        in.get(0),
                        in.get(1),
                        in.get(2),
                        pair(with, "stride"),
                        pair(with, "padding"),
                        pair(with, "outputPadding"),
                        new Shape(1, 1),
                        whole(with, "groups"))
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

    /** 32 bits: with 64 a scalar tensor becomes one of 64. */
    private static float number(JsonNode with, String name) {
        return Float.parseFloat(with.get(name).asText());
    }

    private static int whole(JsonNode with, String name) {
        return with.get(name).asInt();
    }

    private static Shape pair(JsonNode with, String name) {
        return new Shape(whole(with, name), whole(with, name));
    }

    private static int[] ints(JsonNode with, String name) {
        return IntStream.range(0, with.get(name).size())
                .map(i -> with.get(name).get(i).asInt())
                .toArray();
    }

    private static long[] longs(JsonNode with, String name) {
        return IntStream.of(ints(with, name)).asLongStream().toArray();
    }
}
