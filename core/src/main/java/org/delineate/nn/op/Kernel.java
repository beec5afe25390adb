package org.delineate.nn.op;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** Computes one tensor from others with the engine. */
public interface Kernel {
    /** Optional inputs are null. */
    Tensor run(Tensor... in);

    /**
     * Runs in a scope of its own; without one, what the kernel needs, such as a list of its inputs, keeps these alive.
     */
    default Tensor runScoped(Tensor... in) {
        PointerScope outer = PointerScope.getInnerScope();
        try (PointerScope scope = new PointerScope()) {
            // a handle of its own: a kernel may return an input, or a part of a pair that ends with this scope
            Tensor result = new Tensor(run(in));
            outer.attach(result);
            return result;
        }
    }
}
