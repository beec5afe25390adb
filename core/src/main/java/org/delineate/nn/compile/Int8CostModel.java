package org.delineate.nn.compile;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.delineate.nn.Graph;
import org.delineate.nn.Graph.Node;
import org.delineate.nn.Tensor;
import org.delineate.nn.int8.LayerRanges;
import org.delineate.nn.int8.QuantizationRange;
import org.delineate.nn.op.Op;
import org.delineate.nn.op.Pooling;

/**
 * Which convolutions a graph is faster for in 8 bits: those whose leaving out would cost more than it saves.
 *
 * <p>Costs are nanoseconds of one thread, measured on a processor with VNNI and bf16 (docs/performance.md); what counts is their ratio,
 * which is that of arithmetic to memory.
 */
public final class Int8CostModel {
    /** Of one multiply-accumulate, quicker in bytes than in bf16. */
    private static final double SAVED = 0.0019;
    /** Of one element through a depthwise convolution, slower in bytes. */
    private static final double DEPTHWISE = 0.016;
    /** Of one element from one form to the other. */
    private static final double CONVERSION = 0.16;
    /** Of one element through a GELU or a sigmoid outside the kernel. */
    private static final double ACTIVATION = 0.5;
    /** Of one element read for a maximum, quicker in bytes. */
    private static final double POOLED = 0.13;
    /** Of one element written elsewhere, quicker in bytes. */
    private static final double MOVED = 0.03;

    private final List<Node> nodes;
    private final List<Node> outputs;
    private final Map<Tensor, LayerRanges> layers = new LinkedHashMap<>();
    private final Fusions floats;
    private final Set<Node> lost = new HashSet<>(); // convolutions with activations that a kernel of bytes lacks

    private Int8CostModel(List<Node> nodes, List<Node> outputs) {
        this.nodes = nodes;
        this.outputs = outputs;
        floats = new Fusions(nodes, outputs, Set.of());
        floats.all().stream().filter(f -> !f.fitsBytes()).forEach(f -> lost.add(f.convolution()));
    }

    /** Weights of the convolutions that run faster quantized, in the order of the graph. */
    public static List<Tensor> fasterQuantized(Graph graph, List<Tensor> outputs) {
        return new Int8CostModel(
                        graph.nodes(), outputs.stream().map(graph::node).toList())
                .choose();
    }

    /** From all, one after the other is left out where that is quicker, until none is. */
    private List<Tensor> choose() {
        QuantizationRange any = new QuantizationRange(0, 1);
        Set<Tensor> all = new LinkedHashSet<>();
        floats.all().forEach(f -> all.add(f.key()));
        all.forEach(w -> layers.put(w, new LayerRanges(any, any)));
        double cost = cost();
        for (boolean found = true; found; ) {
            found = false;
            for (Tensor w : List.copyOf(layers.keySet())) {
                LayerRanges taken = layers.remove(w);
                double without = cost();
                if (without <= cost) {
                    cost = without;
                    found = true;
                } else {
                    layers.put(w, taken);
                }
            }
        }
        List<Tensor> worth = new ArrayList<>(all);
        worth.retainAll(layers.keySet());
        return worth;
    }

    /** Against everything in bf16. */
    private double cost() {
        Fusions fusions = new Fusions(nodes, outputs, layers.keySet());
        QuantizationPlan forms = new QuantizationPlan(nodes, outputs, fusions, layers);
        double cost = 0;
        for (Node n : nodes) {
            if (!fusions.isReached(n) || fusions.isAbsorbed(n)) {
                continue;
            }
            double elements = Op.count(n.shape());
            if (forms.isConvertedToBytes(n)) {
                cost += CONVERSION * elements;
            }
            Fusion f = fusions.making(n);
            if (f != null && forms.takesBytes(n)) {
                cost += f.op().groups() > 1
                        ? DEPTHWISE * elements
                        : -SAVED * f.convolution().macs();
                cost += lost.contains(f.convolution()) ? ACTIVATION * elements : 0;
            } else if (forms.isMadeInBytes(n)) {
                cost -= n.op() instanceof Pooling.MaxPool
                        ? POOLED * Op.count(n.inputs().get(0).shape())
                        : MOVED * elements;
            }
        }
        return cost;
    }
}
