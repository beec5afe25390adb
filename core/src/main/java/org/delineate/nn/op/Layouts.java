package org.delineate.nn.op;

import static org.bytedeco.pytorch.global.torch.ScalarType;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.delineate.onnx.Attribute;
import org.delineate.onnx.OnnxGraph;

/** Operations that move, join, cut or gather elements. */
public final class Layouts {
    private Layouts() {}

    private static String slice(OnnxGraph graph, String x, int axis, long start, long end) {
        return graph.node("Slice", List.of(x, graph.integers(start), graph.integers(end), graph.integers(axis)));
    }

    /** Joins along one axis. */
    public record Cat(int axis) implements Op {
        @Override
        public long[] shape(long[]... in) {
            long[] out = in[0].clone();
            int along = Op.place(axis, out);
            out[along] = 0;
            for (long[] part : in) {
                for (int i = 0; i < out.length; i++) {
                    Op.require(i == along || part[i] == out[i], "cat along axis " + axis, in[0], part);
                }
                out[along] += part[along];
            }
            return out;
        }

        @Override
        public Tensor run(Tensor... in) {
            TensorVector all = new TensorVector();
            for (Tensor t : in) {
                all.push_back(t);
            }
            return torch.cat(all, axis);
        }

        @Override
        public String onnx(OnnxGraph graph, long[][] shapes, String... in) {
            return graph.node("Concat", List.of(in), Attribute.integer("axis", axis));
        }
    }

    public record Reshape(long... to) implements Op {
        @Override
        public long[] shape(long[]... in) {
            Op.require(Op.count(in[0]) == Op.count(to), "reshape", in[0], to);
            return to.clone();
        }

        @Override
        public Tensor run(Tensor... in) {
            return in[0].reshape(to);
        }

        @Override
        public String onnx(OnnxGraph graph, long[][] shapes, String... in) {
            return graph.node("Reshape", List.of(in[0], graph.integers(graph.sizes(to))));
        }
    }

    public record Permute(int... axes) implements Op {
        @Override
        public long[] shape(long[]... in) {
            return Arrays.stream(axes).mapToLong(a -> in[0][a]).toArray();
        }

        @Override
        public Tensor run(Tensor... in) {
            return in[0].permute(Op.longs(axes));
        }

        @Override
        public String onnx(OnnxGraph graph, long[][] shapes, String... in) {
            return graph.node("Transpose", List.of(in), Attribute.integers("perm", Op.longs(axes)));
        }
    }

    public record Narrow(int axis, long start, long length) implements Op {
        @Override
        public long[] shape(long[]... in) {
            long[] out = in[0].clone();
            int along = Op.place(axis, out);
            if (start < 0 || start + length > out[along]) {
                throw new IllegalArgumentException(
                        "narrow(" + axis + ", " + start + ", " + length + ") leaves " + Arrays.toString(out));
            }
            out[along] = length;
            return out;
        }

        @Override
        public Tensor run(Tensor... in) {
            return in[0].narrow(axis, start, length);
        }

        @Override
        public String onnx(OnnxGraph graph, long[][] shapes, String... in) {
            return slice(graph, in[0], axis, start, start + length);
        }
    }

    /** Rows of these numbers along the first axis. */
    public record Rows(int... numbers) implements Op {
        @Override
        public long[] shape(long[]... in) {
            long[] out = in[0].clone();
            out[0] = numbers.length;
            return out;
        }

        @Override
        public Tensor run(Tensor... in) {
            return in[0].index_select(0, Tensor.create(numbers).to(in[0].device(), ScalarType.Long));
        }

        @Override
        public String onnx(OnnxGraph graph, long[][] shapes, String... in) {
            return graph.node(
                    "Gather", List.of(in[0], graph.integers(Op.longs(numbers))), Attribute.integer("axis", 0));
        }
    }

    /** Moves along an axis, wrapping around. */
    public record Roll(long by, int axis) implements Op {
        @Override
        public long[] shape(long[]... in) {
            return in[0].clone();
        }

        @Override
        public Tensor run(Tensor... in) {
            return torch.roll(in[0], new long[] {by}, axis);
        }

        @Override
        public String onnx(OnnxGraph graph, long[][] shapes, String... in) {
            long size = shapes[0][Op.place(axis, shapes[0])];
            long cut = Math.floorMod(-by, size);
            String end = slice(graph, in[0], axis, cut, size);
            return cut == 0
                    ? in[0]
                    : graph.node(
                            "Concat", List.of(end, slice(graph, in[0], axis, 0, cut)), Attribute.integer("axis", axis));
        }
    }

    /** Pads the last two axes with a constant; negative widths cut. */
    public record Pad(int left, int right, int top, int bottom, double value) implements Op {
        @Override
        public long[] shape(long[]... in) {
            long[] out = in[0].clone();
            out[out.length - 1] += left + right;
            out[out.length - 2] += top + bottom;
            return out;
        }

        @Override
        public Tensor run(Tensor... in) {
            return torch.constant_pad_nd(in[0], Op.longs(left, right, top, bottom), new Scalar(value));
        }

        @Override
        public String onnx(OnnxGraph graph, long[][] shapes, String... in) {
            int rank = shapes[0].length;
            long[] pads = new long[2 * rank]; // of all axes at their beginnings, then at their ends
            pads[rank - 2] = top;
            pads[rank - 1] = left;
            pads[2 * rank - 2] = bottom;
            pads[2 * rank - 1] = right;
            return graph.node("Pad", List.of(in[0], graph.integers(pads), graph.scalar(value)));
        }
    }

    /** What becomes of the elements along some axes. */
    public enum Reduction {
        SUM,
        MEAN,
        /** The gradient is shared evenly among equal maxima. */
        AMAX
    }

    /** Keeps the reduced axes with size 1; without axes all elements to a scalar. */
    public record Reduce(Reduction how, int... axes) implements Op {
        private static final int WIDE = 64;
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
            if (isOverNarrowPictures(in[0])) {
                return overRowsFirst(in[0]);
            }
            return switch (how) {
                case SUM -> in[0].sum(Op.longs(axes), true, new ScalarTypeOptional());
                case MEAN -> in[0].mean(Op.longs(axes), true, new ScalarTypeOptional());
                case AMAX -> in[0].amax(Op.longs(axes), true);
            };
        }

        /**
         * Of few channels that lie next to each other, as in channels-last, the engine adds or compares one pixel after the other. Where
         * the gradient of equal maxima matters, their order has to stay.
         */
        private boolean isOverNarrowPictures(Tensor x) {
            return x.dim() == 4
                    && Arrays.equals(axes, new int[] {2, 3})
                    && x.size(1) < WIDE
                    && x.is_contiguous(MemoryFormat.ChannelsLast)
                    && !x.is_contiguous()
                    && !(how == Reduction.AMAX && x.requires_grad());
        }

        /** All columns of a row side by side, row upon row; then the columns of what is left; sums in at least 32 bits. */
        private Tensor overRowsFirst(Tensor x) {
            long pictures = x.size(0);
            long channels = x.size(1);
            long height = x.size(2);
            long width = x.size(3);
            Tensor rows = x.permute(0, 2, 3, 1).view(pictures, height, width * channels);
            long[] columns = {pictures, width, channels};
            if (how == Reduction.AMAX) {
                return rows.amax(MIDDLE, false)
                        .view(columns)
                        .amax(MIDDLE, false)
                        .view(pictures, channels, 1, 1);
            }
            ScalarTypeOptional exact = new ScalarTypeOptional(
                    x.scalar_type().intern() == ScalarType.Double ? ScalarType.Double : ScalarType.Float);
            Tensor sum = rows.sum(MIDDLE, false, exact).view(columns).sum(MIDDLE, false, exact);
            Tensor result = how == Reduction.SUM ? sum : sum.mul(new Scalar(1.0 / (height * width)));
            return result.to(x.scalar_type()).view(pictures, channels, 1, 1);
        }

        @Override
        public String onnx(OnnxGraph graph, long[][] shapes, String... in) {
            if (axes.length == 0) {
                return graph.node(operator(), List.of(in), Attribute.integer("keepdims", 0));
            }
            return graph.reduced(operator(), in[0], axes);
        }

        private String operator() {
            return switch (how) {
                case SUM -> "ReduceSum";
                case MEAN -> "ReduceMean";
                case AMAX -> "ReduceMax";
            };
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
