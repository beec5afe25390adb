package org.delineate.nn;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;

/** Everything made inside is freed at its end: one per training step, one per prediction, nowhere else. */
public final class Scope implements AutoCloseable {
    private final PointerScope pointers = new PointerScope();
    private final NoGradGuard guard;

    private Scope(boolean gradients) {
        guard = gradients ? null : new NoGradGuard();
    }

    /** Operations record what backward needs. */
    public static Scope training() {
        return new Scope(true);
    }

    /** No gradients are recorded. */
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
