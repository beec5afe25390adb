package org.delineate.zoo;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.delineate.nn.Graph;
import org.delineate.nn.Output;
import org.delineate.nn.Precision;
import org.delineate.nn.Tensor;
import org.delineate.nn.compile.CompiledGraph;
import org.delineate.nn.compile.InferenceGraph;
import org.delineate.nn.compile.TrainingGraph;
import org.delineate.nn.engine.ProcessGroup;
import org.delineate.nn.int8.LayerRanges;
import org.delineate.nn.onednn.Int8CostModel;
import org.delineate.nn.onednn.OneDnnGraph;

/**
 * The operations of a network for inputs of one shape [N, C, H, W], recorded without values: they can be counted,
 * compiled and run.
 *
 * <p>Compiled networks compute the logit of lesion against background. Their convolutions run in int8 where
 * {@link LayerRanges} are known, which are given by the names of the weights.
 */
public record NetworkGraph(Network network, Graph graph, Output output) {
    /** Records a forward pass. */
    public static NetworkGraph of(Network network, long... shape) {
        Graph graph = new Graph();
        return new NetworkGraph(network, graph, network.forward(graph.input(shape)));
    }

    /** The operations for one image of this size. */
    public static Graph ofImage(Network network, int height, int width) {
        return of(network, 1, network.spec().inputChannels(), height, width).graph;
    }

    /**
     * A graph that trains the network; the network must be in training mode.
     *
     * @param segments for gradient checkpointing, 1 = without, see {@link TrainingGraph}
     */
    public static TrainingGraph training(Network network, Precision precision, int segments, long... shape) {
        return training(network, precision, segments, ProcessGroup.ALONE, shape);
    }

    /**
     * The same where each process has a part of the batch.
     *
     * @param norms the processes over whose batches batch norms take their statistics
     */
    public static TrainingGraph training(
            Network network, Precision precision, int segments, ProcessGroup norms, long... shape) {
        Graph graph = new Graph();
        try (Graph.Recording recording = graph.learning()) {
            return new TrainingGraph(graph, network.forward(graph.input(shape)).maps(), precision, segments, norms);
        }
    }

    /** Compiles a network that is not in training mode, for a precision other than int8. */
    public InferenceGraph compile(Precision precision) {
        return compile(precision, null);
    }

    /**
     * Compiles a network that is not in training mode.
     *
     * @param int8 ranges of the convolutions that {@link Precision#INT8} quantizes, the others run in
     *     {@link Precision#best}; null where they are not known
     * @throws IllegalArgumentException as {@link #requirePrecision} and {@link #requireWeights}
     */
    public InferenceGraph compile(Precision precision, Map<String, LayerRanges> int8) {
        requirePrecision(precision, int8);
        List<Tensor> lesion = List.of(output.lesion());
        if (precision != Precision.INT8) {
            return OneDnnGraph.runsHere()
                    ? new OneDnnGraph(graph, lesion, precision)
                    : new CompiledGraph(graph, lesion, precision);
        }
        requireWeights(network, int8.keySet());
        Map<String, Tensor> state = network.state();
        Map<Tensor, LayerRanges> byWeight = new IdentityHashMap<>();
        int8.forEach((name, ranges) -> byWeight.put(state.get(name), ranges));
        return new OneDnnGraph(graph, lesion, Precision.best(), byWeight);
    }

    /** Compiles a network that is not in training mode in float32 so that every map can be observed. */
    public CompiledGraph observable() {
        return new CompiledGraph(graph, List.of(output.lesion()), Precision.FLOAT32);
    }

    /** Names of the weights of the convolutions that are faster in int8, in the order in which they run. */
    public List<String> fasterQuantized() {
        Map<Tensor, String> names = new IdentityHashMap<>();
        network.state().forEach((name, t) -> names.put(t, name));
        return Int8CostModel.fasterQuantized(graph, List.of(output.lesion())).stream()
                .filter(names::containsKey)
                .map(names::get)
                .toList();
    }

    /**
     * @param int8 null where no ranges are known
     * @throws IllegalArgumentException for int8 without ranges, and for what {@link Precision#requireHere} refuses, or
     *     without the kernels
     */
    public static void requirePrecision(Precision precision, Map<String, LayerRanges> int8) {
        if (precision == Precision.INT8 && int8 == null) {
            throw new IllegalArgumentException(
                    "the model has no ranges for int8; `delineate quantize` makes one that has from it");
        }
        precision.requireHere();
        if (precision == Precision.INT8 && !OneDnnGraph.runsHere()) {
            throw new IllegalArgumentException(
                    "int8 needs oneDNN's kernels, which do not run here: use precision float32");
        }
    }

    /** @throws IllegalArgumentException where the network has no weights of these names */
    public static void requireWeights(Network network, Set<String> names) {
        Set<String> unknown = new TreeSet<>(names);
        unknown.removeAll(network.state().keySet());
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(network.getClass().getSimpleName() + " has no weights " + unknown);
        }
    }
}
