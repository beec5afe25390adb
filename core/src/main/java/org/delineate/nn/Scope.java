package org.delineate.nn;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;

/** Frees at its end every tensor that was created inside; programs open one per training step and per prediction. */
public final class Scope implements AutoCloseable {
    private final PointerScope pointers = new PointerScope();
    private final NoGradGuard guard;

    private Scope(boolean gradients) {
        guard = gradients ? null : new NoGradGuard();
    }

    /** Opens a scope in which operations record what backward needs. */
    public static Scope training() {
        return new Scope(true);
    }

    /** Opens a scope in which no gradients are recorded. */
    public static Scope inference() {
        return new Scope(false);
    }

    @Override
    public void close() {
        if (guard != null) {
            guard.close();
        }
        pointers.close();
    }
}
