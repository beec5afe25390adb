package org.delineate.nn.op;

import static org.bytedeco.pytorch.global.torch.ScalarType;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.delineate.onnx.Attribute;
import org.delineate.onnx.OnnxGraph;

/** Operations that reshape, join, cut, pad or gather elements without computing with them. */
public final class Shaping {
    private Shaping() {}

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

    /** Selects the rows of these numbers along the first axis. */
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
            long[] pads = new long[2 * rank]; // at the start of all axes, then at their end
            pads[rank - 2] = top;
            pads[rank - 1] = left;
            pads[2 * rank - 2] = bottom;
            pads[2 * rank - 1] = right;
            return graph.node("Pad", List.of(in[0], graph.integers(pads), graph.scalar(value)));
        }
    }
}
