package org.delineate.nn;

import java.util.Arrays;

/**
 * The operations networks use, named as the field names them; axes are N, C, H, W.
 *
 * <p>A network is written once against this interface and read in several ways: {@link Eager} runs it with gradients, {@link
 * Traced} walks it without values to count its multiply-accumulates and to find shape errors.
 */
public interface Tensor {
    /** A tensor of the eager reading with these values in row-major order; the values are copied. */
    static Tensor of(float[] values, long... shape) {
        return Eager.of(values, shape);
    }

    /** A batch [N, C, H, W] of the eager reading, laid out channels-last in memory as the processor's kernels want it. */
    static Tensor pictures(float[] values, long... shape) {
        return Eager.of(values, shape).channelsLast();
    }

    /** Joins along one axis; the other sizes must be equal. */
    static Tensor cat(int axis, Tensor... parts) {
        return parts[0].joined(axis, parts);
    }

    long[] shape();

    default long size(int axis) {
        long[] s = shape();
        return s[axis < 0 ? axis + s.length : axis];
    }

    default int rank() {
        return shape().length;
    }

    /** Elements. */
    default long count() {
        return Arrays.stream(shape()).reduce(1, Math::multiplyExact);
    }

    /** A constant that can be combined with this tensor: of its reading and number format. */
    Tensor constant(float[] values, long... shape);

    /** {@link #cat}; {@code parts[0]} is this tensor. */
    Tensor joined(int axis, Tensor... parts);

    /** Functions of one element. */
    enum Unary {
        ABS,
        EXP,
        LOG,
        RELU,
        SIGMOID,
        GELU
    }

    /** Functions of two elements. */
    enum Binary {
        ADD,
        SUB,
        MUL,
        DIV
    }

    /** What becomes of the elements along some axes. */
    enum Reduction {
        SUM,
        MEAN,
        AMAX
    }

    // element by element
    Tensor map(Unary function);

    /** With broadcasting. */
    Tensor with(Binary function, Tensor other);

    default Tensor add(Tensor other) {
        return with(Binary.ADD, other);
    }

    default Tensor sub(Tensor other) {
        return with(Binary.SUB, other);
    }

    default Tensor mul(Tensor other) {
        return with(Binary.MUL, other);
    }

    default Tensor div(Tensor other) {
        return with(Binary.DIV, other);
    }

    Tensor add(double value);

    Tensor mul(double value);

    Tensor pow(double exponent);

    default Tensor abs() {
        return map(Unary.ABS);
    }

    default Tensor exp() {
        return map(Unary.EXP);
    }

    default Tensor log() {
        return map(Unary.LOG);
    }

    default Tensor relu() {
        return map(Unary.RELU);
    }

    default Tensor sigmoid() {
        return map(Unary.SIGMOID);
    }

    /** The exact form with erf. */
    default Tensor gelu() {
        return map(Unary.GELU);
    }

    Tensor clampMin(double least);

    /** 1 where greater than the value, else 0; no gradient goes through. */
    Tensor above(double value);

    /** The same values; no gradient goes through. */
    Tensor detach();

    /** Sets each element to zero with this probability and scales the others up; draws from {@link Engine#seed}. */
    Tensor dropout(double probability);

    Tensor softmax(int axis);

    /** 32-bit floats, whatever autocast made of it; losses start here. */
    Tensor float32();

    /** 64-bit floats, for measuring how much 32 bits round. */
    Tensor float64();

    // reductions
    Tensor sum();

    Tensor mean();

    /** Keeps the reduced axes with size 1. */
    Tensor reduce(Reduction how, int... axes);

    default Tensor sum(int... axes) {
        return reduce(Reduction.SUM, axes);
    }

    default Tensor mean(int... axes) {
        return reduce(Reduction.MEAN, axes);
    }

    /** The gradient is shared evenly among equal maxima. */
    default Tensor amax(int... axes) {
        return reduce(Reduction.AMAX, axes);
    }

    /** Maximum along one axis, kept with size 1; the gradient goes to the first maximum. */
    Tensor max(int axis);

    // shape
    Tensor reshape(long... shape);

    Tensor permute(int... axes);

    Tensor narrow(int axis, long start, long length);

    /** The rows [i, ...] of these numbers, in this order, along the first axis. */
    Tensor rows(int... numbers);

    /** Moves along an axis, wrapping around. */
    Tensor roll(long by, int axis);

    /** Pads the last two axes with a constant. */
    Tensor pad(int left, int right, int top, int bottom, double value);

    /** Merges all axes from {@code start} on. */
    default Tensor flatten(int start) {
        long[] s = shape();
        long[] merged = Arrays.copyOf(s, start + 1);
        for (int i = start + 1; i < s.length; i++) {
            merged[start] *= s[i];
        }
        return reshape(merged);
    }

    // products
    Tensor matmul(Tensor right);

    /** Weight [out, in / groups, kh, kw], bias [out] or null; symmetric padding. */
    Tensor conv2d(
            Tensor weight, Tensor bias, int stride, int paddingHeight, int paddingWidth, int dilation, int groups);

    /** The same padding on all sides. */
    default Tensor conv2d(Tensor weight, Tensor bias, int stride, int padding, int dilation, int groups) {
        return conv2d(weight, bias, stride, padding, padding, dilation, groups);
    }

    /** Weight [in, out / groups, k, k], bias [out] or null. */
    Tensor convTranspose2d(Tensor weight, Tensor bias, int stride, int padding, int outputPadding, int groups);

    /** Over the last axis: weight [out, in], bias [out] or null. */
    Tensor linear(Tensor weight, Tensor bias);

    // normalisation
    /** Over axis 1, weight null for 1; in training the batch's statistics, and the running ones are updated in place. */
    Tensor batchNorm(
            Tensor weight,
            Tensor bias,
            Tensor runningMean,
            Tensor runningVar,
            boolean training,
            double momentum,
            double eps);

    /** Over groups of neighbouring channels of axis 1 and all that follows. */
    Tensor groupNorm(int groups, Tensor weight, Tensor bias, double eps);

    /** Over the last axis. */
    Tensor layerNorm(Tensor weight, Tensor bias, double eps);

    // pooling and resizing
    /** Windows outside the picture do not count. */
    Tensor maxPool2d(int kernel, int stride, int padding);

    /** Zeros outside the picture count. */
    Tensor avgPool2d(int kernel, int stride, int padding);

    /** Windows that cover the map and overlap where the sizes are no multiples. */
    Tensor adaptiveAvgPool2d(long height, long width);

    /** Maxima of windows that do not overlap, with the place of each, which {@link #maxUnpool2d} wants. */
    Pooled maxPool2dWithPlaces(int kernel);

    /** @param places of the values in their map, for {@link #maxUnpool2d} alone */
    record Pooled(Tensor values, Tensor places) {}

    /** Puts each value back where its place says; the rest is zero. */
    Tensor maxUnpool2d(Tensor places, long height, long width);

    Tensor upsampleNearest(int factor);

    /** @param aligned corners fall on corners; else pixels are areas (half-pixel centres) */
    Tensor resizeBilinear(long height, long width, boolean aligned);

    /** Half-pixel centres. */
    default Tensor upsampleBilinear(int factor) {
        return resizeBilinear(size(2) * factor, size(3) * factor, false);
    }

    /** Binary cross-entropy of logits, per element. */
    Tensor bceWithLogits(Tensor target);

    // values; a traced tensor has none
    /** The only element. */
    double item();

    /** A copy in row-major order. */
    float[] toFloats();

    /** Adds this scalar's gradients to every parameter it depends on. */
    void backward();
}
