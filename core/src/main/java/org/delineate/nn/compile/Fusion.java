package org.delineate.nn.compile;

import java.util.ArrayList;
import java.util.List;
import org.delineate.nn.Eager;
import org.delineate.nn.Graph.Leaf;
import org.delineate.nn.Graph.Node;
import org.delineate.nn.Tensor;
import org.delineate.nn.op.Convolution;
import org.delineate.nn.op.Normalization;
import org.delineate.nn.op.Pointwise.Unary;

/**
 * A convolution and what its kernel does with it.
 *
 * @param norm folded into the weights, or null
 * @param other added, or null
 * @param activation or null
 * @param end the tensor that the kernel makes
 */
record Fusion(Node convolution, Node norm, Node other, Unary activation, Node end) {
    Node input() {
        return convolution.inputs().get(0);
    }

    Convolution op() {
        return (Convolution) convolution.op();
    }

    /** The tensor of the module that it multiplies with. */
    Tensor key() {
        return convolution.inputs().get(1).value();
    }

    List<Node> inputs() {
        return other == null ? List.of(input()) : List.of(input(), other);
    }

    /** Can a kernel of bytes do it all? */
    boolean fitsBytes() {
        return activation == null || activation == Unary.RELU;
    }

    String name() {
        List<String> parts = new ArrayList<>();
        parts.add(op().groups() > 1 ? "grouped convolution" : "convolution");
        if (other != null) {
            parts.add("sum");
        }
        if (activation != null) {
            parts.add(activationName());
        }
        return String.join(" + ", parts);
    }

    /** As the engine's kernels call it: none, relu, sigmoid or gelu. */
    String activationName() {
        return activation == null ? "none" : activation.words();
    }

    /** Weights with the norm folded in, float32. */
    org.bytedeco.pytorch.Tensor weight() {
        org.bytedeco.pytorch.Tensor w = raw(convolution.inputs().get(1));
        return norm == null ? w : w.mul(factor().reshape(-1, 1, 1, 1));
    }

    /** Bias with the norm folded in, float32, or null. */
    org.bytedeco.pytorch.Tensor bias() {
        Node own = convolution.inputs().get(2);
        org.bytedeco.pytorch.Tensor b = own == null ? null : raw(own);
        if (norm == null) {
            return b;
        }
        org.bytedeco.pytorch.Tensor mean = raw(norm.inputs().get(3));
        return raw(norm.inputs().get(2)).add((b == null ? mean.neg() : b.sub(mean)).mul(factor()));
    }

    private org.bytedeco.pytorch.Tensor factor() {
        org.bytedeco.pytorch.Tensor factor = raw(norm.inputs().get(4))
                .add(new org.bytedeco.pytorch.Scalar(((Normalization.Batch) norm.op()).eps()))
                .rsqrt();
        Node weight = norm.inputs().get(1);
        return weight == null ? factor : factor.mul(raw(weight));
    }

    static org.bytedeco.pytorch.Tensor raw(Node n) {
        return n.leaf() == Leaf.PARAMETER ? Eager.raw(n.value()).detach() : null;
    }
}
