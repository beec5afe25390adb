package org.delineate.nn.op;

import java.util.function.Consumer;
import org.bytedeco.pytorch.Tensor;

/** Computes an operation and its gradient, of which the engine records nothing. */
public interface OwnGradient {
    /**
     * Is a result, a leaf that collects its gradient.
     *
     * @param backward adds the gradients to those of the inputs, as far as these collect any, from that of the result
     */
    record Computed(Tensor result, Consumer<Tensor> backward) {}

    /** Whether the gradients of these tensors can be computed here; the engine's are taken where not. */
    boolean fits(Tensor... in);

    /**
     * Computes the operation.
     *
     * @param kernel that the engine would compute it with
     * @param in handles that last until the gradient is computed
     */
    Computed run(Kernel kernel, Tensor... in);

    /** Adds a gradient to those that a tensor has collected. */
    static void collect(Tensor t, Tensor gradient) {
        if (t.grad().defined()) {
            t.grad().add_(gradient);
        } else {
            t.mutable_grad().put(gradient);
        }
    }
}
