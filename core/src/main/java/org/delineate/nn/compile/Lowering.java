package org.delineate.nn.compile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.delineate.nn.Graph.Leaf;
import org.delineate.nn.Graph.Node;
import org.delineate.nn.Precision;
import org.delineate.nn.engine.Device;
import org.delineate.nn.engine.NativeMemory;
import org.delineate.nn.int8.LayerRanges;
import org.delineate.nn.int8.QuantizationRange;
import org.delineate.nn.int8.QuantizedConvolution;
import org.delineate.nn.int8.QuantizedConvolution.FloatConvolution;
import org.delineate.nn.int8.QuantizedConvolution.Format;
import org.delineate.nn.int8.QuantizedMaps;
import org.delineate.nn.op.Kernel;
import org.delineate.nn.op.Op;
import org.delineate.nn.op.PackedKernel;
import org.delineate.nn.op.Pointwise;
import org.delineate.nn.op.Pointwise.Unary;
import org.delineate.nn.op.Pooling;
import org.delineate.nn.op.Shaping;

/** Translates the nodes of a graph into the operations of a {@link Program}, each with the kernel that computes it. */
final class Lowering {
    private final List<Node> outputs;
    private final ScalarType floats;
    private final FusionPlan fusions;
    private final QuantizationPlan quantization;
    private final List<CompiledOperation> operations = new ArrayList<>();
    private final List<Node> inputs = new ArrayList<>();
    private final Map<TypedNode, Tensor> constants = new HashMap<>();

    /**
     * Plans fusions and quantization, and packs the weights.
     *
     * @param precision of what is not quantized
     * @param layers ranges of the quantized convolutions, by their weights
     */
    Lowering(List<Node> nodes, List<Node> outputs, Precision precision, Map<Node, LayerRanges> layers) {
        this.outputs = outputs;
        floats = precision == Precision.BF16 ? ScalarType.BFloat16 : ScalarType.Float;
        fusions = new FusionPlan(nodes, outputs, layers.keySet());
        quantization = new QuantizationPlan(nodes, outputs, fusions, layers);
        for (Node n : nodes) {
            if (fusions.isReached(n) && !fusions.isAbsorbed(n)) {
                lower(n);
            }
        }
        markLastUses();
        dropPackedConstants();
    }

    /** The program, which then owns kernels and constants. */
    Program program() {
        return new Program(operations, constants, inputs, outputs, floats);
    }

    /** Frees the constants that no operation reads, since its kernel has packed them. */
    private void dropPackedConstants() {
        Set<TypedNode> read = new HashSet<>();
        operations.forEach(s -> read.addAll(s.inputs()));
        constants.entrySet().removeIf(c -> {
            boolean unread = !read.contains(c.getKey());
            if (unread) {
                c.getValue().releaseReference();
            }
            return unread;
        });
    }

    private void lower(Node n) {
        if (n.leaf() == Leaf.INPUT) {
            inputs.add(n);
        } else if (n.leaf() != null) {
            constants.put(TypedNode.floats(n), constant(n));
        } else {
            operations.add(operation(n));
        }
        if (quantization.isQuantizedAfterwards(n)) {
            QuantizationRange range = quantization.range(n);
            operations.add(CompiledOperation.quantize(n, in -> QuantizedMaps.of(in[0], range)));
        }
    }

    private CompiledOperation operation(Node n) {
        Fusion fusion = fusions.endingAt(n);
        List<TypedNode> in = quantization.inputs(n);
        if (fusion != null) {
            boolean int8 = quantization.isInt8Convolution(n);
            return new CompiledOperation(
                    (int8 ? "int8 " : "") + fusion.name(),
                    new TypedNode(n, quantization.isQuantized(n)),
                    in,
                    int8 ? quantizedConvolution(fusion) : convolution(fusion),
                    List.of(),
                    fusion.convolution().macs(),
                    fusion);
        }
        if (quantization.isQuantized(n)) {
            return CompiledOperation.quantized(n, in, quantizedMove(n));
        }
        if (PatchTransposedConvolution.fits(n)) {
            return CompiledOperation.of(n, in.subList(0, 1), PatchTransposedConvolution.of(n, floats));
        }
        return CompiledOperation.of(n, in, accurate(n.op()));
    }

    /** The kernel of an operation that moves 8-bit integers. */
    private Kernel quantizedMove(Node n) {
        if (n.op() instanceof Pooling.MaxPool pool) {
            return in -> QuantizedMaps.maxPool(pool, in[0]);
        }
        return n.op() instanceof Shaping.Pad pad
                ? new Shaping.Pad(
                        pad.left(),
                        pad.right(),
                        pad.top(),
                        pad.bottom(),
                        quantization.range(n).quantize(pad.value()))
                : n.op();
    }

    private PackedKernel convolution(Fusion f) {
        Tensor bias = f.bias();
        return new FusedConvolution(
                f.op(),
                f.weight().to(floats).contiguous(MemoryFormat.ChannelsLast),
                bias == null ? null : bias.to(floats),
                f.activation(),
                f.input().shape());
    }

    private PackedKernel quantizedConvolution(Fusion f) {
        boolean quantized = quantization.isQuantized(f.end());
        return new QuantizedConvolution(
                new FloatConvolution(f.op(), f.weight(), f.bias(), f.activation()),
                f.input().shape(),
                quantization.range(f.input()),
                format(f.end(), quantized),
                f.addend() == null ? null : format(f.addend(), quantized));
    }

    private Format format(Node n, boolean quantized) {
        return quantized ? Format.quantized(quantization.range(n)) : Format.floats(floats);
    }

    private Tensor constant(Node n) {
        Tensor t = n.leaf() == Leaf.PARAMETER
                ? FoldedConvolution.parameter(n)
                : Device.place(Tensor.create(n.constant(), n.shape()));
        return NativeMemory.kept(t.to(floats).clone());
    }

    private void markLastUses() {
        Set<TypedNode> needed = new HashSet<>();
        outputs.forEach(n -> needed.add(TypedNode.floats(n)));
        for (int i = operations.size() - 1; i >= 0; i--) {
            List<TypedNode> lastUses = new ArrayList<>();
            for (TypedNode in : operations.get(i).inputs()) {
                if (in != null && (in.node().leaf() == null || in.quantized()) && needed.add(in)) {
                    lastUses.add(in);
                }
            }
            operations.set(i, operations.get(i).withLastUses(lastUses));
        }
    }

    /** Functions that lose too much in bf16 run in float32. */
    private Kernel accurate(Op op) {
        if (op instanceof Pointwise.Cast) {
            return new Pointwise.Line(1, 0);
        }
        boolean loses = op instanceof Pointwise.Power || op == Unary.EXP || op == Unary.LOG;
        if (floats != ScalarType.BFloat16 || !loses) {
            return op;
        }
        return in -> op.run(in[0].to(ScalarType.Float)).to(ScalarType.BFloat16);
    }
}
