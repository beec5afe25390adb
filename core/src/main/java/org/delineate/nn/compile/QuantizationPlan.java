package org.delineate.nn.compile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.delineate.nn.Graph.Node;
import org.delineate.nn.Tensor;
import org.delineate.nn.int8.LayerRanges;
import org.delineate.nn.int8.QuantizationRange;
import org.delineate.nn.op.Op;
import org.delineate.nn.op.Pooling;
import org.delineate.nn.op.Resizing;
import org.delineate.nn.op.Shaping;

/**
 * Which tensors of a graph are made in bytes, which in floats, and which are wanted in the other form as well.
 *
 * <p>A tensor is made in bytes where all that take it take bytes; what only moves bytes about (pooling of maxima, joining, repeating, padding)
 * does so too, and then all its inputs have one range, wide enough for each of them, unless that is far too wide for some. Whatever is wanted in both forms is made in floats
 * and converted, which loses less.
 */
final class QuantizationPlan {
    private static final double MOST_STRETCH = 2;

    private final Fusions fusions;
    private final Map<Tensor, LayerRanges> layers;
    private final List<Node> outputs;
    private final List<Node> run; // by operations, those that come to be
    private final Set<Node> apart = new HashSet<>(); // joined in floats
    private final Set<Node> made = new LinkedHashSet<>(); // in bytes
    private final Set<Node> floatsWanted = new HashSet<>();
    private final Set<Node> bytesWanted = new HashSet<>();
    private final Set<Node> convolved = new HashSet<>(); // by kernels of bytes
    private final Map<Node, Node> parents = new HashMap<>(); // of tensors with one range
    private final Map<Node, QuantizationRange> ranges = new HashMap<>();

    /** @param layers ranges of the convolutions that take bytes, by their weights */
    QuantizationPlan(List<Node> nodes, List<Node> outputs, Fusions fusions, Map<Tensor, LayerRanges> layers) {
        this.fusions = fusions;
        this.layers = layers;
        this.outputs = outputs;
        this.run = nodes.stream()
                .filter(n -> n.leaf() == null && fusions.isReached(n) && !fusions.isAbsorbed(n))
                .toList();
        if (!layers.isEmpty()) {
            do {
                plan();
            } while (separate());
        }
    }

    private void plan() {
        made.clear();
        parents.clear();
        ranges.clear();
        for (Node n : run) {
            if (takesBytes(n)) {
                convolved.add(fusions.making(n).input());
            }
            if (takesBytes(n) || moves(n.op()) && !apart.contains(n)) {
                made.add(n);
            }
        }
        do {
            tell();
        } while (made.removeIf(n -> !canBeMade(n)));
        tell();
        for (Node n : run) {
            if (made.contains(n) && fusions.making(n) == null) {
                n.inputs().forEach(in -> parents.put(root(in), root(n)));
            }
        }
        settle();
    }

    /** Where one range for all loses more than a bit for a convolution, what joins them does so in floats. */
    private boolean separate() {
        boolean found = false;
        for (Fusion f : fusions.all()) {
            LayerRanges layer = layers.get(f.key());
            if (layer != null
                    && range(f.input()).step() > MOST_STRETCH * layer.input().step()) {
                Node root = root(f.input());
                for (Node n : made) {
                    if (n.op() instanceof Shaping.Cat && root(n) == root) {
                        found |= apart.add(n);
                    }
                }
            }
        }
        return found;
    }

    boolean isMadeInBytes(Node n) {
        return made.contains(n);
    }

    /** Made in floats and wanted in bytes, too. */
    boolean isConvertedToBytes(Node n) {
        return !made.contains(n) && bytesWanted.contains(n);
    }

    /** Of a tensor wanted in bytes. */
    QuantizationRange range(Node n) {
        return ranges.get(root(n));
    }

    /** Does a kernel of bytes make it? */
    boolean takesBytes(Node end) {
        Fusion fusion = fusions.making(end);
        return fusion != null && layers.containsKey(fusion.key());
    }

    /** The form in which the operation that makes this tensor takes each of its inputs. */
    List<Value> inputs(Node n) {
        Fusion fusion = fusions.making(n);
        if (fusion == null) {
            return n.inputs().stream()
                    .map(in -> in == null ? null : new Value(in, made.contains(n)))
                    .toList();
        }
        List<Value> in = new ArrayList<>(List.of(new Value(fusion.input(), takesBytes(n))));
        if (fusion.other() != null) {
            in.add(new Value(fusion.other(), made.contains(n)));
        }
        return in;
    }

    static boolean moves(Op op) {
        return op instanceof Pooling.MaxPool
                || op instanceof Resizing.Nearest
                || op instanceof Shaping.Pad
                || op instanceof Shaping.Cat cat && cat.axis() == 1;
    }

    private void tell() {
        floatsWanted.clear();
        bytesWanted.clear();
        floatsWanted.addAll(outputs);
        for (Node n : run) {
            for (Value v : inputs(n)) {
                if (v != null) {
                    (v.bytes() ? bytesWanted : floatsWanted).add(v.node());
                }
            }
        }
    }

    private boolean canBeMade(Node n) {
        if (floatsWanted.contains(n) || !bytesWanted.contains(n)) {
            return false;
        }
        Fusion fusion = fusions.making(n);
        if (fusion != null) {
            Node other = fusion.other();
            return other == null || made.contains(other) && takesBytes(other); // whose range is known
        }
        boolean narrows = n.op() instanceof Pooling.MaxPool || n.op() instanceof Shaping.Pad;
        Node in = n.inputs().get(0);
        return !narrows || made.contains(in) || convolved.contains(in); // else convert what is left
    }

    private Node root(Node n) {
        Node at = n;
        while (parents.containsKey(at) && parents.get(at) != at) {
            at = parents.get(at);
        }
        return at;
    }

    /** By what the convolutions that take the bytes have seen; where there are none, by what those that make them have. */
    private void settle() {
        for (Fusion f : fusions.all()) {
            LayerRanges layer = layers.get(f.key());
            if (layer != null) {
                ranges.merge(root(f.input()), layer.input(), QuantizationRange::and);
            }
        }
        Map<Node, QuantizationRange> rest = new HashMap<>();
        for (Fusion f : fusions.all()) {
            LayerRanges layer = layers.get(f.key());
            if (layer != null && !ranges.containsKey(root(f.end()))) {
                rest.merge(root(f.end()), layer.output(), QuantizationRange::and);
            }
        }
        ranges.putAll(rest);
    }
}
