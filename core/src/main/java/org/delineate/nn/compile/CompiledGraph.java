package org.delineate.nn.compile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.delineate.nn.Eager;
import org.delineate.nn.Graph;
import org.delineate.nn.Graph.Node;
import org.delineate.nn.Precision;
import org.delineate.nn.Tensor;
import org.delineate.nn.engine.Engine;
import org.delineate.nn.int8.LayerRanges;
import org.delineate.nn.op.Kernel;
import org.delineate.nn.op.Normalization;
import org.delineate.nn.op.PackedKernel;

/**
 * A graph made ready to answer again and again for pictures of one size: batch norms are folded into the convolutions before them,
 * sums and activations after them run in the same kernel, weights are packed once, and every map is freed after its last use.
 *
 * <p>The weights are those of the moment; a network that learns on has to be compiled anew. Several threads may run it at once.
 */
public final class CompiledGraph implements AutoCloseable {
    private final Precision precision;
    private final List<Step> steps;
    private final List<Node> outputs;
    private final List<Node> inputs;
    private final Map<Value, org.bytedeco.pytorch.Tensor> constants;

    /** Told of every step; what it is given ends with the step. */
    private interface Observer {
        void after(
                Step step, org.bytedeco.pytorch.Tensor[] given, org.bytedeco.pytorch.Tensor made, double milliseconds);
    }

    /** Compiles these outputs of a graph without any quantized convolution. */
    public CompiledGraph(Graph graph, List<Tensor> outputs, Precision precision) {
        this(graph, outputs, precision, Map.of());
    }

    /**
     * Compiles these outputs of a graph; its batch norms must be in evaluation.
     *
     * @param precision of all convolutions that are not quantized
     * @param layers ranges of the quantized convolutions, by their weights: the module's own tensors
     */
    public CompiledGraph(Graph graph, List<Tensor> outputs, Precision precision, Map<Tensor, LayerRanges> layers) {
        Engine.requireRight();
        precision.requireHere();
        List<Node> nodes = graph.nodes();
        if (nodes.stream().anyMatch(n -> n.op() instanceof Normalization.Batch norm && norm.training())) {
            throw new IllegalArgumentException("a network in training cannot be compiled: its norms use the batch");
        }
        this.precision = precision;
        this.outputs = outputs.stream().map(graph::node).toList();
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            Lowering lowering = new Lowering(nodes, this.outputs, precision, layers);
            steps = lowering.steps;
            inputs = lowering.inputs;
            constants = lowering.constants;
        }
    }

    /** Inputs to float32 outputs, both in the order of the graph; call inside a scope of inference. */
    public List<Tensor> run(Tensor... in) {
        return run((Observer) null, in);
    }

    private List<Tensor> run(Observer observer, Tensor... in) {
        Map<Value, org.bytedeco.pytorch.Tensor> values = new HashMap<>(constants);
        for (int i = 0; i < in.length; i++) {
            values.put(Value.floats(inputs.get(i)), typed(Eager.raw(in[i])));
        }
        for (Step step : steps) {
            org.bytedeco.pytorch.Tensor[] given = step.inputs().stream()
                    .map(v -> v == null ? null : values.get(v))
                    .toArray(org.bytedeco.pytorch.Tensor[]::new);
            long start = observer == null ? 0 : System.nanoTime();
            org.bytedeco.pytorch.Tensor made = made(step.kernel(), given);
            if (observer != null) {
                observer.after(step, given, made, (System.nanoTime() - start) / 1e6);
            }
            values.put(step.result(), made);
            for (Value v : step.last()) {
                values.remove(v).close();
            }
        }
        return outputs.stream()
                .map(n -> (Tensor) new Eager(values.get(Value.floats(n)).to(ScalarType.Float)))
                .toList();
    }

    /** In a scope of its own: what an operation needs on its way, such as a list of its inputs, would keep these inputs alive. */
    static org.bytedeco.pytorch.Tensor made(Kernel kernel, org.bytedeco.pytorch.Tensor... given) {
        PointerScope outer = PointerScope.getInnerScope();
        try (PointerScope scope = new PointerScope()) {
            // a handle of its own: an operation may hand on what it gets, or a part of a pair that ends with this scope
            org.bytedeco.pytorch.Tensor made = new org.bytedeco.pytorch.Tensor(kernel.run(given));
            outer.attach(made);
            return made;
        }
    }

    /**
     * One operation of a run.
     *
     * @param name of the operation, with what is fused into it
     * @param shape of its result
     * @param macs multiply-accumulates
     */
    public record Timing(String name, long[] shape, long macs, double milliseconds) {}

    /** As {@link #run}, telling what each operation took; call inside a scope of inference. */
    public List<Timing> profile(Tensor... in) {
        List<Timing> timings = new ArrayList<>();
        run(
                (step, given, made, milliseconds) ->
                        timings.add(new Timing(step.name(), step.result().node().shape(), step.macs(), milliseconds)),
                in);
        return timings;
    }

    /** What is packed and kept: weights and constants. */
    public long bytes() {
        long kernels = steps.stream()
                .mapToLong(s -> s.kernel() instanceof PackedKernel packed ? packed.bytes() : 0)
                .sum();
        return kernels
                + constants.values().stream()
                        .mapToLong(org.bytedeco.pytorch.Tensor::nbytes)
                        .sum();
    }

    /** What a convolution took and gave, with all that is fused into it. */
    interface LayerObserver {
        void saw(Tensor weight, org.bytedeco.pytorch.Tensor input, org.bytedeco.pytorch.Tensor output);
    }

    /** As {@link #run}, telling what the convolutions take and give; call inside a scope of inference. */
    List<Tensor> observe(LayerObserver observer, Tensor... in) {
        return run(
                (step, given, made, milliseconds) -> {
                    if (step.fusion() != null) {
                        observer.saw(step.fusion().key(), given[0], made);
                    }
                },
                in);
    }

    /** Frees what is packed and kept; it cannot run any more. */
    @Override
    public void close() {
        constants.values().forEach(org.bytedeco.pytorch.Tensor::releaseReference);
        constants.clear();
        for (Step step : steps) {
            if (step.kernel() instanceof PackedKernel packed) {
                packed.close();
            }
        }
        steps.clear();
    }

    private org.bytedeco.pytorch.Tensor typed(org.bytedeco.pytorch.Tensor t) {
        return precision == Precision.BF16 ? t.to(ScalarType.BFloat16) : t;
    }
}
