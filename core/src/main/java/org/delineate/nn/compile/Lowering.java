package org.delineate.nn.compile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.delineate.nn.Graph.Leaf;
import org.delineate.nn.Graph.Node;
import org.delineate.nn.Precision;
import org.delineate.nn.Tensor;
import org.delineate.nn.engine.Device;
import org.delineate.nn.engine.NativeMemory;
import org.delineate.nn.int8.LayerRanges;
import org.delineate.nn.int8.QuantizationRange;
import org.delineate.nn.int8.QuantizedConvolution;
import org.delineate.nn.int8.QuantizedConvolution.Format;
import org.delineate.nn.int8.QuantizedMaps;
import org.delineate.nn.op.Kernel;
import org.delineate.nn.op.Op;
import org.delineate.nn.op.PackedKernel;
import org.delineate.nn.op.Pointwise;
import org.delineate.nn.op.Pointwise.Unary;
import org.delineate.nn.op.Pooling;
import org.delineate.nn.op.Shaping;

/** From the nodes of a graph to the steps that compute its outputs. */
final class Lowering {
    private final Precision precision;
    private final Fusions fusions;
    private final QuantizationPlan forms;
    private final Map<Tensor, LayerRanges> layers;
    final List<Step> steps = new ArrayList<>();
    final List<Node> inputs = new ArrayList<>();
    final Map<Value, org.bytedeco.pytorch.Tensor> constants = new HashMap<>();

    /**
     * @param precision of what is not in bytes
     * @param layers ranges of the convolutions that take bytes, by their weights
     */
    Lowering(List<Node> nodes, List<Node> outputs, Precision precision, Map<Tensor, LayerRanges> layers) {
        this.precision = precision;
        this.layers = layers;
        fusions = new Fusions(nodes, outputs, layers.keySet());
        forms = new QuantizationPlan(nodes, outputs, fusions, layers);
        for (Node n : nodes) {
            if (fusions.isReached(n) && !fusions.isAbsorbed(n)) {
                lower(n);
            }
        }
        markLast(outputs);
        dropPacked();
    }

    /** What the kernels have packed need not be kept twice. */
    private void dropPacked() {
        Set<Value> taken = new HashSet<>();
        steps.forEach(s -> taken.addAll(s.inputs()));
        constants.entrySet().removeIf(c -> {
            boolean drop = !taken.contains(c.getKey());
            if (drop) {
                c.getValue().releaseReference();
            }
            return drop;
        });
    }

    private void lower(Node n) {
        if (n.leaf() == Leaf.INPUT) {
            inputs.add(n);
        } else if (n.leaf() != null) {
            constants.put(Value.floats(n), constant(n));
        } else {
            steps.add(step(n));
        }
        if (forms.isConvertedToBytes(n)) {
            QuantizationRange range = forms.range(n);
            steps.add(Step.conversion(n, in -> QuantizedMaps.of(in[0], range)));
        }
    }

    private Step step(Node n) {
        Fusion fusion = fusions.making(n);
        List<Value> in = forms.inputs(n);
        if (fusion != null) {
            boolean takesBytes = forms.takesBytes(n);
            Kernel kernel = takesBytes ? kernelOfBytes(fusion) : kernel(fusion);
            String name = (takesBytes ? "int8 " : "") + fusion.name();
            return new Step(
                    name, made(n), in, kernel, List.of(), fusion.convolution().macs(), fusion);
        }
        if (forms.isMadeInBytes(n)) {
            return new Step(n.op().words() + " of bytes", made(n), in, ofBytes(n), List.of(), 0, null);
        }
        if (PatchTransposedConvolution.does(n)) {
            return Step.of(n, in.subList(0, 1), PatchTransposedConvolution.of(n, type()));
        }
        return Step.of(n, in, exact(n.op()));
    }

    private Kernel ofBytes(Node n) {
        if (n.op() instanceof Pooling.MaxPool pool) {
            return in -> QuantizedMaps.maxPool(pool, in[0]);
        }
        return n.op() instanceof Shaping.Pad pad
                ? new Shaping.Pad(
                        pad.left(),
                        pad.right(),
                        pad.top(),
                        pad.bottom(),
                        forms.range(n).nearest(pad.value()))
                : n.op();
    }

    private Value made(Node n) {
        return new Value(n, forms.isMadeInBytes(n));
    }

    private PackedKernel kernel(Fusion f) {
        org.bytedeco.pytorch.Tensor bias = f.bias();
        return new FusedConvolution(
                f.op(),
                f.weight().to(type()).contiguous(MemoryFormat.ChannelsLast),
                bias == null ? null : bias.to(type()),
                f.activationName(),
                f.input().shape());
    }

    private PackedKernel kernelOfBytes(Fusion f) {
        boolean bytes = forms.isMadeInBytes(f.end());
        return new QuantizedConvolution(
                f.op(),
                f.weight(),
                f.bias(),
                f.activation() == Unary.RELU,
                f.input().shape(),
                forms.range(f.input()),
                format(f.end(), bytes),
                f.other() == null ? null : format(f.other(), bytes));
    }

    private Format format(Node n, boolean bytes) {
        return bytes ? Format.bytes(forms.range(n)) : Format.floats(type());
    }

    private ScalarType type() {
        return precision == Precision.BF16 ? ScalarType.BFloat16 : ScalarType.Float;
    }

    private org.bytedeco.pytorch.Tensor constant(Node n) {
        org.bytedeco.pytorch.Tensor t = n.leaf() == Leaf.PARAMETER
                ? Fusion.raw(n)
                : Device.place(org.bytedeco.pytorch.Tensor.create(n.constant(), n.shape()));
        return NativeMemory.kept(t.to(type()).clone());
    }

    private void markLast(List<Node> outputs) {
        Set<Value> needed = new HashSet<>();
        outputs.forEach(n -> needed.add(Value.floats(n)));
        for (int i = steps.size() - 1; i >= 0; i--) {
            List<Value> last = new ArrayList<>();
            for (Value v : steps.get(i).inputs()) {
                if (v != null && (v.node().leaf() == null || v.bytes()) && needed.add(v)) {
                    last.add(v);
                }
            }
            steps.set(i, steps.get(i).withLast(last));
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
