package org.delineate.nn.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCRATCHPAD;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_set_scratchpad_mode;
import static org.bytedeco.dnnl.global.dnnl.dnnl_reorder_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_s32;
import static org.bytedeco.dnnl.global.dnnl.dnnl_scratchpad_mode_user;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.pytorch.Tensor;
import org.delineate.nn.Eager;
import org.delineate.nn.op.Kernel;
import org.delineate.nn.op.Op;

/** Collects the steps of a plan; a value that a step needs in another layout is reordered once. */
final class PlanBuilder {
    private final Handles owner;
    private final int type;
    private final List<Step> steps = new ArrayList<>();
    private final List<Block> weights = new ArrayList<>();
    private final Map<Block, List<Reordered>> reordered = new IdentityHashMap<>();

    /** A value and its copy in another layout. */
    private record Reordered(Value from, Value to) {}

    /** @param type the library's number of the format of the maps */
    PlanBuilder(Handles owner, int type) {
        this.owner = owner;
        this.type = type;
    }

    Handles owner() {
        return owner;
    }

    /** The library's number of the format of the maps. */
    int type() {
        return type;
    }

    boolean isBf16() {
        return type != dnnl_f32;
    }

    List<Step> steps() {
        return steps;
    }

    private Block weights(long bytes) {
        Block block = Block.ofWeights(bytes);
        weights.add(block);
        return block;
    }

    /** Frees the weights that no step reads, since they were packed; returns the others. */
    List<Block> readWeights() {
        Set<Block> read = new HashSet<>();
        steps.forEach(s -> s.values().forEach(v -> read.add(v.block())));
        weights.stream().filter(b -> !read.contains(b)).forEach(Block::free);
        weights.retainAll(read);
        return List.copyOf(weights);
    }

    /** Left open for a kernel to choose. */
    Layout any(long... dims) {
        return Layout.any(owner, type, dims);
    }

    /** Left open for a kernel that keeps the format of a value: 8-bit integers, else that of the maps. */
    Layout any(Value like, long... dims) {
        return Layout.any(owner, like.layout().isInteger() ? like.layout().type() : type, dims);
    }

    /** In a format that the library has a number for. */
    Layout tagged(int tag, long... dims) {
        return Layout.tagged(owner, type, tag, dims);
    }

    Layout rowMajor(long... dims) {
        return Layout.rowMajor(owner, type, dims);
    }

    /** Memory for a new value. */
    Value value(Layout layout) {
        return new Value(layout, Block.inWorkspace(layout.bytes()));
    }

    /** A constant in float32. */
    Value constant(float[] values, long... dims) {
        Layout layout = Layout.rowMajor(owner, dnnl_f32, dims);
        Block block = weights(layout.bytes());
        new FloatPointer(block.memory(null)).put(values);
        return new Value(layout, block);
    }

    /** Constant integers. @param format 8 bits with a sign or without */
    Value constant(int format, byte[] values, long... dims) {
        Layout layout = Layout.rowMajor(owner, format, dims);
        Block block = weights(layout.bytes());
        block.memory(null).put(values);
        return new Value(layout, block);
    }

    /** A constant integer. */
    Value constant(int value) {
        Layout layout = Layout.rowMajor(owner, dnnl_s32, 1);
        Block block = weights(layout.bytes());
        new IntPointer(block.memory(null)).put(value);
        return new Value(layout, block);
    }

    /** A tensor of the engine as a constant in float32; null for null. */
    Value constant(Tensor t) {
        return t == null ? null : constant(new Eager(t).toFloats(), t.shape());
    }

    /** A value under other axes, copied where its elements are not in their order. */
    Value shaped(Value value, long... dims) {
        Layout view = value.layout().reshaped(dims);
        if (view != null) {
            return value.seen(view);
        }
        Value ordered = inRowMajor(value);
        return ordered.seen(ordered.layout().reshaped(dims));
    }

    /**
     * A value with axes of size 1 before its own, so that it has as many as others; where a matrix product has merged
     * the axes before the last, with those merged too.
     */
    Value ranked(Value value, int rank, long... of) {
        long[] dims = new long[of.length];
        Arrays.fill(dims, 1);
        System.arraycopy(value.dims(), 0, dims, dims.length - value.dims().length, value.dims().length);
        if (rank == of.length) {
            return shaped(value, dims);
        }
        long last = dims[dims.length - 1];
        return shaped(value, Op.count(dims) / last, last);
    }

    /** Attributes that every kernel has: it takes the memory that it needs while it runs from the workspace. */
    dnnl_primitive_attr attributes() {
        dnnl_primitive_attr attributes = new dnnl_primitive_attr();
        OneDnn.require(dnnl_primitive_attr_create(attributes), "attributes");
        owner.own(attributes, dnnl::dnnl_primitive_attr_destroy);
        OneDnn.require(dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user), "attributes");
        return attributes;
    }

    /** Adds a kernel whose inputs are reordered to the layouts that it chose; returns its result. */
    Value add(String name, Primitive primitive, Map<Integer, Value> inputs, long macs) {
        Map<Integer, Value> arguments = new TreeMap<>();
        inputs.forEach((argument, value) -> arguments.put(argument, in(value, primitive.layout(argument))));
        Value result = value(primitive.layout(DNNL_ARG_DST));
        arguments.put(DNNL_ARG_DST, result);
        addKernel(name, primitive, arguments, result, macs);
        return result;
    }

    private void addKernel(String name, Primitive primitive, Map<Integer, Value> arguments, Value result, long macs) {
        Layout scratchpad = primitive.scratchpad();
        if (scratchpad != null) {
            arguments.put(DNNL_ARG_SCRATCHPAD, value(scratchpad));
        }
        steps.add(new Step.Library(name, primitive.implementation(), primitive.compiled(), arguments, result, macs));
    }

    /** Adds an operation of libtorch; its inputs are brought into layouts without blocks. */
    Value add(String name, Kernel kernel, List<Value> inputs, long macs, int resultType, long... shape) {
        List<Value> plain = new ArrayList<>();
        inputs.forEach(v -> plain.add(v == null ? null : strided(v)));
        Value result = value(open(resultType, shape));
        steps.add(new Step.Libtorch(name, kernel, plain, result, macs));
        return result;
    }

    /** Channels-last for maps of several channels, row-major for everything else. */
    Layout open(int format, long... shape) {
        return shape.length == 4 ? Layout.channelsLast(owner, format, shape) : Layout.rowMajor(owner, format, shape);
    }

    /** The value in a layout; the value itself where it has it. */
    Value in(Value value, Layout layout) {
        if (layout == null || value.layout().equalTo(layout)) {
            return value;
        }
        for (Reordered known : reordered.getOrDefault(value.block(), List.of())) {
            if (known.from().start() == value.start()
                    && known.from().layout().equalTo(value.layout())
                    && known.to().layout().equalTo(layout)) {
                return known.to();
            }
        }
        Value copy = copy(value, layout);
        reordered.computeIfAbsent(value.block(), k -> new ArrayList<>()).add(new Reordered(value, copy));
        return copy;
    }

    /**
     * Copies values into places of one map, each by itself; false where the library has no kernel for one of them.
     *
     * @param name of the operation
     */
    boolean copy(String name, List<Value> values, List<Value> places) {
        List<Primitive> primitives = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            primitives.add(reorder(values.get(i).layout(), places.get(i).layout()));
        }
        if (primitives.contains(null)) {
            return false;
        }
        for (int i = 0; i < values.size(); i++) {
            Map<Integer, Value> arguments =
                    new TreeMap<>(Map.of(DNNL_ARG_SRC, values.get(i), DNNL_ARG_DST, places.get(i)));
            addKernel(name, primitives.get(i), arguments, places.get(i), 0);
        }
        return true;
    }

    private Primitive reorder(Layout from, Layout to) {
        return Primitive.of(
                owner,
                (desc, attributes) -> dnnl_reorder_primitive_desc_create(
                        desc, from.desc(), OneDnn.ENGINE, to.desc(), OneDnn.ENGINE, attributes),
                attributes());
    }

    private Value copy(Value value, Layout layout) {
        Primitive primitive = reorder(value.layout(), layout);
        boolean isConstant = value.block().isWeights();
        Value to = isConstant ? new Value(layout, weights(layout.bytes())) : value(layout);
        Map<Integer, Value> arguments = new TreeMap<>(Map.of(DNNL_ARG_SRC, value, DNNL_ARG_DST, to));
        if (isConstant) {
            Layout scratchpad = primitive.scratchpad();
            if (scratchpad != null) {
                arguments.put(DNNL_ARG_SCRATCHPAD, new Value(scratchpad, weights(scratchpad.bytes())));
            }
            Workspace.runOnce(primitive.compiled(), arguments);
        } else {
            addKernel("reorder", primitive, arguments, to, 0);
        }
        return to;
    }

    /** The value where its elements have strides; else copied, maps channels-last. */
    Value strided(Value value) {
        return value.layout().isBlocked() ? in(value, open(value.layout().type(), value.dims())) : value;
    }

    Value channelsLast(Value value) {
        return in(value, Layout.channelsLast(owner, value.layout().type(), value.dims()));
    }

    /** A map of one pixel, which is in several orders at once, as channels-last; kernels do not all see that it is. */
    Value pixelsLast(Value map) {
        return map.dims()[2] * map.dims()[3] == 1 && map.layout().isRowMajor()
                ? map.seen(Layout.channelsLast(owner, map.layout().type(), map.dims()))
                : map;
    }

    /** The strides of an axis of size 1 are those of row-major order. */
    Value inRowMajor(Value value) {
        return value.layout().isRowMajor()
                ? value.seen(Layout.rowMajor(owner, value.layout().type(), value.dims()))
                : in(value, Layout.rowMajor(owner, value.layout().type(), value.dims()));
    }

    /** The value where nothing lies between its elements; else copied. */
    Value dense(Value value) {
        return value.layout().isDense() ? value : in(value, open(value.layout().type(), value.dims()));
    }

    /** The value in the format of the maps; 8-bit integers as they are. */
    Value asMap(Value value) {
        return value.layout().isInteger() ? value : as(type, value);
    }

    /** The value in another number format, in the same places where these have strides. */
    Value as(int format, Value value) {
        if (value.layout().type() == format) {
            return value;
        }
        Value strided = strided(value);
        return in(strided, strided.layout().as(format));
    }
}
