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
 * Chooses the convolutions that make a graph faster when they run in int8: those without which it would take longer.
 *
 * <p>Its constants are nanoseconds of one thread, measured on a processor with VNNI and bf16
 * (docs/results/performance-history.md); what counts is their ratio, which is that of arithmetic to memory.
 */
public final class Int8CostModel {
    /** Saved by one multiply-accumulate in int8 instead of bf16. */
    private static final double SAVED_PER_MAC = 0.0019;
    /** Lost by one output element of a depthwise convolution in int8. */
    private static final double DEPTHWISE = 0.016;
    /** Taken by the quantization of one element. */
    private static final double QUANTIZATION = 0.16;
    /** Taken by one element of a GELU or a sigmoid that an int8 kernel does not have. */
    private static final double ACTIVATION = 0.5;
    /** Saved by one element that a max pooling reads in int8. */
    private static final double SAVED_POOLING = 0.13;
    /** Saved by one element that is moved in int8. */
    private static final double SAVED_MOVING = 0.03;

    private final List<Node> nodes;
    private final List<Node> outputs;
    private final Map<Node, LayerRanges> layers = new LinkedHashMap<>(); // the int8 convolutions, by their weights
    private final FusionPlan floatFusions;
    private final Set<Node> losingActivation = new HashSet<>(); // convolutions whose activation leaves an int8 kernel

    private Int8CostModel(List<Node> nodes, List<Node> outputs) {
        this.nodes = nodes;
        this.outputs = outputs;
        floatFusions = new FusionPlan(nodes, outputs, Set.of());
        floatFusions.all().stream().filter(f -> !f.fitsInt8()).forEach(f -> losingActivation.add(f.convolution()));
    }

    /** Returns the weights of the convolutions that run faster quantized, in the order of the graph. */
    public static List<Tensor> fasterQuantized(Graph graph, List<Tensor> outputs) {
        List<Node> results = outputs.stream().map(graph::node).toList();
        return new Int8CostModel(graph.nodes(), results)
                .choose().stream().map(Node::value).toList();
    }

    /** Starts from all convolutions and leaves out one after the other where that is faster, until none is. */
    private List<Node> choose() {
        QuantizationRange any = new QuantizationRange(0, 1);
        Set<Node> all = new LinkedHashSet<>();
        floatFusions.all().forEach(f -> all.add(f.weightNode()));
        all.forEach(w -> layers.put(w, new LayerRanges(any, any)));
        double cost = cost();
        for (boolean found = true; found; ) {
            found = false;
            for (Node w : List.copyOf(layers.keySet())) {
                LayerRanges removed = layers.remove(w);
                double costWithout = cost();
                if (costWithout <= cost) {
                    cost = costWithout;
                    found = true;
                } else {
                    layers.put(w, removed);
                }
            }
        }
        List<Node> chosen = new ArrayList<>(all);
        chosen.retainAll(layers.keySet());
        return chosen;
    }

    /** The time of the graph relative to everything in bf16. */
    private double cost() {
        FusionPlan fusions = new FusionPlan(nodes, outputs, layers.keySet());
        QuantizationPlan plan = new QuantizationPlan(nodes, outputs, fusions, layers);
        double cost = 0;
        for (Node n : nodes) {
            if (!fusions.isReached(n) || fusions.isAbsorbed(n)) {
                continue;
            }
            double elements = Op.count(n.shape());
            if (plan.isQuantizedAfterwards(n)) {
                cost += QUANTIZATION * elements;
            }
            Fusion f = fusions.endingAt(n);
            if (f != null && plan.isInt8Convolution(n)) {
                cost += f.op().groups() > 1
                        ? DEPTHWISE * elements
                        : -SAVED_PER_MAC * f.convolution().macs();
                cost += losingActivation.contains(f.convolution()) ? ACTIVATION * elements : 0;
            } else if (plan.isQuantized(n)) {
                cost -= n.op() instanceof Pooling.MaxPool
                        ? SAVED_POOLING * Op.count(n.inputs().get(0).shape())
                        : SAVED_MOVING * elements;
            }
        }
        return cost;
    }
}
