package org.delineate.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.delineate.loss.Loss;
import org.delineate.nn.Graph;
import org.delineate.nn.Graph.Node;
import org.delineate.nn.Output;
import org.delineate.nn.Tensor;
import org.delineate.zoo.Network;

/**
 * Lists the operations of a task, for peers that do not know the zoo: an ordinary program would call them one after the
 * other.
 *
 * @param nodes leaves and operations in their order; the last operation is the result
 * @param networkNodes number of nodes that belong to the network; those of the loss follow
 * @param trainable weights that the optimizer changes
 */
record TaskGraph(List<Node> nodes, int networkNodes, Set<Node> trainable) {
    /** Names the loss of every training step. */
    static final Loss LOSS = Loss.UNEXT;

    /** Traces the network of a task, with its probabilities in inference and its loss in training. */
    static TaskGraph of(Task task, Network network) {
        Graph graph = new Graph();
        Tensor x = graph.input(task.batch(), Task.CHANNELS, Task.SIDE, Task.SIDE);
        Output out = network.forward(x);
        int networkNodes = graph.nodes().size();
        if (task.kind() == Task.Kind.INFERENCE) {
            out.lesion().sigmoid();
        } else {
            LOSS.of(out, graph.input(task.batch(), 1, Task.SIDE, Task.SIDE));
        }
        Set<Tensor> buffers = Collections.newSetFromMap(new IdentityHashMap<>());
        buffers.addAll(network.buffers().values());
        Set<Node> trainable = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Node n : graph.nodes()) {
            if (task.kind() == Task.Kind.TRAINING && n.value() != null && !buffers.contains(n.value())) {
                trainable.add(n);
            }
        }
        return new TaskGraph(graph.nodes(), networkNodes, trainable);
    }

    Node result() {
        return nodes.stream().filter(n -> n.op() != null).reduce((a, b) -> b).orElseThrow();
    }

    /** Lists for each node the maps that are not needed after it, as a program would release its variables. */
    List<List<Node>> released() {
        Map<Node, Integer> last = new HashMap<>();
        for (int i = 0; i < nodes.size(); i++) {
            last.put(nodes.get(i), i);
            for (Node n : nodes.get(i).inputs()) {
                last.put(n, i);
            }
        }
        List<List<Node>> released = new ArrayList<>();
        nodes.forEach(n -> released.add(new ArrayList<>()));
        last.forEach((n, i) -> {
            if (n != null && n.op() != null && n != result()) {
                released.get(i).add(n);
            }
        });
        return released;
    }
}
