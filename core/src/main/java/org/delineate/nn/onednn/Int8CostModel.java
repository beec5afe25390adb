package org.delineate.nn.onednn;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.delineate.nn.Graph;
import org.delineate.nn.Graph.Node;
import org.delineate.nn.Precision;
import org.delineate.nn.Tensor;
import org.delineate.nn.int8.LayerRanges;
import org.delineate.nn.int8.QuantizationRange;
import org.delineate.nn.op.Convolution;
import org.delineate.nn.op.Op;
import org.delineate.nn.op.Pooling;

/**
 * Chooses the convolutions that make a graph faster when they run in int8: those without which it would take longer.
 *
 * <p>Its constants are nanoseconds of one thread (docs/results/int8.md); what counts is their ratio, which is that of
 * arithmetic to memory.
 */
public final class Int8CostModel {
    /**
     * What int8 saves and takes against a float format.
     *
     * @param savedPerMac by one multiply-accumulate
     * @param depthwise lost by one output element of a depthwise convolution
     * @param quantization taken by that of one element
     * @param savedPooling by one element that a max pooling reads
     * @param savedMoving by one element that is moved
     */
    private record Costs(
            double savedPerMac, double depthwise, double quantization, double savedPooling, double savedMoving) {
        private static final Costs AGAINST_BF16 = new Costs(0.004, 0.07, 0.26, 0.06, 0.03);
        private static final Costs AGAINST_FLOAT32 = new Costs(0.0085, 0, 0.23, 0.3, 0.13);
    }

    private static final QuantizationRange ANY = new QuantizationRange(0, 1);

    private final List<Node> nodes;
    private final List<Node> outputs;
    private final ChainPlan chains;
    private final Costs costs;
    private final Map<Node, LayerRanges> layers = new LinkedHashMap<>(); // the int8 convolutions, by their weights

    private Int8CostModel(List<Node> nodes, List<Node> outputs) {
        this.nodes = nodes;
        this.outputs = outputs;
        boolean isExact = Precision.best() == Precision.FLOAT32;
        costs = isExact ? Costs.AGAINST_FLOAT32 : Costs.AGAINST_BF16;
        chains = new ChainPlan(nodes, outputs, isExact, (norm, map) -> List.of(PostOperation.line(norm, 1, 0)));
    }

    /** Returns the weights of the convolutions that run faster quantized, in the order of the graph. */
    public static List<Tensor> fasterQuantized(Graph graph, List<Tensor> outputs) {
        List<Node> results = outputs.stream().map(graph::node).toList();
        return new Int8CostModel(graph.nodes(), results)
                .choose().stream().map(Node::value).toList();
    }

    /** Starts from all convolutions, and from all but the grouped ones, and returns the better choice. */
    private List<Node> choose() {
        Set<Node> all = new LinkedHashSet<>();
        Set<Node> grouped = new HashSet<>();
        for (Node n : nodes) {
            Chain c = chains.endingAt(n);
            if (c != null && QuantizationPlan.canBeInt8(c)) {
                Node weight = c.head().inputs().get(1);
                all.add(weight);
                if (((Convolution) c.head().op()).groups() > 1) {
                    grouped.add(weight);
                }
            }
        }
        Choice one = best(all);
        all.removeAll(grouped);
        Choice other = best(all);
        return one.cost <= other.cost ? one.weights : other.weights;
    }

    private record Choice(List<Node> weights, double cost) {}

    /** Leaves out one convolution after the other where that is faster, until none is. */
    private Choice best(Set<Node> start) {
        layers.clear();
        start.forEach(w -> layers.put(w, new LayerRanges(ANY, ANY)));
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
        List<Node> chosen = new ArrayList<>(start);
        chosen.retainAll(layers.keySet());
        return new Choice(chosen, cost);
    }

    /** The time of the graph relative to everything in floats. */
    private double cost() {
        QuantizationPlan plan = new QuantizationPlan(nodes, outputs, chains, layers);
        double cost = 0;
        for (Node n : nodes) {
            double elements = Op.count(n.shape());
            if (plan.isQuantizedAfterwards(n)) {
                cost += costs.quantization() * elements;
            }
            Chain c = chains.endingAt(n);
            if (c == null) {
                continue;
            }
            if (plan.isInt8Convolution(c)) {
                Convolution op = (Convolution) c.head().op();
                cost += op.groups() > 1
                        ? costs.depthwise() * elements
                        : -costs.savedPerMac() * c.head().macs();
            } else if (plan.isQuantized(c)) {
                cost -= n.op() instanceof Pooling.MaxPool
                        ? costs.savedPooling() * Op.count(n.inputs().get(0).shape())
                        : costs.savedMoving() * elements;
            }
        }
        return cost;
    }
}
