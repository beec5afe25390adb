package org.delineate.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.delineate.nn.Graph.Leaf;
import org.delineate.nn.Graph.Node;
import org.delineate.nn.Pointwise.Binary;
import org.delineate.nn.Pointwise.Unary;

/**
 * A graph made ready to answer again and again for pictures of one size: batch norms are folded into the convolutions before them,
 * sums and activations after them run in the same kernel, weights are packed once, and every map is freed after its last use.
 *
 * <p>The weights are those of the moment; a network that learns on has to be compiled anew. Not for several threads at once.
 */
public final class Compiled implements Computation {
    private static final Set<Unary> FUSABLE = Set.of(Unary.RELU, Unary.SIGMOID, Unary.GELU);

    /** One computation: which tensors it takes, and which of them nobody needs afterwards. */
    private record Step(Node result, List<Node> inputs, Kernel kernel, List<Node> last, long macs) {
        String name() {
            return kernel instanceof Packed packed ? packed.name : result.op().words();
        }
    }

    private final Precision precision;
    private final List<Step> steps = new ArrayList<>();
    private final List<Node> outputs;
    private final List<Node> inputs = new ArrayList<>();
    private final Map<Node, org.bytedeco.pytorch.Tensor> constants = new HashMap<>();

    /** @param outputs tensors of the graph that are wanted */
    Compiled(List<Node> nodes, List<Node> outputs, Precision precision) {
        if (nodes.stream().anyMatch(n -> n.op() instanceof Norms.Batch norm && norm.training())) {
            throw new IllegalArgumentException("a network in training cannot be compiled: its norms use the batch");
        }
        this.precision = precision;
        this.outputs = outputs;
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            new Lowering(nodes).run();
        }
        markLast();
    }

    @Override
    public List<Tensor> run(Tensor... in) {
        return run(null, in);
    }

    private List<Tensor> run(List<Timing> timings, Tensor... in) {
        Map<Node, org.bytedeco.pytorch.Tensor> values = new HashMap<>(constants);
        for (int i = 0; i < in.length; i++) {
            values.put(inputs.get(i), typed(Eager.raw(in[i])));
        }
        for (Step step : steps) {
            org.bytedeco.pytorch.Tensor[] given = step.inputs.stream()
                    .map(n -> n == null ? null : values.get(n))
                    .toArray(org.bytedeco.pytorch.Tensor[]::new);
            long start = timings == null ? 0 : System.nanoTime();
            org.bytedeco.pytorch.Tensor made = made(step.kernel, given);
            if (timings != null) {
                double milliseconds = (System.nanoTime() - start) / 1e6;
                timings.add(new Timing(step.name(), step.result.shape(), step.macs, milliseconds));
            }
            values.put(step.result, made);
            for (Node n : step.last) {
                values.remove(n).close();
            }
        }
        return outputs.stream()
                .map(n -> (Tensor) new Eager(values.get(n).to(ScalarType.Float)))
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
        run(timings, in);
        return timings;
    }

    /** What is packed and kept: weights and constants. */
    public long bytes() {
        long kernels = steps.stream()
                .mapToLong(s -> s.kernel instanceof Packed packed ? packed.fused.bytes() : 0)
                .sum();
        return kernels
                + constants.values().stream()
                        .mapToLong(org.bytedeco.pytorch.Tensor::nbytes)
                        .sum();
    }

    @Override
    public void close() {
        constants.values().forEach(org.bytedeco.pytorch.Tensor::releaseReference);
        constants.clear();
        for (Step step : steps) {
            if (step.kernel instanceof Packed packed) {
                packed.fused.close();
            }
        }
        steps.clear();
    }

    private org.bytedeco.pytorch.Tensor typed(org.bytedeco.pytorch.Tensor t) {
        return precision == Precision.BF16 ? t.to(ScalarType.BFloat16) : t;
    }

    private void markLast() {
        Set<Node> needed = new HashSet<>(outputs);
        for (int i = steps.size() - 1; i >= 0; i--) {
            Step s = steps.get(i);
            List<Node> last = new ArrayList<>();
            for (Node n : s.inputs) {
                if (n != null && !constants.containsKey(n) && n.leaf() == null && needed.add(n)) {
                    last.add(n);
                }
            }
            steps.set(i, new Step(s.result, s.inputs, s.kernel, last, s.macs));
        }
    }

    /** From nodes to steps. */
    private final class Lowering {
        private final List<Node> nodes;
        private final Map<Node, List<Node>> uses = new HashMap<>();
        private final Map<Node, Step> fused = new HashMap<>(); // by the node whose value it makes
        private final Set<Node> absorbed = new HashSet<>();

        Lowering(List<Node> nodes) {
            this.nodes = nodes;
        }

        void run() {
            for (Node n : nodes) {
                for (Node in : n.inputs()) {
                    if (in != null) {
                        uses.computeIfAbsent(in, k -> new ArrayList<>()).add(n);
                    }
                }
            }
            Set<Node> reached = Graph.reached(nodes, outputs);
            for (Node n : nodes) {
                if (!reached.contains(n)) {
                    continue;
                }
                if (n.leaf() == Leaf.INPUT) {
                    inputs.add(n);
                } else if (n.leaf() != null) {
                    constants.put(n, constant(n));
                } else if (n.op() instanceof Convolution && !absorbed.contains(n)) {
                    fuse(n);
                }
            }
            for (Node n : nodes) {
                if (n.leaf() != null || !reached.contains(n)) {
                    continue;
                }
                if (fused.containsKey(n)) {
                    steps.add(fused.get(n));
                } else if (!absorbed.contains(n)) {
                    steps.add(new Step(n, n.inputs(), exact(n.op()), List.of(), n.macs()));
                }
            }
        }

        /** The only operation that takes this tensor, or null. */
        private Node only(Node n) {
            List<Node> after = uses.getOrDefault(n, List.of());
            if (after.size() != 1 || outputs.contains(n)) {
                return null;
            }
            Node next = after.get(0);
            return absorbed.contains(next) || fused.containsKey(next)
                    ? null
                    : next; // a sum of two convolutions belongs to one
        }

        private void fuse(Node conv) {
            org.bytedeco.pytorch.Tensor w = raw(conv.inputs().get(1));
            org.bytedeco.pytorch.Tensor b =
                    conv.inputs().get(2) == null ? null : raw(conv.inputs().get(2));
            long[] map = conv.inputs().get(0).shape();
            if (!Device.hasFusedKernels() || w == null || map[2] * map[3] == 1) {
                return; // no such kernels here, weights computed from the picture, or no map
            }
            Node end = conv;
            Node next = only(end);
            if (next != null
                    && next.op() instanceof Norms.Batch norm
                    && next.inputs().get(0) == end) {
                org.bytedeco.pytorch.Tensor factor = raw(next.inputs().get(4))
                        .add(new org.bytedeco.pytorch.Scalar(norm.eps()))
                        .rsqrt();
                if (next.inputs().get(1) != null) {
                    factor = factor.mul(raw(next.inputs().get(1)));
                }
                w = w.mul(factor.reshape(-1, 1, 1, 1));
                org.bytedeco.pytorch.Tensor mean = raw(next.inputs().get(3));
                b = raw(next.inputs().get(2)).add((b == null ? mean.neg() : b.sub(mean)).mul(factor));
                end = absorb(end, next);
                next = only(end);
            }
            Node other = null;
            if (next != null && next.op() == Binary.ADD) {
                Node candidate = next.inputs().get(0) == end
                        ? next.inputs().get(1)
                        : next.inputs().get(0);
                if (candidate.leaf() == null
                        && candidate != end
                        && Arrays.equals(candidate.shape(), next.shape())
                        && Arrays.equals(end.shape(), next.shape())
                        && end.shape()[1] > 1) {
                    other = candidate;
                    end = absorb(end, next);
                    next = only(end);
                }
            }
            String activation = "none";
            if (next != null
                    && next.op() instanceof Unary u
                    && (other == null ? FUSABLE.contains(u) : u == Unary.RELU)) {
                activation = u.name().toLowerCase(Locale.ROOT);
                end = absorb(end, next);
            }
            Fused kernel = new Fused(
                    (Convolution) conv.op(),
                    typed(w).contiguous(MemoryFormat.ChannelsLast),
                    b == null ? null : typed(b),
                    activation,
                    conv.inputs().get(0).shape());
            List<Node> in = new ArrayList<>(List.of(conv.inputs().get(0)));
            if (other != null) {
                in.add(other);
            }
            absorbed.remove(end);
            String name = (((Convolution) conv.op()).groups() > 1 ? "grouped convolution" : "convolution")
                    + (other == null ? "" : " + sum")
                    + (activation.equals("none") ? "" : " + " + activation);
            fused.put(end, new Step(end, in, new Packed(name, kernel), List.of(), conv.macs()));
        }

        private Node absorb(Node end, Node next) {
            absorbed.add(end);
            absorbed.add(next);
            return next;
        }

        private org.bytedeco.pytorch.Tensor raw(Node n) {
            return n.leaf() == Leaf.PARAMETER ? Eager.raw(n.value()).detach() : null;
        }

        private org.bytedeco.pytorch.Tensor constant(Node n) {
            org.bytedeco.pytorch.Tensor t = n.leaf() == Leaf.PARAMETER
                    ? Eager.raw(n.value()).detach()
                    : Device.place(org.bytedeco.pytorch.Tensor.create(n.constant(), n.shape()));
            t = typed(t).clone();
            t.retainReference();
            return t;
        }
    }

    private record Packed(String name, Fused fused) implements Kernel {
        @Override
        public org.bytedeco.pytorch.Tensor run(org.bytedeco.pytorch.Tensor... in) {
            return fused.run(in[0], in.length > 1 ? in[1] : null);
        }
    }

    /** Functions that lose too much in 16 bits run in 32. */
    private Kernel exact(Op op) {
        if (op instanceof Pointwise.Cast) {
            return new Pointwise.Line(1, 0);
        }
        boolean rounds = op instanceof Pointwise.Power || op == Unary.EXP || op == Unary.LOG;
        if (precision != Precision.BF16 || !rounds) {
            return op;
        }
        return in -> op.run(in[0].to(ScalarType.Float)).to(ScalarType.BFloat16);
    }
}
