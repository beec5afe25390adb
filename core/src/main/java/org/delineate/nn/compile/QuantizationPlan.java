package org.delineate.nn.compile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.delineate.nn.Graph.Node;
import org.delineate.nn.int8.LayerRanges;
import org.delineate.nn.int8.QuantizationRange;
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

    private final FusionPlan fusions;
    private final Map<Node, LayerRanges> layers;
    private final List<Node> outputs;
    private final List<Node> computed; // in the order of the graph
    private final Set<Node> floatConcatenations = new HashSet<>(); // whose inputs have too different ranges
    private final Set<Node> quantized = new LinkedHashSet<>();
    private final Set<Node> readAsFloats = new HashSet<>();
    private final Set<Node> readQuantized = new HashSet<>();
    private final Set<Node> int8Inputs = new HashSet<>(); // of convolutions
    private final Map<Node, Node> parents = new HashMap<>(); // trees of tensors that share one range
    private final Map<Node, QuantizationRange> ranges = new HashMap<>(); // by the roots of these trees

    /** @param layers ranges of the convolutions that run in int8, by their weights */
    QuantizationPlan(List<Node> nodes, List<Node> outputs, FusionPlan fusions, Map<Node, LayerRanges> layers) {
        this.fusions = fusions;
        this.layers = layers;
        this.outputs = outputs;
        this.computed = nodes.stream()
                .filter(n -> n.leaf() == null && fusions.isReached(n) && !fusions.isAbsorbed(n))
                .toList();
        if (!layers.isEmpty()) {
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
        for (Node n : computed) {
            if (isInt8Convolution(n)) {
                int8Inputs.add(fusions.endingAt(n).input());
            }
            if (isInt8Convolution(n) || onlyMoves(n.op()) && !floatConcatenations.contains(n)) {
                quantized.add(n);
            }
        }
        do {
            collectReads();
        } while (quantized.removeIf(n -> !canBeQuantized(n)));
        collectReads();
        for (Node n : computed) {
            if (quantized.contains(n) && fusions.endingAt(n) == null) {
                n.inputs().forEach(in -> parents.put(root(in), root(n)));
            }
        }
        assignRanges();
    }

    /**
     * Keeps a concatenation in floats where one range for all its inputs is too wide for a convolution.
     *
     * @return whether there was such a one
     */
    private boolean excludeWideConcatenations() {
        boolean found = false;
        for (Fusion f : fusions.all()) {
            LayerRanges layer = layers.get(f.weightNode());
            if (layer != null
                    && range(f.input()).scale() > MOST_WIDENING * layer.input().scale()) {
                Node root = root(f.input());
                for (Node n : quantized) {
                    if (n.op() instanceof Shaping.Cat && root(n) == root) {
                        found |= floatConcatenations.add(n);
                    }
                }
            }
        }
        return found;
    }

    /** Whether the operation of a node computes it in int8. */
    boolean isQuantized(Node n) {
        return quantized.contains(n);
    }

    /** Whether a node is computed in floats and read in int8 as well. */
    boolean isQuantizedAfterwards(Node n) {
        return !quantized.contains(n) && readQuantized.contains(n);
    }

    /** The range of a node that is read in int8. */
    QuantizationRange range(Node n) {
        return ranges.get(root(n));
    }

    /** Whether a convolution in int8 computes a node, in whichever format. */
    boolean isInt8Convolution(Node end) {
        Fusion fusion = fusions.endingAt(end);
        return fusion != null && layers.containsKey(fusion.weightNode());
    }

    /** The inputs of a node's operation, each in the format in which it is read. */
    List<TypedNode> inputs(Node n) {
        Fusion fusion = fusions.endingAt(n);
        if (fusion == null) {
            return n.inputs().stream()
                    .map(in -> in == null ? null : new TypedNode(in, quantized.contains(n)))
                    .toList();
        }
        List<TypedNode> in = new ArrayList<>(List.of(new TypedNode(fusion.input(), isInt8Convolution(n))));
        if (fusion.addend() != null) {
            in.add(new TypedNode(fusion.addend(), quantized.contains(n)));
        }
        return in;
    }

    /** Whether an operation moves elements without computing with them, and so runs in int8 as it is. */
    private static boolean onlyMoves(Op op) {
        return op instanceof Pooling.MaxPool
                || op instanceof Resizing.Nearest
                || op instanceof Shaping.Pad
                || op instanceof Shaping.Cat cat && cat.axis() == 1;
    }

    private void collectReads() {
        readAsFloats.clear();
        readQuantized.clear();
        readAsFloats.addAll(outputs);
        for (Node n : computed) {
            for (TypedNode in : inputs(n)) {
                if (in != null) {
                    (in.quantized() ? readQuantized : readAsFloats).add(in.node());
                }
            }
        }
    }

    private boolean canBeQuantized(Node n) {
        if (readAsFloats.contains(n) || !readQuantized.contains(n)) {
            return false;
        }
        Fusion fusion = fusions.endingAt(n);
        if (fusion != null) {
            Node addend = fusion.addend();
            return addend == null || quantized.contains(addend) && isInt8Convolution(addend); // whose range is known
        }
        boolean shrinks = n.op() instanceof Pooling.MaxPool || n.op() instanceof Shaping.Pad;
        Node in = n.inputs().get(0);
        return !shrinks || quantized.contains(in) || int8Inputs.contains(in); // else quantizing the result is cheaper
    }

    private Node root(Node n) {
        Node at = n;
        while (parents.containsKey(at) && parents.get(at) != at) {
            at = parents.get(at);
        }
        return at;
    }

    /**
     * Takes the ranges calibrated at the inputs of the convolutions; where none reads a tensor, those at the outputs.
     */
    private void assignRanges() {
        for (Fusion f : fusions.all()) {
            LayerRanges layer = layers.get(f.weightNode());
            if (layer != null) {
                ranges.merge(root(f.input()), layer.input(), QuantizationRange::union);
            }
        }
        Map<Node, QuantizationRange> unread = new HashMap<>();
        for (Fusion f : fusions.all()) {
            LayerRanges layer = layers.get(f.weightNode());
            if (layer != null && !ranges.containsKey(root(f.end()))) {
                unread.merge(root(f.end()), layer.output(), QuantizationRange::union);
            }
        }
        ranges.putAll(unread);
    }
}
