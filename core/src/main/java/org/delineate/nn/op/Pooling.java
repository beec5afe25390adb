package org.delineate.nn.op;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.delineate.onnx.Attribute;
import org.delineate.onnx.OnnxGraph;

/** Pooling over windows of maps [N, C, H, W], and its reverse. */
public final class Pooling {
    private static final long[] ONE = {1, 1};

    private Pooling() {}

    /** Number of windows along one side. */
    static long count(long side, long kernel, int stride, int padding) {
        return Math.floorDiv(side + 2L * padding - kernel, (long) stride) + 1;
    }

    private static long[] pooled(long[] x, int kernel, int stride, int padding) {
        return new long[] {x[0], x[1], count(x[2], kernel, stride, padding), count(x[3], kernel, stride, padding)};
    }

    private static Attribute[] windows(int kernel, int stride, int padding) {
        return new Attribute[] {
            Attribute.integers("kernel_shape", Op.pair(kernel)),
            Attribute.integers("strides", Op.pair(stride)),
            Attribute.integers("pads", padding, padding, padding, padding)
        };
    }

    /**
     * Whether a square window is pooled as a column and then a row, which reads 2k elements instead of k * k; not where
     * gradients are recorded, since these would go to another one of equal maxima.
     */
    private static boolean isByAxes(Tensor x, int kernel, int stride) {
        return stride == 1 && kernel > 3 && !(GradMode.is_enabled() && x.requires_grad());
    }

    /** Pixels outside the map do not count. */
    public record MaxPool(int kernel, int stride, int padding) implements Op {
        @Override
        public long[] shape(long[]... in) {
            return pooled(in[0], kernel, stride, padding);
        }

        @Override
        public Tensor run(Tensor... in) {
            return isByAxes(in[0], kernel, stride)
                    ? pool(pool(in[0], kernel, 1, padding, 0), 1, kernel, 0, padding)
                    : torch.max_pool2d(in[0], Op.pair(kernel), Op.pair(stride), Op.pair(padding), ONE, false);
        }

        private static Tensor pool(Tensor x, long height, long width, long paddingHeight, long paddingWidth) {
            long[] padding = {paddingHeight, paddingWidth};
            return torch.max_pool2d(x, new long[] {height, width}, ONE, padding, ONE, false);
        }

        @Override
        public String onnx(OnnxGraph graph, long[][] shapes, String... in) {
            return graph.node("MaxPool", List.of(in), windows(kernel, stride, padding));
        }
    }

    /** The index in the map of each window's maximum; windows do not overlap. */
    public record MaxPlaces(int kernel) implements Op {
        @Override
        public long[] shape(long[]... in) {
            return pooled(in[0], kernel, kernel, 0);
        }

        @Override
        public Tensor run(Tensor... in) {
            return torch.max_pool2d_with_indices(
                            in[0].detach(), Op.pair(kernel), Op.pair(kernel), Op.pair(0), ONE, false)
                    .get1();
        }

        /** ONNX counts indices through the whole batch, from its first image on, and its MaxUnpool expects them so. */
        @Override
        public String onnx(OnnxGraph graph, long[][] shapes, String... in) {
            return graph.secondOutput("MaxPool", List.of(in), windows(kernel, kernel, 0));
        }
    }

    /** Puts values back at their indices; the rest is zero. */
    public record MaxUnpool(long height, long width) implements Op {
        @Override
        public long[] shape(long[]... in) {
            Op.require(Arrays.equals(in[0], in[1]), "maxUnpool2d", in[0], in[1]);
            return new long[] {in[0][0], in[0][1], height, width};
        }

        @Override
        public Tensor run(Tensor... in) {
            return torch.max_unpool2d(in[0], in[1], height, width);
        }

        @Override
        public String onnx(OnnxGraph graph, long[][] shapes, String... in) {
            long factor = height / shapes[0][2];
            if (height != factor * shapes[0][2] || width != factor * shapes[0][3]) {
                throw new IllegalArgumentException("ONNX unpools to multiples of " + Arrays.toString(shapes[0])
                        + ", not to " + height + "x" + width);
            }
            return graph.node("MaxUnpool", List.of(in), windows((int) factor, (int) factor, 0));
        }
    }

    /** Pixels outside the map count as zeros. */
    public record AvgPool(int kernel, int stride, int padding) implements Op {
        @Override
        public long[] shape(long[]... in) {
            return pooled(in[0], kernel, stride, padding);
        }

        @Override
        public Tensor run(Tensor... in) {
            return isByAxes(in[0], kernel, stride)
                    ? pool(pool(in[0], kernel, 1, 1, padding, 0), 1, kernel, 1, 0, padding)
                    : pool(in[0], kernel, kernel, stride, padding, padding);
        }

        private static Tensor pool(
                Tensor x, long height, long width, int stride, long paddingHeight, long paddingWidth) {
            long[] kernel = {height, width};
            long[] padding = {paddingHeight, paddingWidth};
            return torch.avg_pool2d(x, kernel, Op.pair(stride), padding, false, true, new LongOptional());
        }

        @Override
        public String onnx(OnnxGraph graph, long[][] shapes, String... in) {
            List<Attribute> windows = new ArrayList<>(List.of(windows(kernel, stride, padding)));
            windows.add(Attribute.integer("count_include_pad", 1));
            return graph.node("AveragePool", List.of(in), windows.toArray(Attribute[]::new));
        }
    }

    /** Windows that cover the map and overlap where the sizes are no multiples. */
    public record AdaptiveAvgPool(long height, long width) implements Op {
        @Override
        public long[] shape(long[]... in) {
            return new long[] {in[0][0], in[0][1], height, width};
        }

        @Override
        public Tensor run(Tensor... in) {
            return torch.adaptive_avg_pool2d(in[0], height, width);
        }

        @Override
        public String onnx(OnnxGraph graph, long[][] shapes, String... in) {
            long[] x = shapes[0];
            String rows = graph.node("MatMul", List.of(means(graph, x[2], height), in[0]));
            String columns =
                    graph.node("Transpose", List.of(means(graph, x[3], width)), Attribute.integers("perm", 1, 0));
            return graph.node("MatMul", List.of(rows, columns));
        }

        /** The matrix [to, from] each of whose rows takes the mean of a window. */
        private static String means(OnnxGraph graph, long from, long to) {
            float[] values = new float[Math.toIntExact(from * to)];
            for (long i = 0; i < to; i++) {
                long first = i * from / to;
                long end = ((i + 1) * from + to - 1) / to;
                Arrays.fill(values, (int) (i * from + first), (int) (i * from + end), 1f / (end - first));
            }
            return graph.tensor(values, to, from);
        }
    }
}
