package org.delineate.nn.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_ATTR_SCALES;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_ATTR_ZERO_POINTS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_set_scales_mask;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_set_zero_points_mask;
import static org.bytedeco.dnnl.global.dnnl.dnnl_reorder_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_s8;
import static org.bytedeco.dnnl.global.dnnl.dnnl_u8;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.pytorch.Tensor;
import org.delineate.nn.Eager;
import org.delineate.nn.Graph.Node;
import org.delineate.nn.compile.FoldedConvolution;
import org.delineate.nn.int8.QuantizationRange;
import org.delineate.nn.op.Convolution;
import org.delineate.nn.op.Kernel;
import org.delineate.nn.op.Op;
import org.delineate.nn.op.Shaping;

/**
 * Computes convolutions in 8-bit integers, moves quantized maps, and brings values from floats to integers and back.
 *
 * <p>Maps are unsigned integers of a {@link QuantizationRange}; weights are signed, symmetric, with a scale for each
 * output channel.
 */
final class QuantizedHeads {
    /** Of a weight; 255 times it, twice, fits into the 16 bits in which a processor without VNNI sums. */
    private static final double GREATEST_WEIGHT = OneDnn.sumsBytesExactly() ? 127 : 64;

    private static final double LEAST_SCALE = 1e-12; // of a channel whose weights are all 0

    private final PlanBuilder plan;
    private final QuantizationPlan quantization;
    private final Function<Node, Value> stored;
    private final Map<Node, Value> integers = new HashMap<>(); // of nodes that were computed in floats
    private final Map<Node, Value> floats = new HashMap<>(); // of nodes that were computed in integers

    /** @param stored the value of a node in the format in which it was computed */
    QuantizedHeads(PlanBuilder plan, QuantizationPlan quantization, Function<Node, Value> stored) {
        this.plan = plan;
        this.quantization = quantization;
        this.stored = stored;
    }

    /** How a kernel is to read or write an argument: scale times (integer - zero). */
    private record Scaling(int argument, int mask, Value scale, int zero) {
        private void set(dnnl_primitive_attr attributes) {
            OneDnn.require(dnnl_primitive_attr_set_scales_mask(attributes, argument, mask), "scales");
            if (zero != 0) {
                OneDnn.require(dnnl_primitive_attr_set_zero_points_mask(attributes, argument, 0), "zero points");
            }
        }
    }

    private Scaling scaling(int argument, QuantizationRange range) {
        Value scale = plan.constant(new float[] {(float) range.scale()}, 1);
        return new Scaling(argument, 0, scale, range.zeroPoint());
    }

    private Head scaled(Head head, List<Scaling> scalings) {
        Map<Integer, Value> inputs = new TreeMap<>(head.inputs());
        for (Scaling s : scalings) {
            inputs.put(DNNL_ARG_ATTR_SCALES | s.argument(), s.scale());
            if (s.zero() != 0) {
                inputs.put(DNNL_ARG_ATTR_ZERO_POINTS | s.argument(), plan.constant(s.zero()));
            }
        }
        return Head.choosing(inputs, (desc, attributes) -> {
            scalings.forEach(s -> s.set(attributes));
            return head.description().describe(desc, attributes);
        });
    }

    /** The value of a node in the format of the maps, or float32 where it is a leaf. */
    Value inFloats(Node n) {
        Value value = stored.apply(n);
        return value.layout().isInteger()
                ? floats.computeIfAbsent(
                        n, k -> reordered("dequantize", DNNL_ARG_SRC, value, plan.type(), quantization.range(n)))
                : value;
    }

    /** The value of a node in integers of its range. */
    private Value inIntegers(Node n) {
        Value value = stored.apply(n);
        return value.layout().isInteger()
                ? value
                : integers.computeIfAbsent(
                        n, k -> reordered("quantize", DNNL_ARG_DST, value, dnnl_u8, quantization.range(n)));
    }

    /** @param argument which of the two is in integers */
    private Value reordered(String name, int argument, Value value, int format, QuantizationRange range) {
        Layout to = plan.open(format, value.dims());
        Head head = scaled(
                Head.choosing(
                        Map.of(DNNL_ARG_SRC, value),
                        (desc, attributes) -> dnnl_reorder_primitive_desc_create(
                                desc, value.layout().desc(), OneDnn.ENGINE, to.desc(), OneDnn.ENGINE, attributes)),
                List.of(scaling(argument, range)));
        Primitive primitive = Primitive.of(plan.owner(), head.description(), plan.attributes());
        return plan.add(name, primitive, head.inputs(), 0);
    }

    /** The chain with every operand that a convolution in int8 adds in the format in which that is. */
    Chain withAddends(Chain chain) {
        List<PostOperation> after = new ArrayList<>();
        for (PostOperation p : chain.after()) {
            Value addend = QuantizationPlan.isAddend(p) ? stored.apply(p.other()) : null;
            if (addend != null && addend.layout().isInteger()) {
                QuantizationRange range = quantization.range(p.other());
                after.add(PostOperation.line(null, 1 / range.scale(), -range.zeroPoint()));
                after.add(PostOperation.add(null, addend));
                after.add(PostOperation.line(p.node(), range.scale(), 0));
            } else {
                after.add(p);
            }
        }
        return new Chain(chain.head(), chain.norm(), after);
    }

    /** A chain's convolution whose result, after all of the chain, is rounded to integers of its range. */
    Head intoIntegers(Chain chain) {
        Layout to = Layout.any(plan.owner(), dnnl_u8, chain.end().shape());
        return convolution(chain, to, List.of(scaling(DNNL_ARG_DST, quantization.range(chain.end()))));
    }

    /** A chain's convolution whose result is floats. */
    Head intoFloats(Chain chain) {
        return convolution(chain, plan.any(chain.head().shape()), List.of());
    }

    private Head convolution(Chain chain, Layout to, List<Scaling> ofResult) {
        Node n = chain.head();
        Convolution op = (Convolution) n.op();
        FoldedConvolution folded = new FoldedConvolution(n, chain.norm());
        Tensor w = folded.weight();
        float[] weights = new Eager(w).toFloats();
        float[] scales = new float[(int) w.size(0)];
        byte[] rounded = new byte[weights.length];
        int per = weights.length / scales.length;
        Node x = n.inputs().get(0);
        QuantizationRange range = quantization.range(x);
        for (int c = 0; c < scales.length; c++) {
            double scale = LEAST_SCALE;
            for (int i = c * per; i < (c + 1) * per; i++) {
                scale = Math.max(scale, Math.abs(weights[i]) / GREATEST_WEIGHT);
            }
            for (int i = c * per; i < (c + 1) * per; i++) {
                rounded[i] = (byte) Math.rint(weights[i] / scale);
            }
            scales[c] = (float) scale;
        }
        List<Scaling> scalings = new ArrayList<>(ofResult);
        scalings.add(scaling(DNNL_ARG_SRC, range));
        int mask = op.groups() > 1 ? 3 : 1; // groups are an axis of their own
        scalings.add(new Scaling(DNNL_ARG_WEIGHTS, mask, plan.constant(scales, scales.length), 0));
        Value weight = plan.constant(dnnl_s8, rounded, w.shape());
        Head head = new MapOperations(plan).convolution(op, inIntegers(x), weight, plan.constant(folded.bias()), to);
        return scaled(head, scalings);
    }

    /** A node that only moves elements, on integers, as the library does it; null where it cannot. */
    Head move(Node n) {
        return new Heads(plan, this::inIntegers).of(n, null);
    }

    /** The same done by libtorch. */
    Value moved(Node n) {
        List<Value> in = n.inputs().stream().map(this::inIntegers).toList();
        Op op = n.op();
        Kernel kernel = op instanceof Shaping.Pad p
                ? new Shaping.Pad(
                        p.left(),
                        p.right(),
                        p.top(),
                        p.bottom(),
                        quantization.range(n).quantize(p.value()))
                : op;
        return plan.add("int8 " + op.words(), kernel, in, 0, dnnl_u8, n.shape());
    }
}
