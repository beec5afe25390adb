package org.delineate.nn.compile;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.delineate.nn.Eager;
import org.delineate.nn.Graph.Leaf;
import org.delineate.nn.Graph.Node;
import org.delineate.nn.op.Normalization;

/**
 * A convolution into whose weights the batch norm after it is folded.
 *
 * @param norm in evaluation; null for none
 */
public record FoldedConvolution(Node convolution, Node norm) {
    /** What a batch norm in evaluation does to each channel: a product and a sum. */
    public record Line(float[] factor, float[] offset) {}

    /** Weights, float32. */
    public Tensor weight() {
        Tensor w = parameter(convolution.inputs().get(1));
        return norm == null ? w : w.mul(factor(norm).reshape(-1, 1, 1, 1));
    }

    /** Bias, float32, or null. */
    public Tensor bias() {
        Node own = convolution.inputs().get(2);
        Tensor b = own == null ? null : parameter(own);
        if (norm == null) {
            return b;
        }
        Tensor mean = parameter(norm.inputs().get(3));
        return shifted(b == null ? mean.neg() : b.sub(mean));
    }

    private Tensor shifted(Tensor bias) {
        Tensor shift = bias.mul(factor(norm));
        Node own = norm.inputs().get(2);
        return own == null ? shift : parameter(own).add(shift);
    }

    /** A batch norm of its own. */
    public static Line line(Node norm) {
        Tensor offset = new FoldedConvolution(null, norm)
                .shifted(parameter(norm.inputs().get(3)).neg());
        return new Line(new Eager(factor(norm)).toFloats(), new Eager(offset).toFloats());
    }

    /** What the norm multiplies every channel with. */
    private static Tensor factor(Node norm) {
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
