package org.delineate.infer;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import org.delineate.model.Model;
import org.delineate.nn.Precision;
import org.delineate.nn.Scope;
import org.delineate.nn.Tensor;
import org.delineate.nn.compile.InferenceGraph;
import org.delineate.nn.engine.Engine;
import org.delineate.nn.int8.LayerRanges;
import org.delineate.nn.layer.Weights;
import org.delineate.nn.onednn.OneDnnGraph;
import org.delineate.zoo.Network;
import org.delineate.zoo.NetworkGraph;

/** Runs compiled networks with libtorch, the engine that also trains. */
public record Libtorch(Precision precision) implements Backend {
    /** @throws IllegalArgumentException where it cannot be computed here */
    public Libtorch {
        precision.requireHere();
    }

    @Override
    public PreparedNetwork prepare(Model model, long... shape) {
        Weights.channelsLast(model.network());
        return prepare(model.network(), model.manifest().int8(), shape);
    }

    /** Prepares a network that is not quantized for batches of a shape. */
    Function<long[], PreparedNetwork> preparation(Network network) {
        return shape -> prepare(network, null, shape);
    }

    /**
     * The network in layout channels-last, ready for batches of this shape [N, C, H, W]; threads share a batch by
     * pictures, where their number divides it.
     *
     * @param int8 ranges of its layers for {@link Precision#INT8}, by the names of their weights; null where they are
     *     not known
     * @throws ArithmeticException where weights are not finite; an activation would hide it: fused ones make 0 of NaN
     */
    public PreparedNetwork prepare(Network network, Map<String, LayerRanges> int8, long... shape) {
        Weights.requireFinite(network);
        return BatchSplitter.over(
                part -> new Ready(NetworkGraph.of(network, part).compile(precision, int8), part), shape);
    }

    private record Ready(InferenceGraph graph, long[] shape) implements PreparedNetwork {
        @Override
        public float[] logits(float[] pictures) {
            return graph.run(pictures).get(0);
        }

        /**
         * Each picture by itself: the engine computes the end of a tensor with other instructions, which round
         * otherwise.
         */
        @Override
        public float[] probabilities(float[] pictures) {
            try (Scope scope = Scope.inference()) {
                Tensor lesion = Tensor.of(logits(pictures), shape[0], shape[2] * shape[3]);
                Tensor[] each = new Tensor[(int) shape[0]];
                Arrays.setAll(each, i -> lesion.narrow(0, i, 1).sigmoid());
                return Tensor.cat(0, each).toFloats();
            }
        }

        @Override
        public void close() {
            graph.close();
        }
    }

    @Override
    public String name() {
        return "libtorch";
    }

    @Override
    public String engine() {
        return OneDnnGraph.runsHere() ? Engine.version() + " with " + OneDnnGraph.version() : Engine.version();
    }

    @Override
    public String numbers() {
        return precision.id();
    }
}
