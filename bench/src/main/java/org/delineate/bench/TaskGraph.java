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
 * A task as a list of operations, for peers that do not know the zoo: what an ordinary program would call, one after the other.
 *
 * @param nodes in their order; the last operation is the result
 * @param inside how many of them belong to the network; what follows is the loss
 * @param trained the nodes that learn
 */
record TaskGraph(List<Node> nodes, int inside, Set<Node> trained) {
    /** Of every training step here. */
    static final Loss LOSS = Loss.UNEXT;

    /** The network of the task, its probabilities in inference and its loss in training. */
    static TaskGraph of(Task task, Network network) {
        Graph graph = new Graph();
        Tensor x = graph.input(task.batch(), Task.CHANNELS, Task.SIDE, Task.SIDE);
        Output out = network.forward(x);
        int inside = graph.nodes().size();
        if (task.what() == Task.What.INFERENCE) {
            out.lesion().sigmoid();
        } else {
            LOSS.of(out, graph.input(task.batch(), 1, Task.SIDE, Task.SIDE));
        }
        Set<Tensor> buffers = Collections.newSetFromMap(new IdentityHashMap<>());
        buffers.addAll(network.buffers().values());
        Set<Node> trained = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Node n : graph.nodes()) {
            if (task.what() == Task.What.TRAINING && n.value() != null && !buffers.contains(n.value())) {
                trained.add(n);
            }
        }
        return new TaskGraph(graph.nodes(), inside, trained);
    }

    Node result() {
        return nodes.stream().filter(n -> n.op() != null).reduce((a, b) -> b).orElseThrow();
    }

    /** For each node the maps that nobody needs after it, as a program's variables end. */
    List<List<Node>> ends() {
        Map<Node, Integer> last = new HashMap<>();
        for (int i = 0; i < nodes.size(); i++) {
            last.put(nodes.get(i), i);
            for (Node n : nodes.get(i).inputs()) {
                last.put(n, i);
            }
        }
        List<List<Node>> ends = new ArrayList<>();
        nodes.forEach(n -> ends.add(new ArrayList<>()));
        last.forEach((n, i) -> {
            if (n != null && n.op() != null && n != result()) {
                ends.get(i).add(n);
            }
        });
        return ends;
    }
}
