package org.delineate.nn;

import static org.bytedeco.pytorch.global.torch.MemoryFormat;
import static org.bytedeco.pytorch.global.torch.ScalarType;

import java.util.Arrays;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** The eager reading: libtorch, with gradients where a parameter is involved. */
final class Eager implements Tensor {
    private static final long[] ONE = {1, 1};

    final org.bytedeco.pytorch.Tensor value;
    private long[] shape;

    Eager(org.bytedeco.pytorch.Tensor value) {
        this.value = value;
    }

    static Eager of(float[] values, long... shape) {
        return new Eager(org.bytedeco.pytorch.Tensor.create(values, shape));
    }

    /**
     * [N, C, H, W] laid out channels-last. A map of one channel fits both layouts and the engine then takes the other one for all
     * that follows, so its strides are written out.
     */
    Eager channelsLast() {
        return size(1) == 1
                ? new Eager(value.reshape(size(0), size(2), size(3), 1).permute(0, 3, 1, 2))
                : new Eager(value.contiguous(MemoryFormat.ChannelsLast));
    }

    /** The engine's tensor behind an eager one. */
    static org.bytedeco.pytorch.Tensor raw(Tensor t) {
        if (t instanceof Eager e) {
            return e.value;
        }
        throw new IllegalArgumentException(
                "an eager operation got a traced tensor; make constants with x.constant(..)");
    }

    /** A tensor without memory, for which the engine lacks some operations. */
    private boolean isOutline() {
        return value.is_meta();
    }

    private static TensorOptional optional(Tensor t) {
        return t == null ? new TensorOptional() : new TensorOptional(raw(t));
    }

    private static long[] longs(int... v) {
        return Arrays.stream(v).asLongStream().toArray();
    }

    private static long[] pair(int v) {
        return new long[] {v, v};
    }

    @Override
    public long[] shape() {
        if (shape == null) {
            shape = value.shape();
        }
        return shape.clone();
    }

    @Override
    public Tensor constant(float[] values, long... shape) {
        return new Eager(of(values, shape).value.to(value.scalar_type()));
    }

    @Override
    public Tensor joined(int axis, Tensor... parts) {
        TensorVector all = new TensorVector();
        for (Tensor t : parts) {
            all.push_back(raw(t));
        }
        return new Eager(torch.cat(all, axis));
    }

    @Override
    public Tensor with(Binary function, Tensor other) {
        org.bytedeco.pytorch.Tensor right = raw(other);
        return new Eager(
                switch (function) {
                    case ADD -> value.add(right);
                    case SUB -> value.sub(right);
                    case MUL -> value.mul(right);
                    case DIV -> value.div(right);
                });
    }

    @Override
    public Tensor map(Unary function) {
        return new Eager(
                switch (function) {
                    case ABS -> value.abs();
                    case EXP -> value.exp();
                    case LOG -> value.log();
                    case RELU -> value.relu();
                    case SIGMOID -> value.sigmoid();
                    case GELU -> torch.gelu(value);
                });
    }

    @Override
    public Tensor add(double v) {
        return new Eager(value.add(new Scalar(v)));
    }

    @Override
    public Tensor mul(double v) {
        return new Eager(value.mul(new Scalar(v)));
    }

    @Override
    public Tensor pow(double exponent) {
        return new Eager(value.pow(new Scalar(exponent)));
    }

    @Override
    public Tensor clampMin(double least) {
        return new Eager(value.clamp_min(new Scalar(least)));
    }

    @Override
    public Tensor above(double v) {
        return new Eager(value.gt(new Scalar(v)).to(value.scalar_type()));
    }

    @Override
    public Tensor detach() {
        return new Eager(value.detach());
    }

    @Override
    public Tensor dropout(double probability) {
        return new Eager(torch.dropout(value, probability, true));
    }

    @Override
    public Tensor softmax(int axis) {
        return new Eager(value.softmax(axis));
    }

    @Override
    public Tensor float32() {
        return new Eager(value.to(ScalarType.Float));
    }

    @Override
    public Tensor float64() {
        return new Eager(value.to(ScalarType.Double));
    }

    @Override
    public Tensor sum() {
        return new Eager(value.sum());
    }

    @Override
    public Tensor mean() {
        return new Eager(value.mean());
    }

    @Override
    public Tensor reduce(Reduction how, int... axes) {
        return new Eager(
                switch (how) {
                    case SUM -> value.sum(longs(axes), true, new ScalarTypeOptional());
                    case MEAN -> value.mean(longs(axes), true, new ScalarTypeOptional());
                    case AMAX -> value.amax(longs(axes), true);
                });
    }

    @Override
    public Tensor max(int axis) {
        return new Eager(value.max(axis, true).get0());
    }

    @Override
    public Tensor reshape(long... to) {
        return new Eager(value.reshape(to));
    }

    @Override
    public Tensor permute(int... axes) {
        return new Eager(value.permute(longs(axes)));
    }

    @Override
    public Tensor narrow(int axis, long start, long length) {
        return new Eager(value.narrow(axis, start, length));
    }

    @Override
    public Tensor rows(int... numbers) {
        if (isOutline()) {
            long[] rows = shape();
            rows[0] = numbers.length;
            return new Eager(value.new_empty(rows));
        }
        return new Eager(value.index_select(
                0, org.bytedeco.pytorch.Tensor.create(numbers).to(value.device(), ScalarType.Long)));
    }

    @Override
    public Tensor roll(long by, int axis) {
        return new Eager(torch.roll(value, new long[] {by}, axis));
    }

    @Override
    public Tensor pad(int left, int right, int top, int bottom, double v) {
        return new Eager(torch.constant_pad_nd(value, longs(left, right, top, bottom), new Scalar(v)));
    }

    @Override
    public Tensor matmul(Tensor right) {
        return new Eager(value.matmul(raw(right)));
    }

    @Override
    public Tensor conv2d(
            Tensor weight, Tensor bias, int stride, int paddingHeight, int paddingWidth, int dilation, int groups) {
        return new Eager(new Convolution(
                        value, raw(weight), optional(bias), stride, paddingHeight, paddingWidth, dilation, groups)
                .answer());
    }

    @Override
    public Tensor convTranspose2d(Tensor weight, Tensor bias, int stride, int padding, int outputPadding, int groups) {
        return new Eager(torch.conv_transpose2d(
                value, raw(weight), optional(bias), pair(stride), pair(padding), pair(outputPadding), groups, ONE));
    }

    @Override
    public Tensor linear(Tensor weight, Tensor bias) {
        return new Eager(torch.linear(value, raw(weight), optional(bias)));
    }

    @Override
    public Tensor batchNorm(
            Tensor weight,
            Tensor bias,
            Tensor runningMean,
            Tensor runningVar,
            boolean training,
            double momentum,
            double eps) {
        return new Eager(torch.batch_norm(
                value,
                optional(weight),
                optional(bias),
                optional(runningMean),
                optional(runningVar),
                training,
                momentum,
                eps,
                true));
    }

    @Override
    public Tensor groupNorm(int groups, Tensor weight, Tensor bias, double eps) {
        return new Eager(torch.group_norm(value, groups, optional(weight), optional(bias), eps, true));
    }

    @Override
    public Tensor layerNorm(Tensor weight, Tensor bias, double eps) {
        if (isOutline()) {
            return this;
        }
        return new Eager(torch.layer_norm(value, new long[] {size(-1)}, optional(weight), optional(bias), eps, true));
    }

    @Override
    public Tensor maxPool2d(int kernel, int stride, int padding) {
        return new Eager(torch.max_pool2d(value, pair(kernel), pair(stride), pair(padding), ONE, false));
    }

    @Override
    public Tensor avgPool2d(int kernel, int stride, int padding) {
        return new Eager(
                torch.avg_pool2d(value, pair(kernel), pair(stride), pair(padding), false, true, new LongOptional()));
    }

    @Override
    public Tensor upsampleNearest(int factor) {
        return new Eager(torch.upsample_nearest2d(
                value,
                new long[] {size(2) * factor, size(3) * factor},
                new DoubleOptional(factor),
                new DoubleOptional(factor)));
    }

    @Override
    public Tensor resizeBilinear(long height, long width, boolean aligned) {
        return new Eager(torch.upsample_bilinear2d(
                value, new long[] {height, width}, aligned, new DoubleOptional(), new DoubleOptional()));
    }

    @Override
    public Tensor adaptiveAvgPool2d(long height, long width) {
        return new Eager(torch.adaptive_avg_pool2d(value, height, width));
    }

    @Override
    public Pooled maxPool2dWithPlaces(int kernel) {
        var both = torch.max_pool2d_with_indices(value, pair(kernel), pair(kernel), pair(0), ONE, false);
        return new Pooled(new Eager(both.get0()), new Eager(both.get1()));
    }

    @Override
    public Tensor maxUnpool2d(Tensor places, long height, long width) {
        return new Eager(torch.max_unpool2d(value, raw(places), height, width));
    }

    @Override
    public Tensor bceWithLogits(Tensor target) {
        return new Eager(torch.binary_cross_entropy_with_logits(
                value, raw(target), new TensorOptional(), new TensorOptional(), torch.Reduction.None.value));
    }

    @Override
    public double item() {
        return value.item_double();
    }

    @Override
    public float[] toFloats() {
        float[] out = new float[Math.toIntExact(count())];
        org.bytedeco.pytorch.Tensor plain = value.detach().to(ScalarType.Float).contiguous();
        plain.data_ptr_float().capacity(out.length).get(out);
        return out;
    }

    @Override
    public void backward() {
        value.backward();
    }
}
