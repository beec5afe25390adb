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
import org.delineate.nn.op.Kernel;
import org.delineate.nn.op.Op;
import org.delineate.nn.op.PackedKernel;
import org.delineate.nn.op.Pointwise;
import org.delineate.nn.op.Pointwise.Unary;

/** Translates the nodes of a graph into the operations of a {@link Program}, each with the kernel that computes it. */
final class Lowering {
    private final List<Node> outputs;
    private final ScalarType floats;
    private final FusionPlan fusions;
    private final List<CompiledOperation> operations = new ArrayList<>();
    private final List<Node> inputs = new ArrayList<>();
    private final Map<Node, Tensor> constants = new HashMap<>();

    /** Plans fusions and packs the weights. */
    Lowering(List<Node> nodes, List<Node> outputs, Precision precision) {
        this.outputs = outputs;
        floats = precision == Precision.BF16 ? ScalarType.BFloat16 : ScalarType.Float;
        fusions = new FusionPlan(nodes, outputs);
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
        Set<Node> read = new HashSet<>();
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
            constants.put(n, constant(n));
        } else {
            operations.add(operation(n));
        }
    }

    private CompiledOperation operation(Node n) {
        Fusion fusion = fusions.endingAt(n);
        if (fusion != null) {
            return new CompiledOperation(
                    fusion.name(),
                    n,
                    fusion.inputs(),
                    convolution(fusion),
                    List.of(),
                    fusion.convolution().macs(),
                    fusion);
        }
        List<Node> in = n.inputs();
        if (PatchTransposedConvolution.fits(n)) {
            return CompiledOperation.of(n, in.subList(0, 1), PatchTransposedConvolution.of(n, floats));
        }
        return CompiledOperation.of(n, in, accurate(n.op()));
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

    private Tensor constant(Node n) {
        Tensor t = n.leaf() == Leaf.PARAMETER
                ? FoldedConvolution.parameter(n)
                : Device.place(Tensor.create(n.constant(), n.shape()));
        return NativeMemory.kept(t.to(floats).clone());
    }

    private void markLastUses() {
        Set<Node> needed = new HashSet<>();
        needed.addAll(outputs);
        for (int i = operations.size() - 1; i >= 0; i--) {
            List<Node> lastUses = new ArrayList<>();
            for (Node in : operations.get(i).inputs()) {
                if (in != null && in.leaf() == null && needed.add(in)) {
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
