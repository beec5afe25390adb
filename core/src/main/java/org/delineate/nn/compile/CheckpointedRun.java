package org.delineate.nn.compile;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.delineate.nn.Eager;
import org.delineate.nn.Graph.Leaf;
import org.delineate.nn.Graph.Node;
import org.delineate.nn.Precision;
import org.delineate.nn.compile.GradientCheckpointing.Operation;
import org.delineate.nn.compile.GradientCheckpointing.Segment;
import org.delineate.nn.engine.Device;
import org.delineate.nn.engine.Engine;
import org.delineate.nn.engine.NativeMemory;
import org.delineate.nn.engine.ProcessGroup;
import org.delineate.nn.op.Kernel;
import org.delineate.nn.op.Normalization;
import org.delineate.nn.op.Pointwise;

/** Runs the segments of a graph forward and backward, keeping only the maps between segments. */
final class CheckpointedRun implements AutoCloseable {
    private static final long SEED_STEP = 0x9E3779B97F4A7C15L; // spreads the seeds of neighbouring steps

    private final Precision precision;
    private final List<Node> inputs;
    private final List<Node> outputs;
    private final List<Segment> segments;
    private final Map<Node, Tensor> fixed = new HashMap<>(); // parameters and constants
    private final Map<Node, Tensor> boundary = new HashMap<>(); // maps between segments
    private final GradientTape.Plan plan;
    private GradientTape last; // of the last segment
    private long seed;

    /**
     * Plans a run.
     *
     * @param nodes of the graph: its inputs and all that its outputs depend on
     * @param norms the processes over whose batches batch norms take their statistics
     */
    CheckpointedRun(List<Node> nodes, List<Node> outputs, int segments, Precision precision, ProcessGroup norms) {
        List<Node> operations = nodes.stream().filter(n -> n.leaf() == null).toList();
        this.outputs = outputs;
        this.segments = GradientCheckpointing.segments(operations, outputs, segments);
        this.precision = precision;
        plan = new GradientTape.Plan(operations, precision == Precision.FLOAT32, norms);
        inputs = nodes.stream().filter(n -> n.leaf() == Leaf.INPUT).toList();
        try (PointerScope scope = new PointerScope()) {
            for (Node n : nodes) {
                if (n.leaf() == Leaf.PARAMETER) {
                    fixed.put(n, NativeMemory.kept(new Tensor(Eager.raw(n.value()))));
                } else if (n.leaf() == Leaf.CONSTANT) {
                    fixed.put(n, NativeMemory.kept(Device.place(Tensor.create(n.constant(), n.shape()))));
                }
            }
        }
    }

    /**
     * Computes the outputs of the graph.
     *
     * @param seed of the dropout
     * @param in values of the graph's inputs
     */
    List<Tensor> forward(long seed, Tensor... in) {
        this.seed = seed;
        boundary.clear();
        for (int i = 0; i < in.length; i++) {
            boundary.put(inputs.get(i), in[i]);
        }
        for (Segment s : segments.subList(0, segments.size() - 1)) {
            PointerScope outer = PointerScope.getInnerScope();
            // gradients are recorded and let go: without recording, operations may take other kernels
            try (PointerScope scope = new PointerScope()) {
                compute(s, boundary, false, new GradientTape(plan)).forEach((n, t) -> boundary.put(n, leaf(t)));
                s.outputs().forEach(n -> outer.attach(boundary.get(n)));
            }
        }
        last = new GradientTape(plan);
        boundary.putAll(compute(segments.get(segments.size() - 1), boundary, true, last));
        return outputs.stream().map(boundary::get).toList();
    }

    /**
     * Carries the gradients that the loss has left at the last segment through the earlier ones, computing each again.
     */
    void backward() {
        last.backward();
        Map<Node, Tensor> gradients = new HashMap<>();
        addGradients(gradients, boundary);
        for (int i = segments.size() - 2; i >= 0; i--) {
            Segment s = segments.get(i);
            PointerScope outer = PointerScope.getInnerScope();
            try (PointerScope scope = new PointerScope()) {
                Map<Node, Tensor> leaves = new HashMap<>();
                s.inputs().forEach(n -> leaves.put(n, inputs.contains(n) ? boundary.get(n) : leaf(boundary.get(n))));
                GradientTape tape = new GradientTape(plan);
                backward(compute(s, leaves, true, tape), gradients);
                tape.backward();
                addGradients(gradients, leaves);
                gradients.values().forEach(outer::attach);
            }
        }
        boundary.clear();
    }

    private static void backward(Map<Node, Tensor> results, Map<Node, Tensor> gradients) {
        TensorVector roots = new TensorVector();
        TensorVector rootGradients = new TensorVector();
        results.forEach((n, t) -> {
            Tensor gradient = gradients.remove(n);
            if (gradient != null && t.requires_grad()) {
                roots.push_back(t);
                rootGradients.push_back(gradient);
            }
        });
        if (!roots.empty()) {
            torch.backward(roots, rootGradients, new BoolOptional(), false, new TensorVector());
        }
    }

    private static void addGradients(Map<Node, Tensor> gradients, Map<Node, Tensor> leaves) {
        leaves.forEach((n, t) -> {
            if (t.is_leaf() && t.requires_grad() && t.grad().defined()) {
                // a handle of its own: the leaf's is a part of the leaf
                gradients.merge(n, new Tensor(t.grad()), Tensor::add);
            }
        });
    }

    /** The value alone, which starts a segment and collects a gradient where it can have one. */
    private static Tensor leaf(Tensor t) {
        Tensor leaf = t.detach();
        return t.is_floating_point() ? leaf.set_requires_grad(true) : leaf;
    }

    /**
     * Computes the outputs of a segment.
     *
     * @param given values of its inputs
     * @param updatesStatistics whether batch norms update their running statistics, once per step
     * @param tape to record the operations on
     */
    private Map<Node, Tensor> compute(
            Segment segment, Map<Node, Tensor> given, boolean updatesStatistics, GradientTape tape) {
        Map<Node, Tensor> values = new HashMap<>(fixed);
        segment.inputs().forEach(n -> values.put(n, given.get(n)));
        Map<Node, Tensor> out = new HashMap<>();
        try (Precision.Region region = precision.region()) {
            for (Operation operation : segment.operations()) {
                Node n = operation.result();
                Kernel kernel = operation.kernel() instanceof Normalization.BatchNorm norm && !updatesStatistics
                        ? new Normalization.BatchNorm(norm.training(), 0, norm.eps())
                        : operation.kernel();
                if (kernel instanceof Pointwise.Drop) {
                    Engine.seed(seed * SEED_STEP + operation.number());
                }
                Tensor result = tape.run(n, kernel, inputs(n, values));
                values.put(n, result);
                if (segment.outputs().contains(n)) {
                    out.put(n, result);
                }
                for (Node last : operation.lastUses()) {
                    values.remove(last).close();
                }
            }
        }
        return out;
    }

    /** The inputs of an operation, constants in the number format of what they are combined with. */
    private static Tensor[] inputs(Node n, Map<Node, Tensor> values) {
        Tensor[] in =
                n.inputs().stream().map(i -> i == null ? null : values.get(i)).toArray(Tensor[]::new);
        for (int i = 0; i < in.length; i++) {
            if (n.inputs().get(i) == null || !n.inputs().get(i).fixed()) {
                continue;
            }
            for (int j = 0; j < in.length; j++) {
                if (in[j] != null
                        && !n.inputs().get(j).fixed()
                        && in[j].scalar_type().intern() == ScalarType.BFloat16) {
                    in[i] = in[i].to(ScalarType.BFloat16);
                }
            }
        }
        return in;
    }

    /** Lets go of the parameters and constants. */
    @Override
    public void close() {
        fixed.values().forEach(Tensor::releaseReference);
        fixed.clear();
    }
}
