package org.delineate.nn.op;

import static org.bytedeco.pytorch.global.torch.ScalarType;

import java.util.ArrayList;
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

    /**
     * Moves consecutive groups of channels of a map by -farthest, .., farthest along one axis; zeros enter (Valanarasu
     * and Patel, UNeXt, eq. 1).
     *
     * @param axis 2 (height) or 3 (width)
     */
    public record ChannelShift(int axis, int farthest) implements Op {
        @Override
        public long[] shape(long[]... in) {
            return in[0].clone();
        }

        private Pad pad() {
            return axis == 2 ? new Pad(0, 0, farthest, farthest, 0) : new Pad(farthest, farthest, 0, 0, 0);
        }

        /** The group that a channel is in: as many channels in each but the last. */
        private int group(long channel, long channels) {
            int groups = 2 * farthest + 1;
            return (int) (channel / ((channels + groups - 1) / groups));
        }

        /** The parts of the padded map, group by group: the channels of each, and where it begins along the axis. */
        private List<Narrow[]> parts(long... shape) {
            List<Narrow[]> parts = new ArrayList<>();
            for (long from = 0; from < shape[1]; ) {
                int group = group(from, shape[1]);
                long to = from;
                while (to < shape[1] && group(to, shape[1]) == group) {
                    to++;
                }
                parts.add(new Narrow[] {
                    new Narrow(1, from, to - from), new Narrow(axis, 2L * farthest - group, shape[axis])
                });
                from = to;
            }
            return parts;
        }

        @Override
        public Tensor run(Tensor... in) {
            Tensor padded = pad().run(in);
            return new Cat(1)
                    .run(parts(in[0].shape()).stream()
                            .map(p -> p[1].run(p[0].run(padded)))
                            .toArray(Tensor[]::new));
        }

        @Override
        public String onnx(OnnxGraph graph, long[][] shapes, String... in) {
            String padded = pad().onnx(graph, shapes, in);
            return new Cat(1)
                    .onnx(
                            graph,
                            shapes,
                            parts(shapes[0]).stream()
                                    .map(p -> p[1].onnx(graph, shapes, p[0].onnx(graph, shapes, padded)))
                                    .toArray(String[]::new));
        }

        /** The depthwise convolution that does the same, with the weights of {@link #taps}. */
        public Convolution convolution(int channels) {
            return axis == 2
                    ? new Convolution(1, farthest, 0, 1, channels)
                    : new Convolution(1, 0, farthest, 1, channels);
        }

        /** A one for each channel where it comes from, zeros elsewhere: [channels, 2 farthest + 1]. */
        public float[] taps(int channels) {
            int width = 2 * farthest + 1;
            float[] taps = new float[channels * width];
            for (int c = 0; c < channels; c++) {
                taps[c * width + 2 * farthest - group(c, channels)] = 1;
            }
            return taps;
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
