package org.delineate.nn.compile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.delineate.nn.Graph;
import org.delineate.nn.Graph.Leaf;
import org.delineate.nn.Graph.Node;
import org.delineate.nn.Tensor;
import org.delineate.nn.engine.Device;
import org.delineate.nn.op.Convolution;
import org.delineate.nn.op.Normalization;
import org.delineate.nn.op.Pointwise.Binary;
import org.delineate.nn.op.Pointwise.Unary;

/** Finds what can run in the kernels of a graph's convolutions: norms before, sums and activations after them. */
final class Fusions {
    private static final Set<Unary> FUSABLE = Set.of(Unary.RELU, Unary.SIGMOID, Unary.GELU);

    private final List<Node> outputs;
    private final Set<Tensor> inBytes;
    private final Set<Node> reached;
    private final Map<Node, List<Node>> uses = new HashMap<>();
    private final Map<Node, Fusion> byEnd = new LinkedHashMap<>();
    private final Set<Node> absorbed = new HashSet<>(); // on the way to an end

    /** @param inBytes weights of the convolutions whose kernels are to be those of bytes */
    Fusions(List<Node> nodes, List<Node> outputs, Set<Tensor> inBytes) {
        this.outputs = outputs;
        this.inBytes = inBytes;
        reached = Graph.reached(nodes, outputs);
        for (Node n : nodes) {
            for (Node in : n.inputs()) {
                if (in != null) {
                    uses.computeIfAbsent(in, k -> new ArrayList<>()).add(n);
                }
            }
        }
        for (Node n : nodes) {
            if (reached.contains(n) && n.op() instanceof Convolution && !absorbed.contains(n) && isMap(n)) {
                fuse(n);
            }
        }
    }

    /** In the order of the graph. */
    List<Fusion> all() {
        return List.copyOf(byEnd.values());
    }

    /** That which makes this tensor, or null. */
    Fusion making(Node end) {
        return byEnd.get(end);
    }

    /** Is the tensor never made, since a kernel goes on at once? */
    boolean isAbsorbed(Node n) {
        return absorbed.contains(n);
    }

    /** Do the outputs depend on it? */
    boolean isReached(Node n) {
        return reached.contains(n);
    }

    /** Else no such kernels are here, weights are computed from the picture, or there is no map. */
    static boolean isMap(Node conv) {
        long[] map = conv.inputs().get(0).shape();
        return Device.hasFusedKernels()
                && conv.inputs().get(1).leaf() == Leaf.PARAMETER
                && (conv.inputs().get(2) == null || conv.inputs().get(2).leaf() == Leaf.PARAMETER)
                && map[2] * map[3] > 1;
    }

    /** The only operation that takes this tensor, or null. */
    private Node only(Node n) {
        List<Node> after = uses.getOrDefault(n, List.of());
        if (after.size() != 1 || outputs.contains(n)) {
            return null;
        }
        Node next = after.get(0);
        return absorbed.contains(next) || byEnd.containsKey(next) ? null : next; // a sum of two belongs to one
    }

    private void fuse(Node conv) {
        Node end = conv;
        Node next = only(end);
        Node norm = null;
        if (next != null
                && next.op() instanceof Normalization.Batch
                && next.inputs().get(0) == end) {
            norm = next;
            end = next;
            next = only(end);
        }
        Node other = next == null ? null : addend(next, end);
        if (other != null) {
            end = next;
            next = only(end);
        }
        Unary activation = null;
        boolean reluAlone =
                other != null || inBytes.contains(conv.inputs().get(1).value());
        if (next != null && next.op() instanceof Unary u && (reluAlone ? u == Unary.RELU : FUSABLE.contains(u))) {
            activation = u;
            end = next;
        }
        absorb(conv, end);
        byEnd.put(end, new Fusion(conv, norm, other, activation, end));
    }

    private void absorb(Node from, Node end) {
        for (Node n = from; n != end; n = uses.get(n).get(0)) {
            absorbed.add(n);
        }
    }

    /** What this sum adds to the map; null where it is no sum that a kernel can do. */
    private static Node addend(Node sum, Node map) {
        if (sum.op() != Binary.ADD) {
            return null;
        }
        Node other = sum.inputs().get(sum.inputs().get(0) == map ? 1 : 0);
        boolean fits = other.leaf() == null
                && other != map
                && Arrays.equals(other.shape(), sum.shape())
                && Arrays.equals(map.shape(), sum.shape())
                && map.shape()[1] > 1 // the kernel refuses the strides of one channel, and of one pixel
                && map.shape()[2] * map.shape()[3] > 1;
        return fits ? other : null;
    }
}
