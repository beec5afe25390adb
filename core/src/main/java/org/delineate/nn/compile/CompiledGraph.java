package org.delineate.nn.compile;

import java.util.ArrayList;
import java.util.List;
import org.delineate.nn.Eager;
import org.delineate.nn.Graph;
import org.delineate.nn.Graph.Node;
import org.delineate.nn.Precision;
import org.delineate.nn.Scope;
import org.delineate.nn.Tensor;
import org.delineate.nn.engine.Engine;
import org.delineate.nn.op.Normalization;

/**
 * Runs a graph for inference on batches of one shape: batch norms are folded into the convolutions before them, sums
 * and activations after them run in the same kernel, weights are packed once, and every map is freed after its last
 * use.
 *
 * <p>The weights are copied; a network that goes on learning has to be compiled again. Several threads may run it at
 * once.
 */
public final class CompiledGraph implements InferenceGraph {
    private final Program program;

    /**
     * Compiles these outputs of a graph; its batch norms must be in evaluation.
     *
     * @param precision float32 or bf16
     */
    public CompiledGraph(Graph graph, List<Tensor> outputs, Precision precision) {
        Engine.requireRight();
        precision.requireHere();
        if (graph.nodes().stream().anyMatch(n -> n.op() instanceof Normalization.BatchNorm norm && norm.training())) {
            throw new IllegalArgumentException("a network in training cannot be compiled: its norms use the batch");
        }
        List<Node> results = outputs.stream().map(graph::node).toList();
        try (Scope scope = Scope.inference()) {
            program = new Lowering(graph.nodes(), results, precision).program();
        }
    }

    /**
     * Computes the outputs, in float32, from the inputs in the order of the graph; call it inside a scope of inference.
     */
    public List<Tensor> run(Tensor... in) {
        return observe(null, in);
    }

    /** As {@link #run}, with an observer of every operation. */
    List<Tensor> observe(Program.Observer observer, Tensor... in) {
        return program.run(observer, Eager.raws(in)).stream()
                .map(t -> (Tensor) new Eager(t))
                .toList();
    }

    @Override
    public List<float[]> run(float[]... inputs) {
        try (Scope scope = Scope.inference()) {
            return run(tensors(inputs)).stream().map(Tensor::toFloats).toList();
        }
    }

    @Override
    public List<Timing> profile(float[]... inputs) {
        List<Timing> timings = new ArrayList<>();
        try (Scope scope = Scope.inference()) {
            observe(
                    (operation, in, result, milliseconds) -> timings.add(
                            new Timing(operation.name(), operation.result().shape(), operation.macs(), milliseconds)),
                    tensors(inputs));
        }
        return timings;
    }

    /** Maps are laid out channels-last, as kernels take them. */
    private Tensor[] tensors(float[]... inputs) {
        Tensor[] tensors = new Tensor[inputs.length];
        for (int i = 0; i < inputs.length; i++) {
            long[] shape = program.inputs().get(i).shape();
            tensors[i] = shape.length == 4 ? Tensor.images(inputs[i], shape) : Tensor.of(inputs[i], shape);
        }
        return tensors;
    }

    @Override
    public long bytes() {
        return program.bytes();
    }

    @Override
    public void close() {
        program.close();
    }
}
