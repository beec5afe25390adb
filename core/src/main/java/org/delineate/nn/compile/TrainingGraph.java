package org.delineate.nn.compile;

import java.util.List;
import java.util.Set;
import org.delineate.nn.Eager;
import org.delineate.nn.Graph;
import org.delineate.nn.Graph.Node;
import org.delineate.nn.Precision;
import org.delineate.nn.Tensor;
import org.delineate.nn.engine.Engine;
import org.delineate.nn.engine.ProcessGroup;

/**
 * Runs a network's graph for training: it computes what {@link Eager} computes, bit by bit in float32 with AVX-512, in
 * less memory.
 *
 * <p>A map is freed after its last use, unless its gradient needs it; sums and ReLUs overwrite maps that nothing else
 * reads ({@link InPlaceKernel}). With more than one segment only the maps between segments are kept, and each segment
 * is computed again when its gradients are due ({@link GradientCheckpointing}): the gradients are the same, but for the
 * order in which those of one map are added, for less memory and a third more time.
 *
 * <p>Without AVX-512 the gradients of the weights of wide convolutions are computed in another order, since the engine's
 * own are slow ({@link GradientTape}).
 *
 * <p>The parameters are read at every step; the shapes are fixed. It does not serve several threads at once.
 */
public final class TrainingGraph implements AutoCloseable {
    private final CheckpointedRun run;

    /**
     * Plans the training of the parameters that these outputs of a graph depend on.
     *
     * @param segments of gradient checkpointing; with 1 every map is kept and nothing is recomputed
     */
    public TrainingGraph(Graph graph, List<Tensor> outputs, Precision precision, int segments) {
        this(graph, outputs, precision, segments, ProcessGroup.ALONE);
    }

    /**
     * Plans the same where each process has a part of the batch.
     *
     * @param norms the processes over whose batches batch norms take their statistics; all run in step then
     */
    public TrainingGraph(Graph graph, List<Tensor> outputs, Precision precision, int segments, ProcessGroup norms) {
        Engine.requireRight();
        precision.requireHere();
        if (segments < 1) {
            throw new IllegalArgumentException("a network has at least 1 segment, got " + segments);
        }
        List<Node> results = outputs.stream().map(graph::node).toList();
        Set<Node> reached = Graph.reached(graph.nodes(), results);
        List<Node> nodes = graph.nodes().stream()
                .filter(n -> n.leaf() == Graph.Leaf.INPUT || reached.contains(n))
                .toList();
        run = new CheckpointedRun(nodes, results, segments, precision, norms);
    }

    /**
     * Computes the outputs, to make a loss of; call it inside a scope of training, and {@link #backward} in the same
     * one.
     *
     * @param seed of the dropout
     */
    public List<Tensor> forward(long seed, Tensor... in) {
        return run.forward(seed, Eager.raws(in)).stream()
                .map(t -> (Tensor) new Eager(t))
                .toList();
    }

    /** Adds the loss's gradients to every parameter that it depends on. */
    public void backward(Tensor loss) {
        loss.backward();
        run.backward();
    }

    /** Lets go of the parameters; it cannot run any more. */
    @Override
    public void close() {
        run.close();
    }
}
