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

    // element by element, with broadcasting
    Tensor add(Tensor other);

    Tensor sub(Tensor other);

    Tensor mul(Tensor other);

    Tensor div(Tensor other);

    Tensor add(double value);

    Tensor mul(double value);

    Tensor pow(double exponent);

    Tensor abs();

    Tensor exp();

    Tensor log();

    Tensor relu();

    Tensor sigmoid();

    /** The exact form with erf. */
    Tensor gelu();

    Tensor clampMin(double least);

    Tensor softmax(int axis);

    /** 32-bit floats, whatever autocast made of it; losses start here. */
    Tensor float32();

    /** 64-bit floats, for measuring how much 32 bits round. */
    Tensor float64();

    // reductions
    Tensor sum();

    Tensor mean();

    /** Keeps the reduced axes with size 1. */
    Tensor sum(int... axes);

    /** Keeps the reduced axes with size 1. */
    Tensor mean(int... axes);

    /** Keeps the reduced axes with size 1; the gradient is shared evenly among equal maxima. */
    Tensor amax(int... axes);

    /** Maximum along one axis, kept with size 1; the gradient goes to the first maximum. */
    Tensor max(int axis);

    // shape
    Tensor reshape(long... shape);

    Tensor permute(int... axes);

    Tensor narrow(int axis, long start, long length);

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

    /** Weight [out, in / groups, k, k], bias [out] or null; symmetric padding. */
    Tensor conv2d(Tensor weight, Tensor bias, int stride, int padding, int dilation, int groups);

    /** Weight [in, out / groups, k, k], bias [out] or null. */
    Tensor convTranspose2d(Tensor weight, Tensor bias, int stride, int padding, int outputPadding, int groups);

    /** Over the last axis: weight [out, in], bias [out] or null. */
    Tensor linear(Tensor weight, Tensor bias);

    // normalisation
    /** Over axis 1; in training the batch's statistics, and the running ones are updated in place. */
    Tensor batchNorm(
            Tensor weight,
            Tensor bias,
            Tensor runningMean,
            Tensor runningVar,
            boolean training,
            double momentum,
            double eps);

    /** Over the last axis. */
    Tensor layerNorm(Tensor weight, Tensor bias, double eps);

    // pooling and resizing
    /** Windows outside the picture do not count. */
    Tensor maxPool2d(int kernel, int stride, int padding);

    /** Zeros outside the picture count. */
    Tensor avgPool2d(int kernel, int stride, int padding);

    Tensor upsampleNearest(int factor);

    /** Half-pixel centres (corners not aligned). */
    Tensor upsampleBilinear(int factor);

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
