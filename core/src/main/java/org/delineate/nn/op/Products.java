package org.delineate.nn.op;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.delineate.onnx.Attribute;
import org.delineate.onnx.OnnxGraph;

/** Operations that multiply and accumulate. */
public final class Products {
    private static final long[] ONE = {1, 1};

    private Products() {}

    /** [..., n, k] x [..., k, m]. */
    public record MatMul() implements Op {
        @Override
        public long[] shape(long[]... in) {
            long[] a = in[0];
            long[] b = in[1];
            Op.require(a[a.length - 1] == b[b.length - 2], "matmul", a, b);
            long[] out = Op.broadcast("matmul", Arrays.copyOf(a, a.length - 2), Arrays.copyOf(b, b.length - 2));
            out = Arrays.copyOf(out, out.length + 2);
            out[out.length - 2] = a[a.length - 2];
            out[out.length - 1] = b[b.length - 1];
            return out;
        }

        @Override
        public long macs(long[] out, long[]... in) {
            return Op.count(out) * in[0][in[0].length - 1];
        }

        @Override
        public Tensor run(Tensor... in) {
            return in[0].matmul(in[1]);
        }

        @Override
        public String onnx(OnnxGraph graph, long[][] shapes, String... in) {
            return graph.node("MatMul", List.of(in));
        }
    }

    /** Over the last axis: x, weight [out, in], bias [out] or null. */
    public record Affine() implements Op {
        @Override
        public long[] shape(long[]... in) {
            long[] out = in[0].clone();
            Op.require(out[out.length - 1] == in[1][1], "linear", in[0], in[1]);
            out[out.length - 1] = in[1][0];
            return out;
        }

        @Override
        public long macs(long[] out, long[]... in) {
            return Op.count(out) * in[1][1];
        }

        @Override
        public Tensor run(Tensor... in) {
            return torch.linear(in[0], in[1], Op.optional(in[2]));
        }

        @Override
        public String onnx(OnnxGraph graph, long[][] shapes, String... in) {
            String weight = graph.node("Transpose", List.of(in[1]), Attribute.integers("perm", 1, 0));
            String y = graph.node("MatMul", List.of(in[0], weight));
            return in[2].isEmpty() ? y : graph.node("Add", List.of(y, in[2]));
        }
    }

    /** x, weight [in, out / groups, k, k], bias [out] or null. */
    public record TransposedConvolution(int stride, int padding, int outputPadding, int groups) implements Op {
        @Override
        public long[] shape(long[]... in) {
            long[] x = in[0];
            long[] w = in[1];
            Op.require(x[1] == w[0], "convTranspose2d", x, w);
            return new long[] {
                x[0],
                w[1] * groups,
                (x[2] - 1) * stride - 2L * padding + w[2] + outputPadding,
                (x[3] - 1) * stride - 2L * padding + w[3] + outputPadding
            };
        }

        @Override
        public long macs(long[] out, long[]... in) {
            return Op.count(in[0]) * in[1][1] * in[1][2] * in[1][3];
        }

        @Override
        public Tensor run(Tensor... in) {
            return torch.conv_transpose2d(
                    in[0],
                    in[1],
                    Op.optional(in[2]),
                    Op.pair(stride),
                    Op.pair(padding),
                    Op.pair(outputPadding),
                    groups,
                    ONE);
        }

        @Override
        public String onnx(OnnxGraph graph, long[][] shapes, String... in) {
            return graph.node(
                    "ConvTranspose",
                    List.of(in),
                    Attribute.integers("kernel_shape", shapes[1][2], shapes[1][3]),
                    Attribute.integers("strides", Op.pair(stride)),
                    Attribute.integers("pads", padding, padding, padding, padding),
                    Attribute.integers("output_padding", Op.pair(outputPadding)),
                    Attribute.integer("group", groups));
        }
    }
}
