package org.delineate.nn.engine;

import org.bytedeco.javacpp.Pointer;

/** How long a native object lives: until the scope in which it was allocated is closed, unless it is kept. */
public final class NativeMemory {
    private NativeMemory() {}

    /** Keeps an object beyond the scope that is open; it is freed by {@link Pointer#releaseReference}. */
    public static <P extends Pointer> P kept(P p) {
        p.retainReference();
        return p;
    }
}
