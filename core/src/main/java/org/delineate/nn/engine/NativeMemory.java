package org.delineate.nn.engine;

import org.bytedeco.javacpp.Pointer;

/** Keeps native objects, which else are freed when the scope in which they were allocated is closed. */
public final class NativeMemory {
    private NativeMemory() {}

    /** Keeps an object beyond the scope that is open; it is freed by {@link Pointer#releaseReference}. */
    public static <P extends Pointer> P kept(P p) {
        p.retainReference();
        return p;
    }
}
