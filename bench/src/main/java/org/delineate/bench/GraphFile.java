package org.delineate.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.delineate.checkpoint.SafeTensors;
import org.delineate.file.AtomicFile;
import org.delineate.file.Json;
import org.delineate.nn.Graph.Leaf;
import org.delineate.nn.Graph.Node;
import org.delineate.nn.layer.Weights;
import org.delineate.nn.op.Op;

/**
 * Stores a {@link TaskGraph} as a file, for peers that cannot use this library: operations by name, weights beside it
 * in a safetensors file, each under the number of its line.
 *
 * @param lines leaves and operations in their order
 * @param networkNodes number of lines that belong to the network; those of the loss follow
 * @param result number of the line whose value is the result
 */
record GraphFile(List<Line> lines, int networkNodes, int result) {
    /** Stands for an optional input that is missing. */
    static final int NONE = -1;

    /**
     * Is one tensor.
     *
     * @param leaf kind of leaf; null for the result of an operation
     * @param op name of the operation; null for a leaf
     * @param attributes attributes of the operation
     * @param inputs numbers of the lines that it takes
     * @param shape shape of the tensor
     * @param trainable whether the optimizer changes it
     * @param released numbers of the lines whose values are not needed afterwards
     */
    record Line(
            Leaf leaf, String op, JsonNode attributes, int[] inputs, long[] shape, boolean trainable, int[] released) {}

    /** Writes both files. */
    static void write(Task task, TaskFiles files) {
        TaskGraph taskGraph = TaskGraph.of(task, TaskFiles.network(task));
        Map<Node, Integer> numbers = new HashMap<>();
        List<Line> lines = new ArrayList<>();
        List<SafeTensors.Entry> weights = new ArrayList<>();
        List<List<Node>> released = taskGraph.released();
        for (Node n : taskGraph.nodes()) {
            int number = numbers.size();
            numbers.put(n, number);
            lines.add(line(n, numbers, taskGraph.trainable(), released.get(number)));
            float[] values = n.leaf() == Leaf.PARAMETER ? n.value().toFloats() : n.constant();
            if (values != null) {
                weights.add(Weights.entry(Integer.toString(number), values, n.shape()));
            }
        }
        GraphFile graphFile = new GraphFile(lines, taskGraph.networkNodes(), numbers.get(taskGraph.result()));
        AtomicFile.write(files.graphFile(task), Json.line(graphFile));
        SafeTensors.write(files.weights(task), Map.of(), weights);
    }

    private static Line line(Node n, Map<Node, Integer> numbers, Set<Node> trainable, List<Node> released) {
        int[] inputs = n.inputs().stream()
                .mapToInt(i -> i == null ? NONE : numbers.get(i))
                .toArray();
        int[] over = released.stream().mapToInt(numbers::get).toArray();
        return new Line(n.leaf(), name(n.op()), attributes(n.op()), inputs, n.shape(), trainable.contains(n), over);
    }

    private static String name(Op op) {
        if (op == null) {
            return null;
        }
        return op instanceof Enum<?> e ? e.name() : op.getClass().getSimpleName();
    }

    private static JsonNode attributes(Op op) {
        return op == null || op instanceof Enum<?> ? null : Json.treeOf(op);
    }
}
