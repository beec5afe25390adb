package org.delineate.nn.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_bf16;
import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.delineate.nn.Graph;
import org.delineate.nn.Graph.Node;
import org.delineate.nn.Precision;
import org.delineate.nn.Scope;
import org.delineate.nn.Tensor;
import org.delineate.nn.compile.InferenceGraph;
import org.delineate.nn.engine.Device;
import org.delineate.nn.int8.LayerRanges;
import org.delineate.nn.op.Convolution;
import org.delineate.nn.op.Op;

/**
 * Runs a graph for inference on batches of one shape as a list of prepared calls of oneDNN's kernels: maps in the
 * layouts that the kernels choose, functions, sums and products inside the kernels before them, weights packed once,
 * memory planned once. What oneDNN lacks is computed by libtorch on the same memory.
 *
 * <p>The weights are copied; a network that goes on learning has to be planned again. Several threads may run it at
 * once.
 */
public final class OneDnnGraph implements InferenceGraph {
    private final Handles owner = new Handles();
    private final List<Step> steps;
    private final List<Value> inputs;
    private final List<Value> outputs;
    private final List<Block> weights;
    private final long bytes; // of a workspace
    private final ConcurrentLinkedDeque<Workspace> idle = new ConcurrentLinkedDeque<>();

    /**
     * Plans these outputs of a graph, whose batch norms must be in evaluation.
     *
     * @param precision float32 or bf16
     */
    public OneDnnGraph(Graph graph, List<Tensor> outputs, Precision precision) {
        this(graph, outputs, precision, Map.of());
    }

    /**
     * Plans these outputs of a graph, whose batch norms must be in evaluation.
     *
     * @param precision of what is not quantized: float32 or bf16
     * @param layers ranges of the quantized convolutions, by their weights: the module's own tensors
     */
    public OneDnnGraph(Graph graph, List<Tensor> outputs, Precision precision, Map<Tensor, LayerRanges> layers) {
        precision.requireHere();
        List<Node> results = outputs.stream().map(graph::node).toList();
        Map<Node, LayerRanges> byWeight = new HashMap<>();
        layers.forEach((weight, ranges) -> byWeight.put(graph.node(weight), ranges));
        PlanBuilder plan = new PlanBuilder(owner, precision == Precision.BF16 ? dnnl_bf16 : dnnl_f32);
        try (Scope scope = Scope.inference()) {
            Planner planner = new Planner(graph.nodes(), results, plan, byWeight);
            inputs = planner.inputs();
            this.outputs = planner.outputs();
        }
        steps = List.copyOf(plan.steps());
        weights = plan.readWeights();
        bytes = WorkspaceLayout.place(steps, inputs, this.outputs);
    }

    /**
     * Whether oneDNN can be used: the device is the processor, the library is there for the platform, and it computes a
     * trial convolution right, which old ones do not on virtual machines that hide the processor's caches.
     */
    public static boolean runsHere() {
        return Device.current() == Device.CPU && Trial.PASSED;
    }

    /** A convolution of ones over ones with a number of channels that fills no vector register. */
    private static final class Trial {
        private static final boolean PASSED = passes();

        private static boolean passes() {
            long channels = 17;
            Graph graph = new Graph();
            Tensor x = graph.input(1, channels, 16, 16);
            float[] ones = new float[(int) channels * 16 * 16];
            Arrays.fill(ones, 1);
            try (Scope scope = Scope.inference()) {
                Tensor weight = Tensor.of(Arrays.copyOf(ones, (int) channels * 9), 1, channels, 3, 3);
                Tensor y = x.apply(new Convolution(1, 0, 0, 1, 1), weight, null);
                try (OneDnnGraph trial = new OneDnnGraph(graph, List.of(y), Precision.FLOAT32)) {
                    for (float v : trial.run(ones).get(0)) {
                        if (v != channels * 9) {
                            return false;
                        }
                    }
                    return true;
                }
            } catch (LinkageError e) {
                return false; // no natives for this platform
            }
        }
    }

    /** Name and version of the library, for reports: "oneDNN 3.11.0". */
    public static String version() {
        return OneDnn.version();
    }

    @Override
    public List<float[]> run(float[]... in) {
        Workspace workspace = taken();
        try (Scope scope = Scope.inference()) {
            fill(workspace, in);
            for (int i = 0; i < workspace.steps(); i++) {
                workspace.run(i);
            }
            workspace.await();
            return results(workspace);
        } finally {
            idle.push(workspace);
        }
    }

    private Workspace taken() {
        Workspace workspace = idle.poll();
        return workspace == null ? new Workspace(steps, bytes) : workspace;
    }

    private void fill(Workspace workspace, float[]... in) {
        for (int i = 0; i < in.length; i++) {
            workspace.floats(inputs.get(i)).put(in[i]);
        }
    }

    private List<float[]> results(Workspace workspace) {
        List<float[]> all = new ArrayList<>();
        for (Value v : outputs) {
            float[] values = new float[Math.toIntExact(Op.count(v.dims()))];
            workspace.floats(v).get(values);
            all.add(values);
        }
        return all;
    }

    @Override
    public List<Timing> profile(float[]... in) {
        Workspace workspace = taken();
        List<Timing> timings = new ArrayList<>();
        try (Scope scope = Scope.inference()) {
            fill(workspace, in);
            for (int i = 0; i < workspace.steps(); i++) {
                Step step = steps.get(i);
                long start = System.nanoTime();
                workspace.run(i);
                workspace.await();
                double milliseconds = (System.nanoTime() - start) / 1e6;
                timings.add(new Timing(step.name(), step.result().dims(), step.macs(), milliseconds));
            }
            return timings;
        } finally {
            idle.push(workspace);
        }
    }

    @Override
    public long bytes() {
        return weights.stream().mapToLong(Block::bytes).sum();
    }

    @Override
    public void close() {
        idle.forEach(Workspace::close);
        idle.clear();
        owner.close();
        weights.forEach(Block::free);
    }
}
