package org.delineate.nn.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_add;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.delineate.nn.Graph.Node;
import org.delineate.nn.int8.LayerRanges;
import org.delineate.nn.int8.QuantizationRange;
import org.delineate.nn.op.Convolution;
import org.delineate.nn.op.Op;
import org.delineate.nn.op.Pooling;
import org.delineate.nn.op.Resizing;
import org.delineate.nn.op.Shaping;

/**
 * Decides which tensors of a graph are computed in int8, which in floats, and which of these are quantized afterwards
 * as well.
 *
 * <p>A tensor is computed in int8 where all operations that read it take int8. Operations that only move elements (max
 * pooling, concatenation, nearest-neighbour upsampling, padding) then run in int8 too, and all their inputs share one
 * range, wide enough for each of them, unless that is far too wide for some. A tensor that is read in both formats is
 * computed in floats and quantized afterwards, which loses less.
 */
final class QuantizationPlan {
    private static final double MOST_WIDENING = 2; // of a range that is shared: more would cost more than one bit

    private final Map<Node, LayerRanges> layers;
    private final List<Node> outputs;
    private final Map<Node, Chain> byEnd = new LinkedHashMap<>(); // in the order of the graph
    private final Set<Node> floatConcatenations = new HashSet<>(); // whose inputs have too different ranges
    private final Set<Node> quantized = new LinkedHashSet<>();
    private final Set<Node> readAsFloats = new HashSet<>();
    private final Set<Node> readQuantized = new HashSet<>();
    private final Set<Node> int8Inputs = new HashSet<>(); // of convolutions
    private final Map<Node, Node> parents = new HashMap<>(); // trees of tensors that share one range
    private final Map<Node, QuantizationRange> ranges = new HashMap<>(); // by the roots of these trees

    /** @param layers ranges of the convolutions that run in int8, by their weights */
    QuantizationPlan(List<Node> nodes, List<Node> outputs, ChainPlan all, Map<Node, LayerRanges> layers) {
        this.layers = layers;
        this.outputs = outputs;
        if (!layers.isEmpty()) {
            nodes.stream().map(all::endingAt).filter(Objects::nonNull).forEach(c -> byEnd.put(c.end(), c));
            do {
                plan();
            } while (excludeWideConcatenations());
        }
    }

    /** Starts from all that could be in int8 and takes out what cannot, until nothing changes. */
    private void plan() {
        quantized.clear();
        parents.clear();
        ranges.clear();
        for (Chain c : byEnd.values()) {
            if (isInt8Convolution(c)) {
                int8Inputs.add(input(c));
            }
            if (isInt8Convolution(c) || onlyMoves(c) && !floatConcatenations.contains(c.end())) {
                quantized.add(c.end());
            }
        }
        do {
            collectReads();
        } while (quantized.removeIf(n -> !canBeQuantized(byEnd.get(n))));
        collectReads();
        for (Chain c : byEnd.values()) {
            if (isQuantized(c) && onlyMoves(c)) {
                c.head().inputs().forEach(in -> parents.put(root(in), root(c.end())));
            }
        }
        for (Chain c : byEnd.values()) {
            if (isInt8Convolution(c)) {
                ranges.merge(root(input(c)), layer(c).input(), QuantizationRange::union);
            }
        }
    }

    /**
     * Keeps a concatenation in floats where one range for all its inputs is too wide for a convolution.
     *
     * @return whether there was such a one
     */
    private boolean excludeWideConcatenations() {
        boolean found = false;
        for (Chain c : byEnd.values()) {
            if (isInt8Convolution(c)
                    && range(input(c)).scale()
                            > MOST_WIDENING * layer(c).input().scale()) {
                Node root = root(input(c));
                for (Node n : quantized) {
                    if (n.op() instanceof Shaping.Cat && root(n) == root) {
                        found |= floatConcatenations.add(n);
                    }
                }
            }
        }
        return found;
    }

    /** Whether the result of a chain is computed in int8. */
    boolean isQuantized(Chain c) {
        return quantized.contains(c.end());
    }

    /** Whether a node is computed in floats and read in int8 as well. */
    boolean isQuantizedAfterwards(Node n) {
        return !quantized.contains(n) && readQuantized.contains(n);
    }

    /** The range of a node that is read in int8. */
    QuantizationRange range(Node n) {
        return ranges.get(root(n));
    }

    /** Whether a convolution in int8 computes a chain, in whichever format its result is. */
    boolean isInt8Convolution(Chain c) {
        return canBeInt8(c) && layers.containsKey(c.head().inputs().get(1));
    }

    /** Whether a chain begins with a convolution of the module's own weights, whose input is larger than one pixel. */
    static boolean canBeInt8(Chain c) {
        long[] map = c.head().op() instanceof Convolution ? input(c).shape() : new long[4];
        return map[2] * map[3] > 1 && ChainPlan.isOfParameters(c.head());
    }

    private LayerRanges layer(Chain c) {
        return layers.get(c.head().inputs().get(1));
    }

    private static Node input(Chain c) {
        return c.head().inputs().get(0);
    }

    /** Whether a chain moves elements without computing with them, and so runs in int8 as it is. */
    private static boolean onlyMoves(Chain c) {
        Op op = c.head().op();
        return c.end() == c.head()
                && (op instanceof Pooling.MaxPool p && p.stride() > 1 // else integers take longer than floats
                        || op instanceof Resizing.Nearest
                        || op instanceof Shaping.Pad
                        || op instanceof Shaping.Cat cat && cat.axis() == 1);
    }

    /** Whether a convolution in int8 adds this operand in whichever format it is. */
    static boolean isAddend(PostOperation p) {
        return p.other() != null
                && p.algorithm() == dnnl_binary_add
                && Arrays.equals(p.other().shape(), p.node().shape());
    }

    private void collectReads() {
        readAsFloats.clear();
        readQuantized.clear();
        readAsFloats.addAll(outputs);
        for (Chain c : byEnd.values()) {
            boolean int8 = isInt8Convolution(c);
            Set<Node> reads = int8 || onlyMoves(c) && isQuantized(c) ? readQuantized : readAsFloats;
            c.head().inputs().stream().filter(Objects::nonNull).forEach(reads::add);
            c.after().stream()
                    .filter(p -> p.other() != null && !(int8 && isAddend(p)))
                    .forEach(p -> readAsFloats.add(p.other()));
        }
    }

    private boolean canBeQuantized(Chain c) {
        Node n = c.end();
        if (readAsFloats.contains(n) || !readQuantized.contains(n)) {
            return false;
        }
        boolean shrinks = n.op() instanceof Pooling.MaxPool || n.op() instanceof Shaping.Pad;
        return !shrinks || quantized.contains(input(c)) || int8Inputs.contains(input(c)); // else its result is smaller
    }

    private Node root(Node n) {
        Node at = n;
        while (parents.containsKey(at) && parents.get(at) != at) {
            at = parents.get(at);
        }
        return at;
    }
}
