package org.delineate.nn.compile;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.delineate.nn.Eager;
import org.delineate.nn.Graph.Leaf;
import org.delineate.nn.Graph.Node;
import org.delineate.nn.op.Convolution;
import org.delineate.nn.op.Normalization;
import org.delineate.nn.op.Pointwise.Unary;

/**
 * A convolution with what its kernel computes along with it.
 *
 * @param norm batch norm that is folded into the weights, or null
 * @param addend map that is added to the result, or null
 * @param activation or null
 * @param end the node whose value the kernel returns
 */
record Fusion(Node convolution, Node norm, Node addend, Unary activation, Node end) {
    /** The activations that an int8 kernel has. */
    static final Set<Unary> FUSABLE_INT8 = Set.of(Unary.RELU, Unary.RELU6);

    Node input() {
        return convolution.inputs().get(0);
    }

    Convolution op() {
        return (Convolution) convolution.op();
    }

    /** The parameter that the convolution multiplies with. */
    Node weightNode() {
        return convolution.inputs().get(1);
    }

    /** Whether an int8 kernel has this activation. */
    boolean fitsInt8() {
        return activation == null || FUSABLE_INT8.contains(activation);
    }

    /** The name in tables: "convolution + sum + relu". */
    String name() {
        List<String> parts = new ArrayList<>();
        parts.add(op().groups() > 1 ? "grouped convolution" : "convolution");
        if (addend != null) {
            parts.add("sum");
        }
        if (activation != null) {
            parts.add(activation.words());
        }
        return String.join(" + ", parts);
    }

    /** Weights with the norm folded in, float32. */
    Tensor weight() {
        Tensor w = parameter(weightNode());
        return norm == null ? w : w.mul(normFactor().reshape(-1, 1, 1, 1));
    }

    /** Bias with the norm folded in, float32, or null. */
    Tensor bias() {
        Node own = convolution.inputs().get(2);
        Tensor b = own == null ? null : parameter(own);
        if (norm == null) {
            return b;
        }
        Tensor mean = parameter(norm.inputs().get(3));
        Tensor shift = (b == null ? mean.neg() : b.sub(mean)).mul(normFactor());
        return parameter(norm.inputs().get(2)).add(shift);
    }

    /** What the norm multiplies every channel with. */
    private Tensor normFactor() {
        double eps = ((Normalization.BatchNorm) norm.op()).eps();
        Tensor factor = parameter(norm.inputs().get(4)).add(new Scalar(eps)).rsqrt();
        Node weight = norm.inputs().get(1);
        return weight == null ? factor : factor.mul(parameter(weight));
    }

    /** The engine's tensor of a parameter, without its gradient; null for other nodes. */
    static Tensor parameter(Node n) {
        return n.leaf() == Leaf.PARAMETER ? Eager.raw(n.value()).detach() : null;
    }
}
