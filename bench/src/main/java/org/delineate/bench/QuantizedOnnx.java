package org.delineate.bench;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.delineate.model.Export;
import org.delineate.nn.Graph.Leaf;
import org.delineate.nn.Graph.Node;
import org.delineate.nn.op.Convolution;
import org.delineate.nn.op.Normalization;
import org.delineate.nn.op.Op;
import org.delineate.nn.op.Pointwise.Binary;
import org.delineate.nn.op.Pointwise.Unary;
import org.delineate.nn.op.Pooling;
import org.delineate.nn.op.Resizing;
import org.delineate.nn.op.Shaping;
import org.delineate.onnx.Attribute;
import org.delineate.onnx.OnnxFile;
import org.delineate.onnx.OnnxGraph;
import org.delineate.zoo.Network;

/**
 * Writes a network as int8 ONNX file, as the tools of ONNX Runtime do: pairs of QuantizeLinear and DequantizeLinear
 * around convolutions, sums, products, pooling, resizing and joining; batch norms folded before; weights symmetric for
 * each channel, maps from 0 to 255 over the range seen on the pictures. Linear layers, transposed convolutions and all
 * else stay in floats.
 */
final class QuantizedOnnx {
    private static final int UINT8 = 2;
    private static final int INT8 = 3;
    private static final int INT32 = 6;
    private static final int LEVELS = 255;
    private static final int MOST = 127;

    private final OnnxGraph graph;
    private final TaskGraph taskGraph;
    private final Map<Node, List<Node>> uses = new HashMap<>();
    private final Map<Node, float[]> ranges;
    private final Map<Node, String> values = new HashMap<>();
    private final Map<Node, String> quantized = new HashMap<>();
    private int nameCount;

    private QuantizedOnnx(Task task, TaskGraph taskGraph, TaskFiles files) {
        this.taskGraph = taskGraph;
        graph = new OnnxGraph(task.network(), 0);
        taskGraph
                .nodes()
                .forEach(n -> n.inputs().stream()
                        .filter(i -> i != null)
                        .forEach(i ->
                                uses.computeIfAbsent(i, k -> new ArrayList<>()).add(n)));
        Set<Node> requested = new HashSet<>();
        taskGraph.nodes().stream().filter(n -> n.leaf() != Leaf.PARAMETER).forEach(requested::add);
        ranges = new LibtorchRunner(false).ranges(task, taskGraph, requested, files);
    }

    /** Writes the network of a task, for its number of pictures: from these to logits. */
    static OnnxFile of(Task task, Network network, TaskFiles files) {
        QuantizedOnnx q = new QuantizedOnnx(task, TaskGraph.of(task, network), files);
        return new OnnxFile(q.written(), task.network() + " in int8", Map.of());
    }

    private OnnxGraph written() {
        Node logits = taskGraph.result().inputs().get(0); // the sigmoid is no part of the file
        Set<Node> reached = reached(logits);
        for (Node n : taskGraph.nodes()) {
            if (n.leaf() == Leaf.INPUT) {
                values.put(n, graph.input(Export.INPUT, n.shape()));
            } else if (n.op() != null && reached.contains(n) && !values.containsKey(n)) {
                write(n);
            }
        }
        graph.output(Export.OUTPUT, values.get(logits), logits.shape());
        return graph;
    }

    private Set<Node> reached(Node end) {
        Set<Node> reached = new HashSet<>(Set.of(end));
        for (int i = taskGraph.nodes().size() - 1; i >= 0; i--) {
            Node n = taskGraph.nodes().get(i);
            if (reached.contains(n)) {
                n.inputs().stream().filter(in -> in != null).forEach(reached::add);
            }
        }
        return reached;
    }

    private void write(Node n) {
        if (n.op() instanceof Convolution && n.inputs().get(1).leaf() == Leaf.PARAMETER) {
            convolution(n);
        } else if (isQuantized(n.op())) {
            String y = operation(n, n.inputs().stream().map(this::dequantized).toList());
            values.put(n, y);
        } else {
            values.put(n, operation(n, n.inputs().stream().map(this::plain).toList()));
        }
    }

    private static boolean isQuantized(Op op) {
        return op == Binary.ADD || op == Binary.MUL || op instanceof Shaping.Cat || keepsRange(op);
    }

    /** Returns whether the output of an operation has the range of its input. */
    private static boolean keepsRange(Op op) {
        return op instanceof Pooling.MaxPool || op instanceof Resizing.Nearest || op instanceof Resizing.Bilinear;
    }

    private String operation(Node n, List<String> in) {
        long[][] shapes =
                n.inputs().stream().map(i -> i == null ? null : i.shape()).toArray(long[][]::new);
        return n.op().onnx(graph, shapes, in.toArray(String[]::new));
    }

    /**
     * Returns the float value of a node, "" for a missing optional input; fixed tensors are written at their first use.
     */
    private String plain(Node n) {
        if (n == null) {
            return "";
        }
        if (n.leaf() != null && !values.containsKey(n)) {
            values.put(
                    n,
                    graph.tensor(
                            n.leaf() == Leaf.CONSTANT ? n.constant() : n.value().toFloats(), n.shape()));
        }
        return values.get(n);
    }

    /** Returns the value of a node after quantization and dequantization. */
    private String dequantized(Node n) {
        if (n.leaf() == Leaf.PARAMETER) {
            return plain(n);
        }
        return quantized.computeIfAbsent(n, k -> {
            Node source = source(n);
            double step = step(source);
            long lowest = Math.round(-Math.min(ranges.get(source)[0], 0) / step);
            String scale = graph.tensor("step_" + nameCount, new float[] {(float) step});
            String zero = graph.tensor("zero_" + nameCount++, UINT8, ByteBuffer.wrap(new byte[] {(byte) lowest}));
            String rounded = graph.node("QuantizeLinear", List.of(plain(n), scale, zero));
            return graph.node("DequantizeLinear", List.of(rounded, scale, zero));
        });
    }

    /** Returns the node whose range this value has. */
    private static Node source(Node n) {
        return n.op() != null && keepsRange(n.op()) ? source(n.inputs().get(0)) : n;
    }

    /** With the batch norm and the ReLU that follow it. */
    private void convolution(Node conv) {
        float[] weight = conv.inputs().get(1).value().toFloats();
        Node bias = conv.inputs().get(2);
        int channels = (int) conv.shape()[1];
        float[] offset = bias == null ? new float[channels] : bias.value().toFloats();
        Node norm = next(conv);
        Node end = conv;
        if (norm != null && norm.op() instanceof Normalization.BatchNorm batch) {
            fold(batch, norm, weight, offset);
            end = norm;
        }
        String x = dequantized(conv.inputs().get(0));
        double in = step(source(conv.inputs().get(0)));
        float[] steps = new float[channels];
        float[] products = new float[channels];
        ByteBuffer small = ByteBuffer.allocate(weight.length);
        ByteBuffer wide = ByteBuffer.allocate(4 * channels).order(ByteOrder.LITTLE_ENDIAN);
        int each = weight.length / channels;
        for (int c = 0; c < channels; c++) {
            double most = 1e-9;
            for (int i = c * each; i < (c + 1) * each; i++) {
                most = Math.max(most, Math.abs(weight[i]));
            }
            steps[c] = (float) (most / MOST);
            products[c] = (float) (steps[c] * in);
            for (int i = c * each; i < (c + 1) * each; i++) {
                small.put((byte) Math.round(weight[i] / steps[c]));
            }
            wide.putInt((int) Math.max(
                    Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, Math.round((double) offset[c] / products[c]))));
        }
        String w = dequantizedConstant(
                INT8, small.flip(), steps, conv.inputs().get(1).shape());
        String b = dequantizedConstant(INT32, wide.flip(), products, channels);
        String y = operation(conv, List.of(x, w, b));
        Node relu = next(end);
        if (relu != null && relu.op() == Unary.RELU) {
            end = relu;
            y = graph.node("Relu", List.of(y));
        }
        for (Node n = conv; n != end; n = next(n)) {
            values.put(n, y); // no other operation reads it
        }
        values.put(end, y);
    }

    private double step(Node n) {
        float[] range = ranges.get(n);
        return Math.max(Math.max(range[1], 0) - Math.min(range[0], 0), 1e-6) / LEVELS;
    }

    /** Returns the only operation that takes the value of a node, or null. */
    private Node next(Node n) {
        List<Node> after = uses.getOrDefault(n, List.of());
        return after.size() == 1 ? after.get(0) : null;
    }

    private static void fold(Normalization.BatchNorm batch, Node norm, float[] weight, float[] offset) {
        float[] gain = floats(norm.inputs().get(1));
        float[] shift = floats(norm.inputs().get(2));
        float[] mean = floats(norm.inputs().get(3));
        float[] variance = floats(norm.inputs().get(4));
        int each = weight.length / offset.length;
        for (int c = 0; c < offset.length; c++) {
            double factor = (gain == null ? 1 : gain[c]) / Math.sqrt(variance[c] + batch.eps());
            for (int i = c * each; i < (c + 1) * each; i++) {
                weight[i] *= (float) factor;
            }
            offset[c] = (float) ((offset[c] - mean[c]) * factor + (shift == null ? 0 : shift[c]));
        }
    }

    private static float[] floats(Node parameter) {
        return parameter == null ? null : parameter.value().toFloats();
    }

    /** Dequantizes fixed integers with a scale for each channel. */
    private String dequantizedConstant(int type, ByteBuffer numbers, float[] steps, long... shape) {
        String given = graph.tensor("whole_" + nameCount++, type, numbers, shape);
        ByteBuffer zeros = ByteBuffer.allocate(steps.length * (type == INT32 ? 4 : 1));
        String zero = graph.tensor("zeros_" + nameCount++, type, zeros, steps.length);
        return graph.node(
                "DequantizeLinear",
                List.of(given, graph.tensor(steps, steps.length), zero),
                Attribute.integer("axis", 0));
    }
}
