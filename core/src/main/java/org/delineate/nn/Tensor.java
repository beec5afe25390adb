package org.delineate.nn;

import java.util.Arrays;
import org.delineate.nn.op.Convolution;
import org.delineate.nn.op.Normalization;
import org.delineate.nn.op.Op;
import org.delineate.nn.op.Pointwise;
import org.delineate.nn.op.Pointwise.Binary;
import org.delineate.nn.op.Pointwise.Line;
import org.delineate.nn.op.Pointwise.Unary;
import org.delineate.nn.op.Pooling;
import org.delineate.nn.op.Products;
import org.delineate.nn.op.Reductions;
import org.delineate.nn.op.Reductions.Reduction;
import org.delineate.nn.op.Resizing;
import org.delineate.nn.op.Shaping;

/**
 * A tensor with the operations that networks use, named as PyTorch names them; axes are N, C, H, W.
 *
 * <p>A network is written once against this interface: on an {@link Eager} tensor it is computed at once, with
 * gradients; on the input of a {@link Graph} it is recorded, without values. Every method here names one {@link Op}.
 */
public interface Tensor {
    /** An eager tensor with these values in row-major order; the values are copied. */
    static Tensor of(float[] values, long... shape) {
        return Eager.of(values, shape);
    }

    /** An eager batch of images [N, C, H, W], laid out channels-last in memory as the processor's kernels expect it. */
    static Tensor images(float[] values, long... shape) {
        return Eager.of(values, shape).channelsLast();
    }

    /** Joins along one axis; the other sizes must be equal. */
    static Tensor cat(int axis, Tensor... parts) {
        return parts[0].apply(new Shaping.Cat(axis), Arrays.copyOfRange(parts, 1, parts.length));
    }

    /** The result of an operation whose first input this tensor is; optional inputs are null. */
    Tensor apply(Op op, Tensor... others);

    long[] shape();

    default long size(int axis) {
        long[] s = shape();
        return s[Op.place(axis, s)];
    }

    default int rank() {
        return shape().length;
    }

    /** Number of elements. */
    default long count() {
        return Op.count(shape());
    }

    /** A constant that can be combined with this tensor: of the same kind and number format. */
    Tensor constant(float[] values, long... shape);

    // element by element, two tensors with broadcasting
    default Tensor add(Tensor other) {
        return apply(Binary.ADD, other);
    }

    default Tensor sub(Tensor other) {
        return apply(Binary.SUB, other);
    }

    default Tensor mul(Tensor other) {
        return apply(Binary.MUL, other);
    }

    default Tensor div(Tensor other) {
        return apply(Binary.DIV, other);
    }

    default Tensor add(double value) {
        return apply(new Line(1, value));
    }

    default Tensor mul(double value) {
        return apply(new Line(value, 0));
    }

    default Tensor pow(double exponent) {
        return apply(new Pointwise.Power(exponent));
    }

    default Tensor abs() {
        return apply(Unary.ABS);
    }

    default Tensor exp() {
        return apply(Unary.EXP);
    }

    default Tensor log() {
        return apply(Unary.LOG);
    }

    default Tensor relu() {
        return apply(Unary.RELU);
    }

    /** min(max(x, 0), 6). */
    default Tensor relu6() {
        return apply(Unary.RELU6);
    }

    default Tensor sigmoid() {
        return apply(Unary.SIGMOID);
    }

    /** The exact form with erf. */
    default Tensor gelu() {
        return apply(Unary.GELU);
    }

    default Tensor clampMin(double least) {
        return apply(new Pointwise.ClampMin(least));
    }

    /** 1 where greater than the value, else 0; no gradient goes through. */
    default Tensor above(double value) {
        return apply(new Pointwise.Above(value));
    }

    /** The same values; no gradient goes through. */
    default Tensor detach() {
        return apply(new Pointwise.Detach());
    }

    /** Sets each element to zero with this probability and scales the others up; Engine.seed seeds the draws. */
    default Tensor dropout(double probability) {
        return apply(new Pointwise.Drop(probability));
    }

    default Tensor softmax(int axis) {
        return apply(new Pointwise.Softmax(axis));
    }

    /** The values as 32-bit floats where they are of lower precision; 64-bit floats stay. Losses start here. */
    default Tensor atLeastFloat32() {
        return apply(new Pointwise.Cast(false));
    }

    /** The values as 64-bit floats, for measuring how much 32 bits round. */
    default Tensor float64() {
        return apply(new Pointwise.Cast(true));
    }

    // reductions; the reduced axes stay with size 1, without axes a scalar is left
    default Tensor sum(int... axes) {
        return apply(new Reductions.Reduce(Reduction.SUM, axes));
    }

    default Tensor mean(int... axes) {
        return apply(new Reductions.Reduce(Reduction.MEAN, axes));
    }

    /** The gradient is shared evenly among equal maxima. */
    default Tensor amax(int... axes) {
        return apply(new Reductions.Reduce(Reduction.AMAX, axes));
    }

    /** Along one axis; the gradient goes to the first maximum. */
    default Tensor max(int axis) {
        return apply(new Reductions.Max(axis));
    }

    // shape
    default Tensor reshape(long... shape) {
        return apply(new Shaping.Reshape(shape));
    }

    default Tensor permute(int... axes) {
        return apply(new Shaping.Permute(axes));
    }

    default Tensor narrow(int axis, long start, long length) {
        return apply(new Shaping.Narrow(axis, start, length));
    }

    /** The rows [i, ...] of these numbers, in this order, along the first axis. */
    default Tensor rows(int... numbers) {
        return apply(new Shaping.Rows(numbers));
    }

    /** Moves along an axis, wrapping around. */
    default Tensor roll(long by, int axis) {
        return apply(new Shaping.Roll(by, axis));
    }

    /** Pads the last two axes with a constant; negative widths cut. */
    default Tensor pad(int left, int right, int top, int bottom, double value) {
        return apply(new Shaping.Pad(left, right, top, bottom, value));
    }

    /** Merges all axes from {@code start} on. */
    default Tensor flatten(int start) {
        long[] s = shape();
        long[] merged = Arrays.copyOf(s, start + 1);
        merged[start] = Op.count(Arrays.copyOfRange(s, start, s.length));
        return reshape(merged);
    }

    // products
    default Tensor matmul(Tensor right) {
        return apply(new Products.MatMul(), right);
    }

    /** Weight [out, in / groups, kh, kw], bias [out] or null; the same padding on all sides. */
    default Tensor conv2d(Tensor weight, Tensor bias, int stride, int padding, int dilation, int groups) {
        return conv2d(weight, bias, new Convolution(stride, padding, padding, dilation, groups));
    }

    /** Weight [out, in / groups, kh, kw], bias [out] or null. */
    default Tensor conv2d(Tensor weight, Tensor bias, Convolution op) {
        return apply(op, weight, bias);
    }

    /** Weight [in, out / groups, k, k], bias [out] or null. */
    default Tensor convTranspose2d(Tensor weight, Tensor bias, int stride, int padding, int outputPadding, int groups) {
        return apply(new Products.TransposedConvolution(stride, padding, outputPadding, groups), weight, bias);
    }

    /** Over the last axis: weight [out, in], bias [out] or null. */
    default Tensor linear(Tensor weight, Tensor bias) {
        return apply(new Products.Affine(), weight, bias);
    }

    // normalisation
    /** Over axis 1; in training with the batch's statistics, and the running ones are updated in place. */
    default Tensor batchNorm(
            Tensor weight, Tensor bias, Tensor runningMean, Tensor runningVar, Normalization.BatchNorm op) {
        return apply(op, weight, bias, runningMean, runningVar);
    }

    /** Over groups of neighbouring channels of axis 1 and all that follows. */
    default Tensor groupNorm(int groups, Tensor weight, Tensor bias, double eps) {
        return apply(new Normalization.GroupNorm(groups, eps), weight, bias);
    }

    /** Over the last axis. */
    default Tensor layerNorm(Tensor weight, Tensor bias, double eps) {
        return apply(new Normalization.LayerNorm(eps), weight, bias);
    }

    // pooling and resizing
    /** Pixels outside the map do not count. */
    default Tensor maxPool2d(int kernel, int stride, int padding) {
        return apply(new Pooling.MaxPool(kernel, stride, padding));
    }

    /** The index in the map of each window's maximum, for {@link #maxUnpool2d}; windows do not overlap. */
    default Tensor maxPlaces(int kernel) {
        return apply(new Pooling.MaxPlaces(kernel));
    }

    /** Puts each value back at its index; the rest is zero. */
    default Tensor maxUnpool2d(Tensor places, long height, long width) {
        return apply(new Pooling.MaxUnpool(height, width), places);
    }

    /** Pixels outside the map count as zeros. */
    default Tensor avgPool2d(int kernel, int stride, int padding) {
        return apply(new Pooling.AvgPool(kernel, stride, padding));
    }

    /** Windows that cover the map and overlap where the sizes are no multiples. */
    default Tensor adaptiveAvgPool2d(long height, long width) {
        return apply(new Pooling.AdaptiveAvgPool(height, width));
    }

    default Tensor upsampleNearest(int factor) {
        return apply(new Resizing.Nearest(factor));
    }

    /** @param aligned whether corners stay corners (align_corners); else pixels are areas (half-pixel centres) */
    default Tensor resizeBilinear(long height, long width, boolean aligned) {
        return apply(new Resizing.Bilinear(height, width, aligned));
    }

    /** Half-pixel centres. */
    default Tensor upsampleBilinear(int factor) {
        return resizeBilinear(size(2) * factor, size(3) * factor, false);
    }

    /** Corners stay corners. */
    default Tensor upsampleAligned(int factor) {
        return resizeBilinear(size(2) * factor, size(3) * factor, true);
    }

    /** Binary cross-entropy of logits, per element. */
    default Tensor bceWithLogits(Tensor target) {
        return apply(new Pointwise.CrossEntropy(), target);
    }

    // values; a tensor of a graph has none
    /** The value of the only element. */
    double item();

    /** A copy of the values in row-major order. */
    float[] toFloats();

    /** Adds this scalar's gradients to every parameter it depends on. */
    void backward();
}
