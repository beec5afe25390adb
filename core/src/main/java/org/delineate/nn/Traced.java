package org.delineate.nn;

import java.util.Arrays;
import java.util.Locale;

/**
 * The traced reading: shapes and multiply-accumulates without values, so that a network's cost and its shape errors are known
 * before memory is spent.
 *
 * <p>Counted are convolutions, linear layers and matrix products: one multiply-accumulate each, as the field counts.
 */
public final class Traced implements Tensor {
    private final Trace trace;
    private final boolean fixed; // a constant, or a view of one
    private final long[] shape;

    private Traced(Trace trace, boolean fixed, long... shape) {
        for (long s : shape) {
            if (s < 1) {
                throw new IllegalArgumentException("a size below 1 in " + Arrays.toString(shape));
            }
        }
        this.trace = trace;
        this.fixed = fixed;
        this.shape = shape;
    }

    /** What one walk counts. */
    public static final class Trace {
        private long macs;
        private long fixedMacs;

        /** The tensor to walk a network with. */
        public Tensor input(long... shape) {
            return new Traced(this, false, shape);
        }

        /** Multiply-accumulates so far. */
        public long macs() {
            return macs;
        }

        /** Those of them that multiply with a constant matrix, such as a transform; published counts leave them out. */
        public long fixedMacs() {
            return fixedMacs;
        }
    }

    private Traced of(long... s) {
        return new Traced(trace, false, s);
    }

    private Traced view(long... s) {
        return new Traced(trace, fixed, s);
    }

    private Traced same() {
        return of(shape);
    }

    private static IllegalStateException noValues() {
        return new IllegalStateException("a traced tensor has a shape and no values");
    }

    @Override
    public long[] shape() {
        return shape.clone();
    }

    @Override
    public Tensor constant(float[] values, long... s) {
        return new Traced(trace, true, s);
    }

    @Override
    public Tensor joined(int axis, Tensor... parts) {
        long[] out = shape.clone();
        int along = place(axis);
        out[along] = 0;
        for (Tensor t : parts) {
            for (int i = 0; i < out.length; i++) {
                if (i != along && t.size(i) != out[i]) {
                    throw mismatch("cat along axis " + axis, t);
                }
            }
            out[along] += t.size(along);
        }
        return of(out);
    }

    private int place(int axis) {
        return axis < 0 ? axis + shape.length : axis;
    }

    private IllegalArgumentException mismatch(String what, Tensor other) {
        return new IllegalArgumentException(
                what + ": " + Arrays.toString(shape) + " does not fit " + Arrays.toString(other.shape()));
    }

    private Traced broadcast(String what, Tensor other) {
        int rank = Math.max(shape.length, other.rank());
        long[] out = new long[rank];
        for (int i = 1; i <= rank; i++) {
            long a = i > shape.length ? 1 : shape[shape.length - i];
            long b = i > other.rank() ? 1 : other.size(-i);
            if (a != b && a != 1 && b != 1) {
                throw mismatch(what, other);
            }
            out[rank - i] = Math.max(a, b);
        }
        return of(out);
    }

    @Override
    public Tensor with(Binary function, Tensor other) {
        return broadcast(function.name().toLowerCase(Locale.ROOT), other);
    }

    @Override
    public Tensor map(Unary function) {
        return same();
    }

    @Override
    public Tensor add(double value) {
        return same();
    }

    @Override
    public Tensor mul(double value) {
        return same();
    }

    @Override
    public Tensor pow(double exponent) {
        return same();
    }

    @Override
    public Tensor clampMin(double least) {
        return same();
    }

    @Override
    public Tensor above(double value) {
        return same();
    }

    @Override
    public Tensor detach() {
        return this;
    }

    @Override
    public Tensor dropout(double probability) {
        return same();
    }

    @Override
    public Tensor softmax(int axis) {
        return same();
    }

    @Override
    public Tensor float32() {
        return same();
    }

    @Override
    public Tensor float64() {
        return same();
    }

    @Override
    public Tensor sum() {
        return of();
    }

    @Override
    public Tensor mean() {
        return of();
    }

    @Override
    public Tensor reduce(Reduction how, int... axes) {
        long[] out = shape.clone();
        for (int a : axes) {
            out[place(a)] = 1;
        }
        return of(out);
    }

    @Override
    public Tensor max(int axis) {
        return reduce(Reduction.AMAX, axis);
    }

    @Override
    public Tensor reshape(long... to) {
        Traced out = view(to);
        if (out.count() != count()) {
            throw mismatch("reshape", out);
        }
        return out;
    }

    @Override
    public Tensor permute(int... axes) {
        return view(Arrays.stream(axes).mapToLong(a -> shape[a]).toArray());
    }

    @Override
    public Tensor narrow(int axis, long start, long length) {
        if (start < 0 || start + length > size(axis)) {
            throw new IllegalArgumentException(
                    "narrow(" + axis + ", " + start + ", " + length + ") leaves " + Arrays.toString(shape));
        }
        long[] out = shape.clone();
        out[place(axis)] = length;
        return view(out);
    }

    @Override
    public Tensor rows(int... numbers) {
        long[] out = shape.clone();
        out[0] = numbers.length;
        return view(out);
    }

    @Override
    public Tensor roll(long by, int axis) {
        return same();
    }

    @Override
    public Tensor pad(int left, int right, int top, int bottom, double value) {
        long[] out = shape.clone();
        out[out.length - 1] += left + right;
        out[out.length - 2] += top + bottom;
        return of(out);
    }

    @Override
    public Tensor matmul(Tensor right) {
        if (size(-1) != right.size(-2)) {
            throw mismatch("matmul", right);
        }
        int rank = Math.max(shape.length, right.rank());
        long[] a = Arrays.copyOf(shape, shape.length - 2);
        long[] b = Arrays.copyOf(right.shape(), right.rank() - 2);
        long[] out = Arrays.copyOf(of(a).broadcast("matmul", of(b)).shape, rank);
        out[rank - 2] = size(-2);
        out[rank - 1] = right.size(-1);
        Traced result = of(out);
        long macs = result.count() * size(-1);
        trace.macs += macs;
        trace.fixedMacs += fixed || right instanceof Traced t && t.fixed ? macs : 0;
        return result;
    }

    @Override
    public Tensor conv2d(
            Tensor weight, Tensor bias, int stride, int paddingHeight, int paddingWidth, int dilation, int groups) {
        if (shape[1] != weight.size(1) * groups) {
            throw mismatch("conv2d", weight);
        }
        Traced out = of(
                shape[0],
                weight.size(0),
                windows(shape[2], dilation * (weight.size(2) - 1) + 1, stride, paddingHeight),
                windows(shape[3], dilation * (weight.size(3) - 1) + 1, stride, paddingWidth));
        trace.macs += out.count() * weight.size(1) * weight.size(2) * weight.size(3);
        return out;
    }

    @Override
    public Tensor convTranspose2d(Tensor weight, Tensor bias, int stride, int padding, int outputPadding, int groups) {
        if (shape[1] != weight.size(0)) {
            throw mismatch("convTranspose2d", weight);
        }
        trace.macs += count() * weight.size(1) * weight.size(2) * weight.size(3);
        return of(
                shape[0],
                weight.size(1) * groups,
                (shape[2] - 1) * stride - 2L * padding + weight.size(2) + outputPadding,
                (shape[3] - 1) * stride - 2L * padding + weight.size(3) + outputPadding);
    }

    @Override
    public Tensor linear(Tensor weight, Tensor bias) {
        if (size(-1) != weight.size(1)) {
            throw mismatch("linear", weight);
        }
        long[] out = shape.clone();
        out[out.length - 1] = weight.size(0);
        Traced result = of(out);
        trace.macs += result.count() * size(-1);
        return result;
    }

    @Override
    public Tensor batchNorm(
            Tensor weight, Tensor bias, Tensor mean, Tensor var, boolean training, double m, double eps) {
        if (shape[1] != mean.size(0)) {
            throw mismatch("batchNorm", mean);
        }
        return same();
    }

    @Override
    public Tensor groupNorm(int groups, Tensor weight, Tensor bias, double eps) {
        if (shape[1] != weight.size(0) || shape[1] % groups != 0) {
            throw mismatch("groupNorm of " + groups + " groups", weight);
        }
        return same();
    }

    @Override
    public Tensor layerNorm(Tensor weight, Tensor bias, double eps) {
        if (size(-1) != weight.size(0)) {
            throw mismatch("layerNorm", weight);
        }
        return same();
    }

    private Tensor pooled(int kernel, int stride, int padding) {
        return of(
                shape[0],
                shape[1],
                windows(shape[2], kernel, stride, padding),
                windows(shape[3], kernel, stride, padding));
    }

    private static long windows(long side, long kernel, int stride, int padding) {
        return Math.floorDiv(side + 2L * padding - kernel, (long) stride) + 1;
    }

    @Override
    public Tensor maxPool2d(int kernel, int stride, int padding) {
        return pooled(kernel, stride, padding);
    }

    @Override
    public Tensor avgPool2d(int kernel, int stride, int padding) {
        return pooled(kernel, stride, padding);
    }

    private Traced area(long height, long width) {
        return of(shape[0], shape[1], height, width);
    }

    @Override
    public Tensor adaptiveAvgPool2d(long height, long width) {
        return area(height, width);
    }

    @Override
    public Pooled maxPool2dWithPlaces(int kernel) {
        Tensor pooled = pooled(kernel, kernel, 0);
        return new Pooled(pooled, pooled);
    }

    @Override
    public Tensor maxUnpool2d(Tensor places, long height, long width) {
        if (!Arrays.equals(shape, places.shape())) {
            throw mismatch("maxUnpool2d", places);
        }
        return area(height, width);
    }

    @Override
    public Tensor upsampleNearest(int factor) {
        return area(shape[2] * factor, shape[3] * factor);
    }

    @Override
    public Tensor resizeBilinear(long height, long width, boolean aligned) {
        return area(height, width);
    }

    @Override
    public Tensor bceWithLogits(Tensor target) {
        return broadcast("bceWithLogits", target);
    }

    @Override
    public double item() {
        throw noValues();
    }

    @Override
    public float[] toFloats() {
        throw noValues();
    }

    @Override
    public void backward() {
        throw noValues();
    }
}
