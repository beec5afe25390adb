package org.delineate.nn.op;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.delineate.onnx.Attribute;
import org.delineate.onnx.OnnxGraph;

/** Normalizations of x with weight and bias (null for 1 and 0) and, for batch norm, running mean and variance. */
public final class Normalization {
    private Normalization() {}

    private static long[] channels(String what, long[] x, long[] norm) {
        Op.require(x[1] == norm[0], what, x, norm);
        return x.clone();
    }

    /** Over axis 1; in training with the batch's statistics, and the running ones are updated in place. */
    public record BatchNorm(boolean training, double momentum, double eps) implements Op {
        @Override
        public long[] shape(long[]... in) {
            return channels("batchNorm", in[0], in[3]); // the weight may be missing
        }

        @Override
        public Tensor run(Tensor... in) {
            return torch.batch_norm(
                    in[0],
                    Op.optional(in[1]),
                    Op.optional(in[2]),
                    Op.optional(in[3]),
                    Op.optional(in[4]),
                    training,
                    momentum,
                    eps,
                    true);
        }

        @Override
        public String onnx(OnnxGraph graph, long[][] shapes, String... in) {
            if (training) {
                throw Op.training("batch norm");
            }
            long channels = shapes[0][1];
            String weight = in[1].isEmpty() ? graph.vector(channels, 1) : in[1];
            String bias = in[2].isEmpty() ? graph.vector(channels, 0) : in[2];
            return graph.node(
                    "BatchNormalization", List.of(in[0], weight, bias, in[3], in[4]), Attribute.real("epsilon", eps));
        }
    }

    /** Over groups of neighbouring channels and all that follows. */
    public record GroupNorm(int groups, double eps) implements Op {
        @Override
        public long[] shape(long[]... in) {
            String what = "groupNorm of " + groups + " groups";
            Op.require(in[0][1] % groups == 0, what, in[0], in[0]);
            return in[1] == null ? in[0].clone() : channels(what, in[0], in[1]);
        }

        @Override
        public Tensor run(Tensor... in) {
            Tensor x = in[0];
            return isTrainedChannelsLast(x)
                    ? normal(x.contiguous(), in[1], in[2]).contiguous(MemoryFormat.ChannelsLast)
                    : normal(x, in[1], in[2]);
        }

        /** Whether the engine would take its channels-last gradient, which is slower than two copies and the other. */
        private static boolean isTrainedChannelsLast(Tensor x) {
            return x.is_cpu()
                    && GradMode.is_enabled()
                    && x.requires_grad()
                    && x.dim() == 4
                    && x.is_contiguous(MemoryFormat.ChannelsLast)
                    && !x.is_contiguous();
        }

        private Tensor normal(Tensor x, Tensor weight, Tensor bias) {
            return torch.group_norm(x, groups, Op.optional(weight), Op.optional(bias), eps, true);
        }

        /**
         * In single operations: ONNX Runtime's own group norm rounds ten to a hundred times as much on large groups.
         */
        @Override
        public String onnx(OnnxGraph graph, long[][] shapes, String... in) {
            long[] x = shapes[0];
            long[] grouped = {0, groups, x[1] / groups, Op.count(Arrays.copyOfRange(x, 2, x.length))};
            String parts = graph.node("Reshape", List.of(in[0], graph.integers(grouped)));
            String apart = graph.node("Sub", List.of(parts, graph.reduce("ReduceMean", parts, 2, 3)));
            String variance = graph.reduce("ReduceMean", graph.node("Mul", List.of(apart, apart)), 2, 3);
            String deviation = graph.node("Sqrt", List.of(graph.node("Add", List.of(variance, graph.scalar(eps)))));
            String normal = graph.node("Div", List.of(apart, deviation));
            String y = graph.node("Reshape", List.of(normal, graph.integers(graph.sizes(x))));
            y = in[1].isEmpty() ? y : graph.node("Mul", List.of(y, perChannel(graph, in[1], x)));
            return in[2].isEmpty() ? y : graph.node("Add", List.of(y, perChannel(graph, in[2], x)));
        }

        private static String perChannel(OnnxGraph graph, String vector, long[] shape) {
            long[] stretched = new long[shape.length - 1];
            Arrays.fill(stretched, 1);
            stretched[0] = shape[1];
            return graph.node("Reshape", List.of(vector, graph.integers(stretched)));
        }
    }

    /** Over the last axis. */
    public record LayerNorm(double eps) implements Op {
        @Override
        public long[] shape(long[]... in) {
            Op.require(in[1] == null || in[0][in[0].length - 1] == in[1][0], "layerNorm", in[0], in[1]);
            return in[0].clone();
        }

        @Override
        public Tensor run(Tensor... in) {
            long[] last = {in[0].size(-1)};
            return torch.layer_norm(in[0], last, Op.optional(in[1]), Op.optional(in[2]), eps, true);
        }

        @Override
        public String onnx(OnnxGraph graph, long[][] shapes, String... in) {
            String weight = in[1].isEmpty() ? graph.vector(shapes[0][shapes[0].length - 1], 1) : in[1];
            return graph.node(
                    "LayerNormalization",
                    List.of(in[0], weight, in[2]),
                    Attribute.integer("axis", -1),
                    Attribute.real("epsilon", eps));
        }
    }
}
