package org.delineate.nn.op;

import static org.bytedeco.pytorch.global.torch.ScalarType;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.delineate.onnx.Attribute;
import org.delineate.onnx.OnnxGraph;

/** Operations that reduce the elements along some axes to one. */
public final class Reductions {
    private Reductions() {}

    /** The function that reduces the elements. */
    public enum Reduction {
        SUM("ReduceSum"),
        MEAN("ReduceMean"),
        /** The gradient is shared evenly among equal maxima. */
        AMAX("ReduceMax");

        private final String operator; // of ONNX

        Reduction(String operator) {
            this.operator = operator;
        }
    }

    /** Reduces along axes, which are kept with size 1; without axes, all elements to a scalar. */
    public record Reduce(Reduction how, int... axes) implements Op {
        private static final int MANY_CHANNELS = 64;
        private static final long[] MIDDLE = {1};

        @Override
        public long[] shape(long[]... in) {
            if (axes.length == 0) {
                return new long[0];
            }
            long[] out = in[0].clone();
            for (int a : axes) {
                out[Op.place(a, out)] = 1;
            }
            return out;
        }

        @Override
        public Tensor run(Tensor... in) {
            if (axes.length == 0) {
                return how == Reduction.SUM ? in[0].sum() : how == Reduction.MEAN ? in[0].mean() : in[0].max();
            }
            if (isOverFewChannels(in[0])) {
                return overRowsFirst(in[0]);
            }
            return switch (how) {
                case SUM -> in[0].sum(Op.longs(axes), true, new ScalarTypeOptional());
                case MEAN -> in[0].mean(Op.longs(axes), true, new ScalarTypeOptional());
                case AMAX -> in[0].amax(Op.longs(axes), true);
            };
        }

        /**
         * Whether the map is channels-last with few channels, which the engine reduces one pixel after the other,
         * without vectors. Maxima with gradients are left to it, since these depend on the order of equal maxima.
         */
        private boolean isOverFewChannels(Tensor x) {
            return x.dim() == 4
                    && Arrays.equals(axes, new int[] {2, 3})
                    && x.size(1) < MANY_CHANNELS
                    && x.is_contiguous(MemoryFormat.ChannelsLast)
                    && !x.is_contiguous()
                    && !(how == Reduction.AMAX && x.requires_grad());
        }

        /**
         * Reduces the rows with all their columns side by side, then the columns that are left; sums in at least 32
         * bits.
         */
        private Tensor overRowsFirst(Tensor x) {
            long images = x.size(0);
            long channels = x.size(1);
            long height = x.size(2);
            long width = x.size(3);
            Tensor rows = x.permute(0, 2, 3, 1).view(images, height, width * channels);
            long[] columns = {images, width, channels};
            if (how == Reduction.AMAX) {
                return rows.amax(MIDDLE, false)
                        .view(columns)
                        .amax(MIDDLE, false)
                        .view(images, channels, 1, 1);
            }
            ScalarTypeOptional exact = new ScalarTypeOptional(
                    x.scalar_type().intern() == ScalarType.Double ? ScalarType.Double : ScalarType.Float);
            Tensor sum = rows.sum(MIDDLE, false, exact).view(columns).sum(MIDDLE, false, exact);
            Tensor result = how == Reduction.SUM ? sum : sum.mul(new Scalar(1.0 / (height * width)));
            return result.to(x.scalar_type()).view(images, channels, 1, 1);
        }

        @Override
        public String onnx(OnnxGraph graph, long[][] shapes, String... in) {
            if (axes.length == 0) {
                return graph.node(how.operator, List.of(in), Attribute.integer("keepdims", 0));
            }
            return graph.reduce(how.operator, in[0], axes);
        }
    }

    /** Maximum along one axis, kept with size 1; the gradient goes to the first maximum. */
    public record Max(int axis) implements Op {
        @Override
        public long[] shape(long[]... in) {
            return new Reduce(Reduction.AMAX, axis).shape(in);
        }

        @Override
        public Tensor run(Tensor... in) {
            return in[0].requires_grad() ? in[0].max(axis, true).get0() : in[0].amax(new long[] {axis}, true);
        }

        @Override
        public String onnx(OnnxGraph graph, long[][] shapes, String... in) {
            return new Reduce(Reduction.AMAX, axis).onnx(graph, shapes, in);
        }
    }
}
