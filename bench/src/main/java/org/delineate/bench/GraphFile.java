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
 * A {@link TaskGraph} as a file, for peers that have no part of ours: operations by name, weights beside it in a safetensors file, each
 * under the number of its line.
 *
 * @param lines leaves and operations in their order
 * @param inside how many of them belong to the network; what follows is the loss
 * @param result number of the line whose value is wanted
 */
record GraphFile(List<Line> lines, int inside, int result) {
    /** In place of an optional input that is missing. */
    static final int NONE = -1;

    /**
     * One tensor.
     *
     * @param leaf null for the result of an operation
     * @param op name of the operation; null for a leaf
     * @param with its attributes
     * @param in numbers of the lines that it takes
     * @param trained does it learn?
     * @param ends numbers of the lines that nobody needs afterwards
     */
    record Line(Leaf leaf, String op, JsonNode with, int[] in, long[] shape, boolean trained, int[] ends) {}

    /** Writes both files. */
    static void write(Task task, TaskFiles material) {
        TaskGraph drawing = TaskGraph.of(task, TaskFiles.network(task));
        Map<Node, Integer> numbers = new HashMap<>();
        List<Line> lines = new ArrayList<>();
        List<SafeTensors.Entry> weights = new ArrayList<>();
        List<List<Node>> ends = drawing.ends();
        for (Node n : drawing.nodes()) {
            int number = numbers.size();
            numbers.put(n, number);
            lines.add(line(n, numbers, drawing.trained(), ends.get(number)));
            float[] values = n.leaf() == Leaf.PARAMETER ? n.value().toFloats() : n.constant();
            if (values != null) {
                weights.add(Weights.entry(Integer.toString(number), values, n.shape()));
            }
        }
        GraphFile script = new GraphFile(lines, drawing.inside(), numbers.get(drawing.result()));
        AtomicFile.write(material.script(task), Json.line(script));
        SafeTensors.write(material.weights(task), Map.of(), weights);
    }

    private static Line line(Node n, Map<Node, Integer> numbers, Set<Node> trained, List<Node> ends) {
        int[] in = n.inputs().stream()
                .mapToInt(i -> i == null ? NONE : numbers.get(i))
                .toArray();
        int[] over = ends.stream().mapToInt(numbers::get).toArray();
        return new Line(n.leaf(), name(n.op()), attributes(n.op()), in, n.shape(), trained.contains(n), over);
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
