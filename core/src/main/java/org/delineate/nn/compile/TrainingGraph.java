package org.delineate.nn.compile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.delineate.nn.Eager;
import org.delineate.nn.Graph;
import org.delineate.nn.Graph.Leaf;
import org.delineate.nn.Graph.Node;
import org.delineate.nn.Precision;
import org.delineate.nn.Tensor;
import org.delineate.nn.engine.Device;
import org.delineate.nn.engine.Engine;
import org.delineate.nn.engine.NativeMemory;
import org.delineate.nn.op.Convolution;
import org.delineate.nn.op.Kernel;
import org.delineate.nn.op.Normalization;
import org.delineate.nn.op.Op;
import org.delineate.nn.op.Pointwise;
import org.delineate.nn.op.Pointwise.Binary;
import org.delineate.nn.op.Pointwise.Unary;
import org.delineate.nn.op.Products;
import org.delineate.nn.op.Shaping;

/**
 * A network's graph run for training: what {@link org.delineate.nn.Eager} computes, bit by bit in float32, in less memory.
 *
 * <p>A map is let go after its last use, unless its gradient needs it; sums and ReLUs overwrite maps that nobody else sees. With
 * more than one segment only the maps between segments are kept, and each segment is computed again when its gradients are due
 * (Chen et al. 2016, arXiv 1604.06174): the same gradients, but for the order in which a map's are added, for less memory and a
 * third more time.
 *
 * <p>The parameters are read at every step; the shapes are fixed. Not for several threads at once.
 */
public final class TrainingGraph implements AutoCloseable {
    /** Operations whose result is a tensor of its own that their gradient does not read: it may be overwritten. */
    private static boolean isOverwritable(Op op) {
        return op instanceof Normalization.Batch
                || op instanceof Normalization.Group
                || op instanceof Convolution
                || op instanceof Products.TransposedConvolution
                || op instanceof Shaping.Cat
                || op == Binary.ADD
                || op == Binary.SUB
                || op == Binary.MUL;
    }

    /**
     * @param number of the operation in the network
     * @param last inputs that nobody needs afterwards
     */
    private record Step(int number, Node result, Kernel kernel, List<Node> last) {}

    /**
     * Steps that are computed in one go.
     *
     * @param in tensors of earlier segments that it takes
     * @param out tensors that later ones take or that are asked for
     */
    private record Segment(List<Step> steps, Set<Node> in, Set<Node> out) {}

    private final Precision precision;
    private final List<Node> inputs;
    private final List<Node> outputs;
    private final List<Segment> segments = new ArrayList<>();
    private final Map<Node, org.bytedeco.pytorch.Tensor> leaves = new HashMap<>();
    private final Map<Node, org.bytedeco.pytorch.Tensor> kept = new HashMap<>();
    private long seed;

    /**
     * Plans the training of the parameters that these outputs of a graph depend on.
     *
     * @param segments of gradient checkpointing; 1 = every map is kept and nothing is recomputed
     */
    public TrainingGraph(Graph graph, List<Tensor> outputs, Precision precision, int segments) {
        Engine.requireRight();
        precision.requireHere();
        List<Node> nodes = graph.nodes();
        if (segments < 1) {
            throw new IllegalArgumentException("a network has at least 1 segment, got " + segments);
        }
        this.precision = precision;
        this.outputs = outputs.stream().map(graph::node).toList();
        inputs = nodes.stream().filter(n -> n.leaf() == Leaf.INPUT).toList();
        Set<Node> reached = Graph.reached(nodes, this.outputs);
        try (PointerScope scope = new PointerScope()) {
            for (Node n : nodes) {
                if (reached.contains(n) && (n.leaf() == Leaf.PARAMETER || n.leaf() == Leaf.CONSTANT)) {
                    leaves.put(n, NativeMemory.kept(value(n)));
                }
            }
        }
        List<Node> made = nodes.stream()
                .filter(n -> n.leaf() == null && reached.contains(n))
                .toList();
        int begin = 0;
        for (int end : cuts(made, segments)) {
            this.segments.add(segment(made, begin, end));
            begin = end;
        }
    }

    private static org.bytedeco.pytorch.Tensor value(Node n) {
        return n.leaf() == Leaf.PARAMETER
                ? new org.bytedeco.pytorch.Tensor(Eager.raw(n.value()))
                : Device.place(org.bytedeco.pytorch.Tensor.create(n.constant(), n.shape()));
    }

    /** Ends of segments of about equal size, each at the place nearby where the fewest elements cross. */
    private List<Integer> cuts(List<Node> made, int count) {
        Map<Node, Integer> lastUse = new HashMap<>();
        for (int i = 0; i < made.size(); i++) {
            for (Node in : made.get(i).inputs()) {
                lastUse.put(in, i);
            }
        }
        outputs.forEach(n -> lastUse.put(n, made.size()));
        long[] until = new long[made.size() + 1]; // elements made so far
        long[] crossing = new long[made.size() + 1];
        for (int i = 0; i < made.size(); i++) {
            long elements = Op.count(made.get(i).shape());
            until[i + 1] = until[i] + elements;
            for (int j = i + 1; j <= lastUse.get(made.get(i)); j++) {
                crossing[j] += elements;
            }
        }
        List<Integer> cuts = new ArrayList<>();
        for (int k = 1; k < count; k++) {
            long aim = until[made.size()] / count * k;
            long slack = until[made.size()] / count / 2;
            int best = 0;
            for (int i = 1; i < made.size(); i++) {
                if (Math.abs(until[i] - aim) <= slack && (best == 0 || crossing[i] < crossing[best])) {
                    best = i;
                }
            }
            if (best > (cuts.isEmpty() ? 0 : cuts.get(cuts.size() - 1))) {
                cuts.add(best);
            }
        }
        cuts.add(made.size());
        return cuts;
    }

    private Segment segment(List<Node> made, int begin, int end) {
        List<Node> own = made.subList(begin, end);
        Set<Node> mine = new HashSet<>(own);
        Set<Node> later = new HashSet<>(outputs);
        made.subList(end, made.size()).forEach(n -> later.addAll(n.inputs()));
        Set<Node> in = new LinkedHashSet<>();
        Set<Node> out = new LinkedHashSet<>(own);
        out.retainAll(later);
        Map<Node, Integer> uses = new HashMap<>();
        for (Node n : own) {
            for (Node i : n.inputs()) {
                uses.merge(i, 1, Integer::sum);
                if (i != null && !mine.contains(i) && !leaves.containsKey(i)) {
                    in.add(i);
                }
            }
        }
        List<Step> steps = new ArrayList<>();
        Set<Node> needed = new HashSet<>(out);
        for (int i = own.size() - 1; i >= 0; i--) {
            Node n = own.get(i);
            List<Node> last = new ArrayList<>();
            for (Node input : n.inputs()) {
                if (mine.contains(input) && needed.add(input)) {
                    last.add(input);
                }
            }
            boolean[] free = new boolean[n.inputs().size()];
            for (int j = 0; j < free.length; j++) {
                Node input = n.inputs().get(j);
                free[j] = last.contains(input) && uses.get(input) == 1 && isOverwritable(input.op());
            }
            steps.add(0, new Step(begin + i, n, overwriting(n, free), last));
        }
        return new Segment(steps, in, out);
    }

    /** The operation of a node, in place where one of its inputs is free for it. */
    private static Kernel overwriting(Node n, boolean... free) {
        if (n.op() == Unary.RELU && free[0]) {
            return new InPlace(n.op(), (a, b) -> a.relu_());
        }
        if (n.op() == Binary.ADD && free[0] && Arrays.equals(n.inputs().get(0).shape(), n.shape())) {
            return new InPlace(n.op(), (a, b) -> a.add_(b));
        }
        if (n.op() == Binary.ADD && free[1] && Arrays.equals(n.inputs().get(1).shape(), n.shape())) {
            return new InPlace(n.op(), (a, b) -> b.add_(a));
        }
        return n.op();
    }

    /** Where two inputs are of unlike number formats or layouts, the result is not like the first, so it is computed apart. */
    private record InPlace(Op op, BinaryOperator<org.bytedeco.pytorch.Tensor> change) implements Kernel {
        @Override
        public org.bytedeco.pytorch.Tensor run(org.bytedeco.pytorch.Tensor... in) {
            if (in.length == 1) {
                return change.apply(in[0], null);
            }
            return areAlike(in[0], in[1]) ? change.apply(in[0], in[1]) : op.run(in);
        }

        private static boolean areAlike(org.bytedeco.pytorch.Tensor a, org.bytedeco.pytorch.Tensor b) {
            boolean alike = a.scalar_type().intern() == b.scalar_type().intern() && a.dim() == b.dim();
            for (long axis = 0; alike && axis < a.dim(); axis++) {
                alike = a.stride(axis) == b.stride(axis);
            }
            return alike;
        }
    }

    /**
     * The outputs for these inputs, to make a loss of; call inside a scope of training, and {@link #backward} in the same one.
     *
     * @param seed of what is dropped out
     */
    public List<Tensor> forward(long seed, Tensor... in) {
        this.seed = seed;
        kept.clear();
        for (int i = 0; i < in.length; i++) {
            kept.put(inputs.get(i), Eager.raw(in[i]));
        }
        for (Segment s : segments.subList(0, segments.size() - 1)) {
            PointerScope outer = PointerScope.getInnerScope();
            try (PointerScope scope =
                    new PointerScope()) { // with gradients: without, the engine may take other kernels
                run(s, kept, false).forEach((n, t) -> kept.put(n, t.detach()));
                s.out.forEach(n -> outer.attach(kept.get(n)));
            }
        }
        Segment last = segments.get(segments.size() - 1);
        kept.replaceAll((n, t) -> inputs.contains(n) ? t : leaf(t));
        kept.putAll(run(last, kept, true));
        return outputs.stream().map(n -> (Tensor) new Eager(kept.get(n))).toList();
    }

    /** Adds the loss's gradients to every parameter that it depends on. */
    public void backward(Tensor loss) {
        loss.backward();
        Map<Node, org.bytedeco.pytorch.Tensor> gradients = new HashMap<>();
        collect(gradients, kept);
        for (int i = segments.size() - 2; i >= 0; i--) {
            Segment s = segments.get(i);
            PointerScope outer = PointerScope.getInnerScope();
            try (PointerScope scope = new PointerScope()) {
                Map<Node, org.bytedeco.pytorch.Tensor> begin = new HashMap<>();
                s.in.forEach(n -> begin.put(n, inputs.contains(n) ? kept.get(n) : leaf(kept.get(n))));
                backward(run(s, begin, true), gradients);
                collect(gradients, begin);
                gradients.values().forEach(outer::attach);
            }
        }
        kept.clear();
    }

    private static void backward(
            Map<Node, org.bytedeco.pytorch.Tensor> made, Map<Node, org.bytedeco.pytorch.Tensor> gradients) {
        TensorVector roots = new TensorVector();
        TensorVector of = new TensorVector();
        made.forEach((n, t) -> {
            org.bytedeco.pytorch.Tensor gradient = gradients.remove(n);
            if (gradient != null && t.requires_grad()) {
                roots.push_back(t);
                of.push_back(gradient);
            }
        });
        if (!roots.empty()) {
            torch.backward(roots, of, new BoolOptional(), false, new TensorVector());
        }
    }

    private static void collect(
            Map<Node, org.bytedeco.pytorch.Tensor> gradients, Map<Node, org.bytedeco.pytorch.Tensor> leaves) {
        leaves.forEach((n, t) -> {
            if (t.is_leaf() && t.requires_grad() && t.grad().defined()) {
                // a handle of its own: the leaf's is a part of the leaf
                gradients.merge(n, new org.bytedeco.pytorch.Tensor(t.grad()), org.bytedeco.pytorch.Tensor::add);
            }
        });
    }

    /** Where a segment begins: the value alone, which collects a gradient where it can have one. */
    private static org.bytedeco.pytorch.Tensor leaf(org.bytedeco.pytorch.Tensor t) {
        org.bytedeco.pytorch.Tensor leaf = t.detach();
        return t.is_floating_point() ? leaf.set_requires_grad(true) : leaf;
    }

    /** @param learning else the norms' running statistics wait for the run that is */
    private Map<Node, org.bytedeco.pytorch.Tensor> run(
            Segment segment, Map<Node, org.bytedeco.pytorch.Tensor> given, boolean learning) {
        Map<Node, org.bytedeco.pytorch.Tensor> values = new HashMap<>(leaves);
        segment.in.forEach(n -> values.put(n, given.get(n)));
        Map<Node, org.bytedeco.pytorch.Tensor> out = new HashMap<>();
        try (Precision.Region region = precision.region()) {
            for (Step step : segment.steps) {
                Kernel kernel = step.kernel instanceof Normalization.Batch norm && !learning
                        ? new Normalization.Batch(norm.training(), 0, norm.eps())
                        : step.kernel;
                if (kernel instanceof Pointwise.Drop) {
                    Engine.seed(seed * 0x9E3779B97F4A7C15L + step.number);
                }
                org.bytedeco.pytorch.Tensor made = CompiledGraph.made(kernel, alike(step.result, values));
                values.put(step.result, made);
                if (segment.out.contains(step.result)) {
                    out.put(step.result, made);
                }
                for (Node n : step.last) {
                    values.remove(n).close();
                }
            }
        }
        return out;
    }

    /** The values that an operation takes; constants in the number format of what they meet. */
    private static org.bytedeco.pytorch.Tensor[] alike(Node n, Map<Node, org.bytedeco.pytorch.Tensor> values) {
        org.bytedeco.pytorch.Tensor[] given = n.inputs().stream()
                .map(i -> i == null ? null : values.get(i))
                .toArray(org.bytedeco.pytorch.Tensor[]::new);
        for (int i = 0; i < given.length; i++) {
            if (n.inputs().get(i) == null || !n.inputs().get(i).fixed()) {
                continue;
            }
            for (int j = 0; j < given.length; j++) {
                if (given[j] != null
                        && !n.inputs().get(j).fixed()
                        && given[j].scalar_type().intern() == ScalarType.BFloat16) {
                    given[i] = given[i].to(ScalarType.BFloat16);
                }
            }
        }
        return given;
    }

    /** Lets go of the parameters; it cannot run any more. */
    @Override
    public void close() {
        leaves.values().forEach(org.bytedeco.pytorch.Tensor::releaseReference);
        leaves.clear();
    }
}
