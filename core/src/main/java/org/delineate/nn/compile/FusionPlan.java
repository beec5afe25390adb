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
import org.delineate.nn.engine.Device;
import org.delineate.nn.op.Convolution;
import org.delineate.nn.op.Normalization;
import org.delineate.nn.op.Pointwise.Binary;
import org.delineate.nn.op.Pointwise.Unary;

/** Finds what runs in the kernels of a graph's convolutions: the norms, sums and activations that follow them. */
final class FusionPlan {
    private static final Set<Unary> FUSABLE = Set.of(Unary.RELU, Unary.RELU6, Unary.SIGMOID, Unary.GELU);
    private static final Set<Unary> FUSABLE_AFTER_SUM = Set.of(Unary.RELU);

    private final List<Node> outputs;
    private final Set<Node> reached;
    private final Map<Node, List<Node>> readers = new HashMap<>();
    private final Map<Node, Fusion> byEnd = new LinkedHashMap<>();
    private final Set<Node> absorbed = new HashSet<>(); // between a convolution and the end of its fusion

    FusionPlan(List<Node> nodes, List<Node> outputs) {
        this.outputs = outputs;
        reached = Graph.reached(nodes, outputs);
        for (Node n : nodes) {
            for (Node in : n.inputs()) {
                if (in != null) {
                    readers.computeIfAbsent(in, k -> new ArrayList<>()).add(n);
                }
            }
        }
        for (Node n : nodes) {
            if (reached.contains(n) && n.op() instanceof Convolution && !absorbed.contains(n) && hasKernel(n)) {
                fuse(n);
            }
        }
    }

    /** All fusions in the order of the graph. */
    List<Fusion> all() {
        return List.copyOf(byEnd.values());
    }

    /** The fusion that computes this node, or null. */
    Fusion endingAt(Node end) {
        return byEnd.get(end);
    }

    /** Whether the node is inside a fusion, so that its value is never stored. */
    boolean isAbsorbed(Node n) {
        return absorbed.contains(n);
    }

    /** Whether the outputs depend on it. */
    boolean isReached(Node n) {
        return reached.contains(n);
    }

    /**
     * Whether a packed kernel can compute a convolution, transposed or not: the device has such kernels, weight and
     * bias are the module's own, and the input is larger than one pixel.
     */
    static boolean hasKernel(Node convolution) {
        List<Node> in = convolution.inputs();
        long[] map = in.get(0).shape();
        return Device.hasFusedKernels()
                && in.get(1).leaf() == Leaf.PARAMETER
                && (in.get(2) == null || in.get(2).leaf() == Leaf.PARAMETER)
                && map[2] * map[3] > 1;
    }

    /** The only reader of a node, if it belongs to no other fusion; else null. */
    private Node onlyReader(Node n) {
        List<Node> all = readers.getOrDefault(n, List.of());
        if (all.size() != 1 || outputs.contains(n)) {
            return null;
        }
        Node reader = all.get(0);
        return absorbed.contains(reader) || byEnd.containsKey(reader) ? null : reader; // a sum of two belongs to one
    }

    private void fuse(Node convolution) {
        Node end = convolution;
        Node next = onlyReader(end);
        Node norm = null;
        if (next != null
                && next.op() instanceof Normalization.BatchNorm
                && next.inputs().get(0) == end) {
            norm = next;
            end = next;
            next = onlyReader(end);
        }
        Node addend = next == null ? null : addend(next, end);
        if (addend != null) {
            end = next;
            next = onlyReader(end);
        }
        Unary activation = null;
        Set<Unary> fusable = addend != null ? FUSABLE_AFTER_SUM : FUSABLE;
        if (next != null && next.op() instanceof Unary u && fusable.contains(u)) {
            activation = u;
            end = next;
        }
        absorb(convolution, end);
        byEnd.put(end, new Fusion(convolution, norm, addend, activation, end));
    }

    private void absorb(Node convolution, Node end) {
        for (Node n = convolution; n != end; n = readers.get(n).get(0)) {
            absorbed.add(n);
        }
    }

    /** What this sum adds to the map; null where it is no sum that a kernel can compute. */
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
