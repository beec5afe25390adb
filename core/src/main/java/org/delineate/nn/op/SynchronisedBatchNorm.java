package org.delineate.nn.op;

import java.util.stream.LongStream;
import org.bytedeco.javacpp.BoolPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.delineate.nn.engine.ProcessGroup;

/**
 * Computes a batch norm in training whose batch is divided among processes: statistics and gradients are those of the
 * whole batch, from sums over the processes.
 *
 * <p>The engine's kernels compute what concerns the own part; two arrays of two numbers a channel travel, one forward and
 * one backward.
 */
public record SynchronisedBatchNorm(ProcessGroup group) implements OwnGradient {
    /** Mean and variance over the whole batch, in float64, and its values per channel. */
    private record Statistics(Tensor mean, Tensor variance, double count) {}

    /** Always: the engine would compute it over the own part alone. */
    @Override
    public boolean fits(Tensor... in) {
        if (!in[0].is_leaf()) {
            throw new IllegalStateException("the map before a synchronised batch norm does not collect its gradient");
        }
        return true;
    }

    @Override
    public Computed run(Kernel kernel, Tensor... in) {
        Normalization.BatchNorm norm = (Normalization.BatchNorm) kernel;
        PointerScope outer = PointerScope.getInnerScope();
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            Statistics whole = statistics(in);
            Tensor mean = whole.mean().to(ScalarType.Float);
            Tensor inverse =
                    whole.variance().add(new Scalar(norm.eps())).rsqrt().to(ScalarType.Float);
            Tensor y = torch.native_batch_norm(
                            in[0],
                            Op.optional(in[1]),
                            Op.optional(in[2]),
                            Op.optional(mean),
                            Op.optional(whole.variance().to(ScalarType.Float)),
                            false,
                            0,
                            norm.eps())
                    .get0();
            update(norm.momentum(), whole, in[3], in[4]);
            Tensor result = new Tensor(y).set_requires_grad(true);
            outer.attach(result);
            outer.attach(mean);
            outer.attach(inverse);
            return new Computed(result, gradient -> backward(gradient, whole.count(), mean, inverse, norm.eps(), in));
        }
    }

    /** Adds up, from each process, the number of values, their sum, and the sum of their squares, in float64. */
    private Statistics statistics(Tensor... in) {
        Tensor x = in[0];
        long count = x.numel() / x.size(1);
        // copies of the running statistics: they tell the kernel that statistics of bf16 maps are wanted in float32
        T_TensorTensor_T own =
                torch.batch_norm_update_stats(x, Op.optional(in[3].clone()), Op.optional(in[4].clone()), 0);
        Tensor mean = own.get0().to(ScalarType.Double);
        Tensor squares = own.get1().to(ScalarType.Double).add(mean.mul(mean));
        Tensor number = mean.new_ones(1);
        Tensor all = torch.cat(new TensorVector(mean, squares, number)).mul(new Scalar((double) count));
        group.sum(all);
        long channels = x.size(1);
        double total = all.narrow(0, 2 * channels, 1).item_double();
        Tensor wholeMean = all.narrow(0, 0, channels).div(new Scalar(total));
        Tensor variance = all.narrow(0, channels, channels)
                .div(new Scalar(total))
                .sub(wholeMean.mul(wholeMean))
                .clamp_min(new Scalar(0.0));
        return new Statistics(wholeMean, variance, total);
    }

    private static void update(double momentum, Statistics whole, Tensor runningMean, Tensor runningVariance) {
        double unbiased = whole.count() / Math.max(1, whole.count() - 1);
        Scalar weight = new Scalar(momentum);
        runningMean.lerp_(whole.mean().to(ScalarType.Float), weight);
        runningVariance.lerp_(whole.variance().mul(new Scalar(unbiased)).to(ScalarType.Float), weight);
    }

    /** From the engine's sums over the own part: of the gradient, and of its product with the normalised map. */
    private void backward(Tensor gradient, double count, Tensor mean, Tensor inverse, double eps, Tensor... in) {
        Tensor x = in[0];
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            BoolPointer mask = new BoolPointer(3).put(0, false).put(1, true).put(2, true);
            T_TensorTensorTensor_T own = torch.native_batch_norm_backward(
                    gradient,
                    x,
                    Op.optional(in[1]),
                    Op.optional(in[3]),
                    Op.optional(in[4]),
                    Op.optional(mean),
                    Op.optional(inverse),
                    true,
                    eps,
                    mask);
            collect(in[1], own.get1());
            collect(in[2], own.get2());
            Tensor sums = torch.cat(new TensorVector(own.get1(), own.get2())).to(ScalarType.Double);
            group.sum(sums); // also where the map needs no gradient: the others wait for it
            if (x.requires_grad()) {
                long channels = x.size(1);
                Tensor products = sums.narrow(0, 0, channels).div(new Scalar(count));
                Tensor plain = sums.narrow(0, channels, channels).div(new Scalar(count));
                Tensor factor = in[1] == null ? inverse : inverse.mul(in[1]);
                Tensor slope = factor.mul(inverse).mul(products.to(ScalarType.Float));
                Tensor offset = factor.mul(plain.to(ScalarType.Float));
                Tensor change = x.sub(wide(mean, x))
                        .mul_(wide(slope, x).neg())
                        .addcmul_(gradient, wide(factor, x))
                        .sub_(wide(offset, x));
                OwnGradient.collect(x, change.to(x.scalar_type().intern()));
            }
        }
    }

    private static void collect(Tensor parameter, Tensor gradient) {
        if (parameter != null && parameter.requires_grad()) {
            OwnGradient.collect(parameter, gradient);
        }
    }

    /** One value a channel, shaped to be combined with a map. */
    private static Tensor wide(Tensor channels, Tensor map) {
        return channels.reshape(LongStream.range(0, map.dim())
                .map(axis -> axis == 1 ? map.size(1) : 1)
                .toArray());
    }
}
