package org.delineate.nn.onednn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.delineate.nn.Graph;
import org.delineate.nn.Graph.Leaf;
import org.delineate.nn.Graph.Node;
import org.delineate.nn.op.Convolution;
import org.delineate.nn.op.Normalization.BatchNorm;
import org.delineate.nn.op.Pointwise.Cast;
import org.delineate.nn.op.Pointwise.Detach;
import org.delineate.nn.op.Pooling.MaxPool;
import org.delineate.nn.op.Shaping;
import org.delineate.nn.op.Shaping.Pad;

/** Divides a graph into chains: operations, each with the functions, sums and products that follow it. */
final class ChainPlan {
    private static final int MOST = 8; // operations after the first; the library takes up to 32

    private final List<Node> outputs;
    private final Set<Node> reached;
    private final Map<Node, List<Node>> readers = new HashMap<>();
    private final Map<Node, Chain> byEnd = new HashMap<>();
    private final Set<Node> taken = new HashSet<>();

    /** @param isExact whether functions that lose too much in bf16 may join a chain */
    ChainPlan(
            List<Node> nodes, List<Node> outputs, boolean isExact, BiFunction<Node, Node, List<PostOperation>> norms) {
        this.outputs = outputs;
        reached = Graph.reached(nodes, outputs);
        for (Node n : nodes) {
            for (Node in : n.inputs()) {
                if (in != null && reached.contains(n)) {
                    readers.computeIfAbsent(in, k -> new ArrayList<>()).add(n);
                }
            }
        }
        for (Node n : nodes) {
            if (reached.contains(n) && n.leaf() == null && !taken.contains(n)) {
                Chain chain = chain(n, isExact, norms);
                byEnd.put(chain.end(), chain);
            }
        }
    }

    /** The chain that computes this node; null for leaves and for nodes inside a chain. */
    Chain endingAt(Node n) {
        return byEnd.get(n);
    }

    /** Whether an operation moves elements without computing, so that no kernel begins with it. */
    static boolean isView(Node n) {
        return n.op() instanceof Shaping.Reshape
                || n.op() instanceof Shaping.Permute
                || n.op() instanceof Shaping.Narrow
                || n.op() instanceof Detach
                || n.op() instanceof Cast;
    }

    /** What a node pads where kernels of max pooling can pad by themselves; null for all others. */
    static Pad poolPadding(Node n) {
        return n.op() instanceof Pad p
                        && p.value() == Double.NEGATIVE_INFINITY
                        && IntStream.of(p.left(), p.right(), p.top(), p.bottom())
                                .allMatch(w -> w == 0 || w == 1)
                ? p
                : null;
    }

    /** Whether nobody but max pooling, which pads by itself, reads the value of a node. */
    boolean isPoolPadding(Node n) {
        return poolPadding(n) != null
                && !outputs.contains(n)
                && readers.get(n).stream().allMatch(r -> r.op() instanceof MaxPool p && padsItself(p));
    }

    /** Whether a pool has no padding of its own, and its windows reach beyond one of a pixel. */
    static boolean padsItself(MaxPool p) {
        return p.padding() == 0 && p.kernel() > 1;
    }

    private Node onlyReader(Node n) {
        List<Node> all = readers.getOrDefault(n, List.of());
        boolean one = all.size() == 1 && !outputs.contains(n) && !taken.contains(all.get(0));
        return one ? all.get(0) : null;
    }

    private Chain chain(Node head, boolean isExact, BiFunction<Node, Node, List<PostOperation>> norms) {
        List<PostOperation> after = new ArrayList<>();
        Node norm = null;
        Node end = head;
        Node next = isView(head) ? null : onlyReader(end);
        if (next != null && head.op() instanceof Convolution && isNormOf(next, head) && isOfParameters(head)) {
            norm = next;
            taken.add(norm);
            end = norm;
            next = onlyReader(end);
        }
        while (next != null && after.size() < MOST && Arrays.equals(next.shape(), end.shape())) {
            List<PostOperation> found = operations(next, end, isExact, norms);
            if (found.isEmpty()) {
                break;
            }
            after.addAll(found);
            taken.add(next);
            end = next;
            next = onlyReader(end);
        }
        return new Chain(head, norm, after);
    }

    private static List<PostOperation> operations(
            Node next, Node end, boolean isExact, BiFunction<Node, Node, List<PostOperation>> norms) {
        if (isNormOf(next, end)) {
            return norms.apply(next, end);
        }
        PostOperation f = PostOperation.function(next);
        if (f != null) {
            return isExact || !f.loses() ? List.of(f) : List.of();
        }
        PostOperation binary = PostOperation.binary(next, end);
        return binary == null ? List.of() : List.of(binary);
    }

    private static boolean isNormOf(Node norm, Node map) {
        return norm.op() instanceof BatchNorm b
                && !b.training()
                && norm.inputs().get(0) == map
                && norm.inputs().stream().skip(1).allMatch(n -> n == null || n.leaf() == Leaf.PARAMETER);
    }

    /** Whether weights and bias are the module's own. */
    static boolean isOfParameters(Node convolution) {
        return convolution.inputs().stream().skip(1).allMatch(n -> n == null || n.leaf() == Leaf.PARAMETER);
    }
}
