package org.delineate.nn.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;
import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;
import static org.bytedeco.dnnl.global.dnnl.dnnl_f64;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_append_binary;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_append_eltwise;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_set_post_ops;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bytedeco.dnnl.dnnl_post_ops;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.delineate.nn.Graph.Leaf;
import org.delineate.nn.Graph.Node;
import org.delineate.nn.int8.LayerRanges;
import org.delineate.nn.op.Kernel;
import org.delineate.nn.op.Normalization.GroupNorm;
import org.delineate.nn.op.Pooling;
import org.delineate.nn.op.Shaping;

/** Translates a graph into the steps of a plan. */
final class Planner {
    private final PlanBuilder plan;
    private final ChainPlan chains;
    private final Heads heads;
    private final QuantizationPlan quantization;
    private final QuantizedHeads quantized;
    private final Map<Node, Value> values = new HashMap<>();
    private final List<Value> inputs = new ArrayList<>();
    private final List<Value> outputs = new ArrayList<>();

    /** @param layers ranges of the convolutions that run in int8, by their weights */
    Planner(List<Node> nodes, List<Node> results, PlanBuilder plan, Map<Node, LayerRanges> layers) {
        this.plan = plan;
        heads = new Heads(plan, this::value);
        chains = new ChainPlan(nodes, results, plan.type() == dnnl_f32, (norm, map) -> heads.normOperations(norm));
        quantization = new QuantizationPlan(nodes, results, chains, layers);
        quantized = new QuantizedHeads(plan, quantization, this::stored);
        for (Node n : nodes) {
            if (n.leaf() == Leaf.INPUT) {
                Value input = plan.value(Layout.rowMajor(plan.owner(), dnnl_f32, n.shape()));
                inputs.add(input);
                values.put(n, plan.as(plan.type(), input));
            } else if (n.leaf() == null && chains.endingAt(n) != null && !chains.isPoolPadding(n)) {
                lower(chains.endingAt(n));
            }
        }
        for (Node n : results) {
            outputs.add(plan.inRowMajor(plan.as(dnnl_f32, value(n))));
        }
    }

    List<Value> inputs() {
        return inputs;
    }

    List<Value> outputs() {
        return outputs;
    }

    /** The value of a node in floats. */
    private Value value(Node n) {
        return n == null ? null : quantized.inFloats(n);
    }

    /** The value of a node as it was computed; a leaf becomes a constant in float32. */
    private Value stored(Node n) {
        return values.computeIfAbsent(
                n,
                leaf -> leaf.leaf() == Leaf.CONSTANT
                        ? plan.constant(leaf.constant(), leaf.shape())
                        : plan.constant(leaf.value().toFloats(), leaf.shape()));
    }

    private void lower(Chain chain) {
        try {
            steps(chain);
        } catch (IllegalStateException e) {
            throw new IllegalStateException(
                    chain.head().op() + " to " + Arrays.toString(chain.head().shape()) + ": " + e.getMessage(), e);
        }
    }

    private void steps(Chain chain) {
        if (ChainPlan.isView(chain.head())) {
            values.put(
                    chain.head(), view(chain.head(), value(chain.head().inputs().get(0))));
            return;
        }
        if (isLoweredInIntegers(chain)) {
            return;
        }
        Value rearranged = Stream.<Function<Node, Value>>of(heads::patches, heads::joinedProduct, heads::concatenation)
                .map(way -> way.apply(chain.head()))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        if (rearranged != null) {
            values.put(chain.head(), rearranged);
            rest(chain.after(), 0);
            return;
        }
        Value wide = heads.wide(chain.head(), chain.norm());
        if (wide != null) {
            values.put(chain.norm() == null ? chain.head() : chain.norm(), wide);
            rest(chain.after(), 0);
            return;
        }
        Head head = heads.of(chain.head(), chain.norm());
        if (head != null && kernel(chain, head, 0)) {
            return;
        }
        if (chain.norm() != null) {
            libtorch(chain.head());
            lower(new Chain(chain.norm(), null, chain.after()));
            return;
        }
        libtorch(chain.head());
        rest(chain.after(), 0);
    }

    /** Lowers a chain that the plan has in int8; false where it has not, or the library lacks a kernel for it. */
    private boolean isLoweredInIntegers(Chain chain) {
        if (quantization.isInt8Convolution(chain)) {
            Chain read = quantized.withAddends(chain);
            return quantization.isQuantized(chain)
                            && kernel(
                                    read,
                                    quantized.intoIntegers(chain),
                                    read.after().size())
                    || kernel(read, quantized.intoFloats(chain), 0);
        }
        if (!quantization.isQuantized(chain)) {
            return false;
        }
        Head move = quantized.move(chain.head());
        if (move == null || !kernel(chain, move, 0)) {
            chain.head().inputs().stream()
                    .filter(this::isSkippedPadding)
                    .forEach(i -> values.put(i, quantized.moved(i)));
            values.put(chain.end(), quantized.moved(chain.head()));
        }
        return true;
    }

    /** Lowers what a kernel could not compute along with it. */
    private void rest(List<PostOperation> after, int from) {
        if (from < after.size()) {
            int next = from;
            while (after.get(next).node() == null) {
                next++;
            }
            lower(new Chain(after.get(next).node(), null, after.subList(next + 1, after.size())));
        }
    }

    /**
     * Adds the kernel that computes as much of the chain as the library has one for; false for none.
     *
     * @param least number of operations after the head that it has to compute
     */
    private boolean kernel(Chain chain, Head head, int least) {
        List<PostOperation> after = chain.after();
        for (int count = after.size(); count >= least; count--) {
            boolean isCut = count > 0 && after.get(count - 1).node() == null;
            List<PostOperation> some = new ArrayList<>(head.own());
            some.addAll(after.subList(0, count));
            Added added = isCut ? null : added(chain, head, some, count);
            if (added != null) {
                Node end = count == 0
                        ? (chain.norm() == null ? chain.head() : chain.norm())
                        : after.get(count - 1).node();
                Map<Integer, Value> arguments = new TreeMap<>(head.inputs());
                for (int i = 0; i < some.size(); i++) {
                    if (some.get(i).isBinary()) {
                        arguments.put(argument(i), added.operands().get(i));
                    }
                }
                Value result = plan.add(
                        (head.isOfIntegers() ? "int8 " : "") + name(chain, count),
                        added.primitive(),
                        arguments,
                        chain.head().macs());
                values.put(end, plan.shaped(result, end.shape()));
                rest(after, count);
                return true;
            }
        }
        return false;
    }

    private record Added(Primitive primitive, List<Value> operands) {}

    private Added added(Chain chain, Head head, List<PostOperation> some, int count) {
        if (some.isEmpty()) {
            return made(head, List.of(), List.of(), List.of());
        }
        List<Value> operands = new ArrayList<>();
        List<Layout> open = new ArrayList<>();
        List<Layout> fixed = new ArrayList<>();
        for (PostOperation p : some) {
            Value operand = p.constant() != null ? p.constant() : p.other() == null ? null : value(p.other());
            if (operand != null) {
                long[] dims = heads.resultDims(chain.head());
                operand = plan.ranked(operand, dims.length, chain.head().shape());
                open.add(Layout.any(plan.owner(), operand.layout().type(), operand.dims()));
                boolean same = head.map() != null
                        && Arrays.equals(head.map().dims(), operand.dims())
                        && head.map().type() == operand.layout().type();
                fixed.add(
                        same
                                ? head.map()
                                : Layout.rowMajor(plan.owner(), operand.layout().type(), operand.dims()));
            } else {
                open.add(null);
                fixed.add(null);
            }
            operands.add(operand);
        }
        Added found = made(head, some, open, operands);
        return found != null ? found : made(head, some, fixed, operands);
    }

    private Added made(Head head, List<PostOperation> some, List<Layout> layouts, List<Value> operands) {
        dnnl_primitive_attr attributes = plan.attributes();
        if (!some.isEmpty()) {
            dnnl_post_ops posts = new dnnl_post_ops();
            OneDnn.require(dnnl_post_ops_create(posts), "post-operations");
            for (int i = 0; i < some.size(); i++) {
                PostOperation p = some.get(i);
                OneDnn.require(
                        p.isBinary()
                                ? dnnl_post_ops_append_binary(
                                        posts, p.algorithm(), layouts.get(i).desc())
                                : dnnl_post_ops_append_eltwise(posts, p.algorithm(), p.alpha(), p.beta()),
                        "a post-operation");
            }
            OneDnn.require(dnnl_primitive_attr_set_post_ops(attributes, posts), "post-operations");
            dnnl.dnnl_post_ops_destroy(posts);
        }
        Primitive primitive = Primitive.of(plan.owner(), head.description(), attributes);
        return primitive == null ? null : new Added(primitive, operands);
    }

    private static int argument(int operation) {
        return DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE * (operation + 1) | DNNL_ARG_SRC_1;
    }

    private static String name(Chain chain, int count) {
        StringBuilder name = new StringBuilder(chain.head().op().words());
        chain.after().subList(0, count).stream()
                .filter(p -> p.node() != null)
                .forEach(p -> name.append(" + ").append(p.node().op().words()));
        return name.toString();
    }

    private void libtorch(Node n) {
        boolean isPlaces = n.op() instanceof Pooling.MaxPlaces;
        List<Value> in = new ArrayList<>();
        for (Node i : n.inputs()) {
            if (isSkippedPadding(i)) {
                libtorch(i);
            }
            Value v = value(i);
            in.add(v == null || v.layout().type() == dnnl_f64 ? v : plan.as(plan.type(), v));
        }
        String name = n.op().words() + " (libtorch)";
        values.put(n, plan.add(name, accurate(n), in, n.macs(), isPlaces ? dnnl_f64 : plan.type(), n.shape()));
    }

    /** Whether a pool was to pad by itself, for which the library has no kernel then. */
    private boolean isSkippedPadding(Node n) {
        return n != null && chains.isPoolPadding(n) && !values.containsKey(n);
    }

    /** Functions that lose too much in bf16, and group norms, which take twice as long in it, are computed in float32. */
    private Kernel accurate(Node n) {
        PostOperation f = PostOperation.function(n);
        return plan.isBf16() && (f != null && f.loses() || n.op() instanceof GroupNorm)
                ? in -> n.op().run(inFloat32(in)).to(ScalarType.BFloat16)
                : n.op();
    }

    private static Tensor[] inFloat32(Tensor... all) {
        return Arrays.stream(all)
                .map(t -> t == null ? null : t.to(ScalarType.Float))
                .toArray(Tensor[]::new);
    }

    private Value view(Node n, Value x) {
        if (n.op() instanceof Shaping.Permute p) {
            return x.seen(x.layout().permuted(p.axes()));
        }
        if (n.op() instanceof Shaping.Narrow narrow) {
            int axis = narrow.axis() < 0 ? narrow.axis() + x.dims().length : narrow.axis();
            Value part = x.narrowed(axis, narrow.start(), narrow.length());
            return part == null ? plan.strided(x).narrowed(axis, narrow.start(), narrow.length()) : part;
        }
        return n.op() instanceof Shaping.Reshape ? plan.shaped(x, n.shape()) : x;
    }
}
