package org.delineate.nn.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_bf16;
import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.delineate.nn.Graph;
import org.delineate.nn.Graph.Node;
import org.delineate.nn.Precision;
import org.delineate.nn.Scope;
import org.delineate.nn.Tensor;
import org.delineate.nn.op.Op;

/**
 * Runs a graph for inference on batches of one shape as a list of prepared calls of oneDNN's kernels: maps in the
 * layouts that the kernels choose, functions, sums and products inside the kernels before them, weights packed once,
 * memory planned once. What oneDNN lacks is computed by libtorch on the same memory.
 *
 * <p>The weights are copied; a network that goes on learning has to be planned again. Several threads may run it at
 * once.
 */
public final class OneDnnGraph implements AutoCloseable {
    private final Handles owner = new Handles();
    private final List<Step> steps;
    private final List<Value> inputs;
    private final List<Value> outputs;
    private final long bytes;
    private final ConcurrentLinkedDeque<Workspace> idle = new ConcurrentLinkedDeque<>();

    /**
     * Plans these outputs of a graph, whose batch norms must be in evaluation.
     *
     * @param precision float32 or bf16
     */
    public OneDnnGraph(Graph graph, List<Tensor> outputs, Precision precision) {
        precision.requireHere();
        List<Node> results = outputs.stream().map(graph::node).toList();
        PlanBuilder plan = new PlanBuilder(owner, precision == Precision.BF16 ? dnnl_bf16 : dnnl_f32);
        try (Scope scope = Scope.inference()) {
            Planner planner = new Planner(graph.nodes(), results, plan);
            inputs = planner.inputs();
            this.outputs = planner.outputs();
        }
        steps = List.copyOf(plan.steps());
        bytes = WorkspaceLayout.place(steps, inputs, this.outputs);
    }

    /** Computes the outputs from the inputs, each row-major, in the order of the graph. */
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

    /**
     * How long one step of a run took.
     *
     * @param kernel the library's name of the kernel
     * @param macs multiply-accumulates
     */
    public record Timing(String name, String kernel, long[] shape, long macs, double milliseconds) {}

    /** Runs once and returns the time of each step. */
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
                String kernel = step instanceof Step.Library library ? library.implementation() : "";
                timings.add(new Timing(step.name(), kernel, step.result().dims(), step.macs(), milliseconds));
            }
            return timings;
        } finally {
            idle.push(workspace);
        }
    }

    /** Frees weights and memory; it cannot run any more. */
    @Override
    public void close() {
        idle.forEach(Workspace::close);
        idle.clear();
        owner.close();
    }
}
