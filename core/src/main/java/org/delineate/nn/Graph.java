package org.delineate.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.delineate.nn.op.Op;
import org.delineate.onnx.OnnxGraph;

/**
 * Records the operations of a network, one after the other, without values.
 *
 * <p>Shape errors and costs are known before memory is spent, and what is recorded can be counted, exported, or
 * compiled. Parameters are leaves of the graph; what is computed from parameters alone is computed at once and is a
 * parameter too.
 */
public final class Graph {
    /** The kind of a node that is not the result of an operation. */
    public enum Leaf {
        /** A tensor that comes from outside. */
        INPUT,
        /** A fixed matrix, such as a transform. */
        CONSTANT,
        /** A tensor of the module, or one computed from such alone. */
        PARAMETER
    }

    /**
     * One tensor of the graph.
     *
     * @param leaf null for the result of an operation
     * @param op null for a leaf
     * @param inputs of the operation; null where an optional one is missing
     * @param value of a parameter: the eager tensor
     * @param constant of a constant
     * @param fixed whether it depends on constants alone
     */
    public record Node(
            Leaf leaf, Op op, List<Node> inputs, Tensor value, float[] constant, boolean fixed, long... shape) {
        /** Two nodes are equal only if they are the same object. */
        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }

        /** Multiply-accumulates of its operation. */
        public long macs() {
            return op == null ? 0 : op.macs(shape, shapes(inputs));
        }

        /** Whether it multiplies with a constant matrix. */
        boolean isTransform() {
            return inputs.stream().anyMatch(n -> n != null && n.fixed);
        }
    }

    private static final ThreadLocal<Graph> LEARNING = new ThreadLocal<>();

    private final List<Node> nodes = new ArrayList<>();
    private final Map<Tensor, Node> parameters = new IdentityHashMap<>();

    /** Adds an input to record a network with. */
    public Tensor input(long... shape) {
        return add(new Node(Leaf.INPUT, null, List.of(), null, null, false, positive(shape)));
    }

    /** All nodes in the order in which they were recorded. */
    public List<Node> nodes() {
        return Collections.unmodifiableList(nodes);
    }

    /** The operations' names, in order. */
    public List<String> operations() {
        return nodes.stream().filter(n -> n.op != null).map(n -> n.op.words()).toList();
    }

    /** Multiply-accumulates of all operations. */
    public long macs() {
        return nodes.stream().mapToLong(Node::macs).sum();
    }

    /** Those of them that multiply with a constant matrix, such as a transform; published counts leave them out. */
    public long fixedMacs() {
        return nodes.stream().filter(Node::isTransform).mapToLong(Node::macs).sum();
    }

    /**
     * Starts to record also what is computed from trained parameters alone, since such values change in training.
     *
     * @return what ends it when it is closed
     */
    public Recording learning() {
        LEARNING.set(this);
        return LEARNING::remove;
    }

    /** A region of code in which a graph records more; ends when it is closed. */
    public interface Recording extends AutoCloseable {
        @Override
        void close();
    }

    /** The graph that records what is computed from trained parameters, or null. */
    static Graph learningOf(Eager parameter) {
        Graph graph = LEARNING.get();
        return graph != null && parameter.isTrained() ? graph : null;
    }

    /**
     * Translates what these outputs depend on to ONNX.
     *
     * @param name of the graph
     * @param any stands for any number of images in the shapes, 0 where the number is fixed: {@link OnnxGraph}
     * @param inputs names of the inputs in their order
     * @param outputs by name
     * @param parameters the module's tensors by name
     */
    public OnnxGraph onnx(
            String name, long any, List<String> inputs, Map<String, Tensor> outputs, Map<String, Tensor> parameters) {
        OnnxGraph graph = new OnnxGraph(name, any);
        Map<Tensor, String> names = new IdentityHashMap<>();
        parameters.forEach((n, t) -> names.put(t, n));
        Iterator<String> next = inputs.iterator();
        List<Node> results = outputs.values().stream().map(this::node).toList();
        Set<Node> reached = reached(nodes, results);
        Map<Node, String> values = new HashMap<>();
        for (Node n : nodes) {
            if (n.leaf == Leaf.INPUT) {
                values.put(n, graph.input(next.next(), n.shape));
            } else if (reached.contains(n)) {
                values.put(n, onnx(graph, n, values, names));
            }
        }
        outputs.forEach((n, t) -> graph.output(n, values.get(node(t)), t.shape()));
        return graph;
    }

    private static String onnx(OnnxGraph graph, Node n, Map<Node, String> values, Map<Tensor, String> names) {
        if (n.leaf == Leaf.CONSTANT) {
            return graph.tensor(n.constant, n.shape);
        }
        if (n.leaf == Leaf.PARAMETER) {
            String name = names.get(n.value);
            return name == null
                    ? graph.tensor(n.value.toFloats(), n.shape)
                    : graph.tensor(name, n.value.toFloats(), n.shape);
        }
        String[] in = n.inputs.stream().map(i -> i == null ? "" : values.get(i)).toArray(String[]::new);
        return n.op.onnx(graph, shapes(n.inputs), in);
    }

    /** All nodes that these outputs depend on, and the outputs. */
    public static Set<Node> reached(List<Node> nodes, List<Node> outputs) {
        Set<Node> reached = new HashSet<>(outputs);
        for (int i = nodes.size() - 1; i >= 0; i--) {
            if (reached.contains(nodes.get(i))) {
                nodes.get(i).inputs().stream().filter(n -> n != null).forEach(reached::add);
            }
        }
        return reached;
    }

    /** The graph that one of these tensors belongs to, or null. */
    static Graph of(Tensor... tensors) {
        for (Tensor t : tensors) {
            if (t instanceof Recorded r) {
                return r.graph;
            }
        }
        return null;
    }

    private Tensor add(Node node) {
        nodes.add(node);
        return new Recorded(this, node);
    }

    Tensor record(Op op, Tensor first, Tensor... others) {
        List<Node> inputs = new ArrayList<>();
        inputs.add(node(first));
        for (Tensor t : others) {
            inputs.add(node(t));
        }
        long[] shape = positive(op.shape(shapes(inputs)));
        boolean fixed = inputs.stream().allMatch(n -> n == null || n.fixed);
        return add(new Node(null, op, Collections.unmodifiableList(inputs), null, null, fixed, shape));
    }

    /** The node behind a tensor of this graph; a parameter becomes a leaf of it; null for null. */
    public Node node(Tensor t) {
        if (t == null) {
            return null;
        }
        if (t instanceof Recorded r) {
            return r.node;
        }
        return parameters.computeIfAbsent(t, p -> {
            Node leaf = new Node(Leaf.PARAMETER, null, List.of(), p, null, false, p.shape());
            nodes.add(leaf);
            return leaf;
        });
    }

    private static long[][] shapes(List<Node> inputs) {
        return inputs.stream().map(n -> n == null ? null : n.shape).toArray(long[][]::new);
    }

    private static long[] positive(long[] shape) {
        for (long s : shape) {
            if (s < 1) {
                throw new IllegalArgumentException("a size below 1 in " + Arrays.toString(shape));
            }
        }
        return shape;
    }

    /** A tensor without values, known by its node. */
    private record Recorded(Graph graph, Node node) implements Tensor {
        @Override
        public Tensor apply(Op op, Tensor... others) {
            return graph.record(op, this, others);
        }

        @Override
        public long[] shape() {
            return node.shape.clone();
        }

        @Override
        public Tensor constant(float[] values, long... shape) {
            return graph.add(new Node(Leaf.CONSTANT, null, List.of(), null, values, true, shape));
        }

        private static IllegalStateException noValues() {
            return new IllegalStateException("a tensor of a graph has a shape and no values");
        }

        @Override
        public double item() {
            throw noValues();
        }

        @Override
        public float[] toFloats() {
            throw noValues();
        }

        @Override
        public void backward() {
            throw noValues();
        }
    }
}
