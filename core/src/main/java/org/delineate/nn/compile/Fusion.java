package org.delineate.nn.compile;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.delineate.nn.Graph.Node;
import org.delineate.nn.op.Convolution;
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
    Node input() {
        return convolution.inputs().get(0);
    }

    /** What its kernel reads beside weights and bias. */
    List<Node> inputs() {
        return addend == null ? List.of(input()) : List.of(input(), addend);
    }

    Convolution op() {
        return (Convolution) convolution.op();
    }

    /** The parameter that the convolution multiplies with. */
    Node weightNode() {
        return convolution.inputs().get(1);
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
        return new FoldedConvolution(convolution, norm).weight();
    }

    /** Bias with the norm folded in, float32, or null. */
    Tensor bias() {
        return new FoldedConvolution(convolution, norm).bias();
    }
}
