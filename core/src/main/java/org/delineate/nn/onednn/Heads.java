package org.delineate.nn.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_reduction_max;
import static org.bytedeco.dnnl.global.dnnl.dnnl_reduction_mean;
import static org.bytedeco.dnnl.global.dnnl.dnnl_reduction_sum;
import static org.bytedeco.dnnl.global.dnnl.dnnl_resampling_linear;
import static org.bytedeco.dnnl.global.dnnl.dnnl_resampling_nearest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.delineate.nn.Graph.Node;
import org.delineate.nn.compile.FoldedConvolution;
import org.delineate.nn.compile.PatchTransposedConvolution;
import org.delineate.nn.op.Convolution;
import org.delineate.nn.op.Normalization.BatchNorm;
import org.delineate.nn.op.Normalization.LayerNorm;
import org.delineate.nn.op.Op;
import org.delineate.nn.op.Pointwise.Binary;
import org.delineate.nn.op.Pointwise.Softmax;
import org.delineate.nn.op.Pooling.AdaptiveAvgPool;
import org.delineate.nn.op.Pooling.AvgPool;
import org.delineate.nn.op.Pooling.MaxPool;
import org.delineate.nn.op.Products.Affine;
import org.delineate.nn.op.Products.MatMul;
import org.delineate.nn.op.Products.TransposedConvolution;
import org.delineate.nn.op.Reductions.Max;
import org.delineate.nn.op.Reductions.Reduce;
import org.delineate.nn.op.Reductions.Reduction;
import org.delineate.nn.op.Resizing.Bilinear;
import org.delineate.nn.op.Resizing.Nearest;
import org.delineate.nn.op.Shaping.Cat;
import org.delineate.nn.op.Shaping.ChannelShift;
import org.delineate.nn.op.Shaping.Pad;

/** Finds how the library computes each operation of a graph. */
record Heads(PlanBuilder plan, Function<Node, Value> values) {
    private static final long FEW = 32; // channels: two of the longest vectors
    private static final long SEVERAL = 64;

    /** The operation of a node as the library computes it; null where it has nothing of the kind. */
    Head of(Node n, Node norm) {
        MapOperations maps = new MapOperations(plan);
        ElementOperations elements = new ElementOperations(plan);
        Op op = n.op();
        List<Node> in = n.inputs();
        PostOperation f = PostOperation.function(n);
        if (f != null) {
            return f.loses() && plan.isBf16() ? null : elements.function(f, value(in, 0));
        }
        if (op instanceof Convolution c) {
            if (norm != null) {
                FoldedConvolution folded = new FoldedConvolution(n, norm);
                Value weight = plan.constant(folded.weight());
                return maps.convolution(c, value(in, 0), weight, plan.constant(folded.bias()), n.shape());
            }
            return maps.convolution(c, value(in, 0), value(in, 1), value(in, 2), n.shape());
        }
        if (op instanceof TransposedConvolution t) {
            return maps.transposed(t, value(in, 0), value(in, 1), value(in, 2), n.shape());
        }
        if (op instanceof ChannelShift s) {
            int channels = (int) n.shape()[1];
            float[] taps = s.taps(channels);
            long length = taps.length / channels;
            Value weight = plan.constant(taps, channels, 1, s.axis() == 2 ? length : 1, s.axis() == 2 ? 1 : length);
            return maps.convolution(s.convolution(channels), value(in, 0), weight, null, n.shape());
        }
        if (op instanceof MaxPool p) {
            Pad pad = ChainPlan.padsItself(p) ? ChainPlan.poolPadding(in.get(0)) : null;
            return pad == null
                    ? maps.maximum(value(in, 0), square(p.kernel()), p.stride(), p.padding(), n.shape())
                    : maps.maximum(value(in.get(0).inputs(), 0), p, pad, n.shape());
        }
        if (op instanceof AvgPool p) {
            return maps.mean(value(in, 0), square(p.kernel()), p.stride(), p.padding(), n.shape());
        }
        if (op instanceof AdaptiveAvgPool p) {
            return adaptive(maps, p, value(in, 0), n.shape());
        }
        if (op instanceof Nearest) {
            return maps.resampling(dnnl_resampling_nearest, value(in, 0), n.shape());
        }
        if (op instanceof Bilinear b) {
            return b.aligned() ? null : maps.resampling(dnnl_resampling_linear, value(in, 0), n.shape());
        }
        if (op instanceof Reduce r) {
            return r.axes().length == 0 ? null : reduction(r.how(), r.axes(), value(in, 0), n.shape());
        }
        if (op instanceof Max m) {
            return reduction(Reduction.AMAX, new int[] {m.axis()}, value(in, 0), n.shape());
        }
        if (op instanceof Softmax s) {
            return elements.softmax(value(in, 0), s.axis() < 0 ? s.axis() + n.shape().length : s.axis());
        }
        if (op instanceof LayerNorm l) {
            return elements.layerNorm(value(in, 0), l.eps(), value(in, 1), value(in, 2));
        }
        if (op instanceof BatchNorm b && !b.training()) {
            List<PostOperation> both = normOperations(n);
            Value x = value(in, 0);
            Head product = elements.binary(
                    both.get(0).algorithm(), x, plan.ranked(both.get(0).constant(), x.dims().length, x.dims()));
            return new Head(product.inputs(), product.description(), both.subList(1, 2), product.map());
        }
        if (op instanceof Binary) {
            return binary(elements, n);
        }
        if (op instanceof Affine) {
            return elements.affine(plan.as(plan.type(), value(in, 0)), value(in, 1), value(in, 2));
        }
        if (op instanceof MatMul) {
            return product(elements, n);
        }
        if (op instanceof Cat c) {
            List<Value> parts = new ArrayList<>();
            in.forEach(i -> parts.add(plan.asMap(values.apply(i))));
            return elements.concatenation(parts, c.axis() < 0 ? c.axis() + n.shape().length : c.axis(), n.shape());
        }
        return null;
    }

    /**
     * The result of a transposed convolution whose kernel is as wide as its stride, where the library has nothing better
     * for it than a product of matrices, or takes its groups one by one: a 1x1 convolution computes all values of a
     * patch, and the patches are put side by side, in less than half the time. Null for all others.
     */
    Value patches(Node n) {
        if (!(n.op() instanceof TransposedConvolution op) || !PatchTransposedConvolution.isOfPatches(n)) {
            return null;
        }
        Head direct = of(n, null);
        Primitive kernel = Primitive.of(plan.owner(), direct.description(), plan.attributes());
        boolean isSlow = kernel == null
                || kernel.implementation().contains("gemm")
                || kernel.implementation().contains("brg") && op.groups() > 1;
        if (!isSlow) {
            return null;
        }
        Value x = value(n.inputs(), 0);
        Value weight = plan.constant(PatchTransposedConvolution.weight(n));
        Value bias = plan.constant(PatchTransposedConvolution.bias(n));
        long factor = op.stride();
        long[] s = x.dims();
        long channels = n.shape()[1];
        Head pointwise = new MapOperations(plan)
                .convolution(
                        new Convolution(1, 0, 0, 1, 1), x, weight, bias, s[0], factor * factor * channels, s[2], s[3]);
        Primitive convolution = Primitive.of(plan.owner(), pointwise.description(), plan.attributes());
        if (convolution == null) {
            return null;
        }
        Value all = plan.channelsLast(plan.add("transposed convolution", convolution, pointwise.inputs(), n.macs()));
        Value apart = all.seen(all.layout().permuted(0, 2, 3, 1));
        Value patches = apart.seen(apart.layout().reshaped(s[0], s[2], s[3], factor, factor, channels));
        Value inPlace = plan.inRowMajor(patches.seen(patches.layout().permuted(0, 1, 3, 2, 4, 5)));
        Value map = inPlace.seen(inPlace.layout().reshaped(s[0], s[2] * factor, s[3] * factor, channels));
        return map.seen(map.layout().permuted(0, 3, 1, 2));
    }

    /**
     * The result of a product of one matrix with many, where these lie in memory as the columns of one: a single
     * product, for which the library has a kernel whatever the order of the columns. Null for all others.
     */
    Value joinedProduct(Node n) {
        if (!(n.op() instanceof MatMul)) {
            return null;
        }
        int rank = n.shape().length;
        Value one = plan.as(plan.type(), value(n.inputs(), 0));
        Value many = plan.strided(plan.as(plan.type(), plan.ranked(value(n.inputs(), 1), rank, n.shape())));
        long[] strides = many.layout().strides();
        // its rows' axis first, then the others as they lie in memory
        int[] order = IntStream.range(0, rank)
                .boxed()
                .sorted(Comparator.comparing((Integer axis) -> axis != rank - 2).thenComparing(axis -> -strides[axis]))
                .mapToInt(axis -> axis)
                .toArray();
        Value rows = many.seen(many.layout().permuted(order));
        boolean isOne = Op.count(one.dims()) == many.dims()[rank - 2] * n.shape()[rank - 2];
        boolean areMany = Op.count(many.dims()) > many.dims()[rank - 2] * many.dims()[rank - 1];
        if (!isOne || !areMany || !rows.layout().isRowMajor()) {
            return null;
        }
        long inner = rows.dims()[0];
        long outer = n.shape()[rank - 2];
        long columns = Op.count(rows.dims()) / inner;
        Head product = new ElementOperations(plan)
                .product(
                        plan.shaped(one, outer, inner),
                        rows.seen(rows.layout().reshaped(inner, columns)),
                        outer,
                        columns);
        Primitive primitive = Primitive.of(plan.owner(), product.description(), plan.attributes());
        if (primitive == null) {
            return null;
        }
        Value joined = plan.add(n.op().words(), primitive, product.inputs(), n.macs());
        long[] apart = rows.dims().clone();
        apart[0] = outer;
        Value each = joined.seen(joined.layout().reshaped(apart));
        int[] back = new int[rank];
        for (int i = 0; i < rank; i++) {
            back[order[i]] = i;
        }
        return each.seen(each.layout().permuted(back));
    }

    /**
     * The result of a concatenation of maps of few channels in bf16: each is copied to its place by itself, since the
     * library's own kernel takes some 30 ns for each pixel of each. Null for all others.
     */
    Value concatenation(Node n) {
        if (!(n.op() instanceof Cat c)
                || !plan.isBf16()
                || n.shape().length != 4
                || Op.place(c.axis(), n.shape()) != 1
                || n.inputs().stream().anyMatch(i -> i.shape()[1] > SEVERAL)
                || n.inputs().size() == n.shape()[1]) { // one channel each: row after row, as what reads them wants it
            return null;
        }
        List<Value> maps = n.inputs().stream().map(values).map(plan::asMap).toList();
        if (maps.stream().anyMatch(m -> m.layout().isInteger())) {
            return null;
        }
        Value all = plan.value(plan.open(plan.type(), n.shape()));
        List<Value> places = new ArrayList<>();
        long from = 0;
        for (Value map : maps) {
            places.add(all.narrowed(1, from, map.dims()[1]));
            from += map.dims()[1];
        }
        return plan.copy(n.op().words(), maps, places) ? all : null;
    }

    /** The result of a {@link WideConvolution}, or null. */
    Value wide(Node n, Node norm) {
        return n.op() instanceof Convolution ? WideConvolution.added(plan, n, norm, value(n.inputs(), 0)) : null;
    }

    private Value value(List<Node> in, int i) {
        return values.apply(in.get(i));
    }

    private static long[] square(int side) {
        return new long[] {side, side};
    }

    private static Head adaptive(MapOperations maps, AdaptiveAvgPool p, Value x, long... result) {
        long height = x.dims()[2] / p.height();
        long width = x.dims()[3] / p.width();
        boolean divides = height * p.height() == x.dims()[2] && width * p.width() == x.dims()[3];
        return divides && (height == width || p.height() == 1 && p.width() == 1)
                ? maps.mean(x, new long[] {height, width}, Math.max(height, width), 0, result)
                : null;
    }

    private Head reduction(Reduction how, int[] axes, Value x, long... result) {
        if (Arrays.equals(x.dims(), result)) {
            return null; // axes of size 1, which the library refuses
        }
        int[] places =
                Arrays.stream(axes).map(a -> Op.place(a, result)).sorted().toArray();
        boolean ofMaps = result.length == 4 && Arrays.equals(places, new int[] {2, 3});
        if (ofMaps && how != Reduction.SUM) {
            MapOperations maps = new MapOperations(plan);
            long[] all = {x.dims()[2], x.dims()[3]};
            return how == Reduction.MEAN ? maps.mean(x, all, 1, 0, result) : maps.maximum(x, all, 1, 0, result);
        }
        int algorithm = switch (how) {
            case SUM -> dnnl_reduction_sum;
            case MEAN -> dnnl_reduction_mean;
            case AMAX -> dnnl_reduction_max;
        };
        ElementOperations elements = new ElementOperations(plan);
        if (result.length == 4 && Arrays.equals(places, new int[] {1})) { // the library's kernels reduce the last axis
            Value pixels = plan.channelsLast(x);
            return elements.reduction(
                    algorithm, pixels.seen(pixels.layout().permuted(0, 2, 3, 1)), result[0], result[2], result[3], 1);
        }
        return elements.reduction(algorithm, x, result);
    }

    private Head binary(ElementOperations elements, Node n) {
        Node left = n.inputs().get(0);
        Node right = n.inputs().get(1);
        boolean isFirst = Arrays.equals(left.shape(), n.shape()) || isGate(left, n) && !isGate(right, n);
        Node first = isFirst ? left : right;
        PostOperation operation = PostOperation.binary(n, first);
        boolean isWhole = Arrays.equals(first.shape(), n.shape());
        if (operation == null || !isWhole && !isGate(first, n)) {
            return null;
        }
        Value a = plan.as(plan.type(), values.apply(first));
        if (!isWhole) { // a number for each pixel with one for each channel
            a = spread(a, Layout.channelsLast(plan.owner(), plan.type(), n.shape()));
        }
        Value b = plan.ranked(values.apply(operation.other()), n.shape().length, n.shape());
        if (isWhole && isGate(operation.other(), n) && n.shape()[1] <= FEW) {
            Value each = spread(plan.as(plan.type(), b), plan.dense(a).layout());
            b = each == null ? b : each;
        }
        return a == null ? null : elements.binary(operation.algorithm(), a, b);
    }

    /** Whether a node has one number a pixel for the map of another node. */
    private static boolean isGate(Node gate, Node map) {
        long[] g = gate.shape();
        long[] m = map.shape();
        return m.length == 4 && m[1] > 1 && Arrays.equals(g, new long[] {m[0], 1, m[2], m[3]});
    }

    /**
     * A gate with its numbers repeated for each channel, by a 1x1 convolution of ones: with few channels the library is
     * slow where it takes one number for all of a pixel. Null where it has no kernel.
     */
    private Value spread(Value gate, Layout map) {
        long channels = map.dims()[1];
        float[] ones = new float[(int) channels];
        Arrays.fill(ones, 1);
        Value rows = plan.inRowMajor(gate);
        Value pixels =
                rows.seen(Layout.channelsLast(plan.owner(), plan.type(), rows.dims())); // the same with 1 channel
        Value weight = plan.constant(ones, channels, 1, 1, 1);
        Head repeated = new MapOperations(plan).convolution(new Convolution(1, 0, 0, 1, 1), pixels, weight, null, map);
        Primitive primitive = Primitive.of(plan.owner(), repeated.description(), plan.attributes());
        return primitive == null ? null : plan.add("spread", primitive, repeated.inputs(), 0);
    }

    private Head product(ElementOperations elements, Node n) {
        int rank = n.shape().length;
        Value a = values.apply(n.inputs().get(0));
        Value b = values.apply(n.inputs().get(1));
        return elements.product(
                plan.as(plan.type(), plan.ranked(a, rank, n.shape())),
                plan.as(plan.type(), plan.ranked(b, rank, n.shape())),
                n.shape());
    }

    /** The axes of a kernel's result, which are those of the node but for a linear layer, whose kernel has rows. */
    long[] resultDims(Node n) {
        if (!(n.op() instanceof Affine)) {
            return n.shape();
        }
        long last = n.shape()[n.shape().length - 1];
        return new long[] {Op.count(n.shape()) / last, last};
    }

    /** A batch norm in evaluation as a product and a sum by channel. */
    List<PostOperation> normOperations(Node norm) {
        FoldedConvolution.Line line = FoldedConvolution.line(norm);
        return List.of(
                PostOperation.multiply(null, byChannel(line.factor(), norm.shape().length)),
                PostOperation.add(norm, byChannel(line.offset(), norm.shape().length)));
    }

    private Value byChannel(float[] values, int rank) {
        long[] dims = new long[rank];
        Arrays.fill(dims, 1);
        dims[1] = values.length;
        return plan.constant(values, dims);
    }
}
