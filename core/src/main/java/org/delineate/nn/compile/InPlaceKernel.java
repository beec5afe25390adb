package org.delineate.nn.compile;

import java.util.Arrays;
import java.util.function.BinaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.delineate.nn.Graph.Node;
import org.delineate.nn.op.Convolution;
import org.delineate.nn.op.Kernel;
import org.delineate.nn.op.Normalization;
import org.delineate.nn.op.Op;
import org.delineate.nn.op.Pointwise.Binary;
import org.delineate.nn.op.Pointwise.Unary;
import org.delineate.nn.op.Products;
import org.delineate.nn.op.Shaping;

/**
 * Computes a sum or a ReLU in the memory of one of its inputs.
 *
 * <p>Where two inputs have different number formats or layouts, the result would not be like the first, so that it gets
 * memory of its own.
 */
record InPlaceKernel(Op op, int target, BinaryOperator<Tensor> change) implements Kernel {
    /**
     * The kernel of an operation in training: in place where an input may be overwritten, else the plain operation.
     *
     * @param free per input, whether nothing else reads it
     */
    static Kernel orPlain(Node n, boolean... free) {
        if (n.op() == Unary.RELU && isOverwritable(n, 0, free)) {
            return new InPlaceKernel(n.op(), 0, (a, b) -> a.relu_());
        }
        if (n.op() == Unary.RELU6 && isOverwritable(n, 0, free)) {
            return new InPlaceKernel(n.op(), 0, (a, b) -> torch.relu6_(a));
        }
        if (n.op() == Binary.ADD && isOverwritable(n, 0, free)) {
            return new InPlaceKernel(n.op(), 0, (a, b) -> a.add_(b));
        }
        if (n.op() == Binary.ADD && isOverwritable(n, 1, free)) {
            return new InPlaceKernel(n.op(), 1, (a, b) -> b.add_(a));
        }
        return n.op();
    }

    private static boolean isOverwritable(Node n, int input, boolean... free) {
        Node in = n.inputs().get(input);
        return free[input] && Arrays.equals(in.shape(), n.shape()) && isUnreadByGradient(in.op());
    }

    /** Whether an operation returns a tensor of its own, not a view, that its gradient does not read. */
    private static boolean isUnreadByGradient(Op op) {
        return op instanceof Normalization.BatchNorm
                || op instanceof Normalization.GroupNorm
                || op instanceof Convolution
                || op instanceof Products.TransposedConvolution
                || op instanceof Shaping.Cat
                || op == Binary.ADD
                || op == Binary.SUB
                || op == Binary.MUL;
    }

    @Override
    public Tensor run(Tensor... in) {
        if (in[target].is_leaf() && in[target].requires_grad()) {
            return op.run(in); // its gradient is collected, and computed, elsewhere
        }
        if (in.length == 1) {
            return change.apply(in[0], null);
        }
        return areAlike(in[0], in[1]) ? change.apply(in[0], in[1]) : op.run(in);
    }

    private static boolean areAlike(Tensor a, Tensor b) {
        boolean alike = a.scalar_type().intern() == b.scalar_type().intern() && a.dim() == b.dim();
        for (long axis = 0; alike && axis < a.dim(); axis++) {
            alike = a.stride(axis) == b.stride(axis);
        }
        return alike;
    }
}
