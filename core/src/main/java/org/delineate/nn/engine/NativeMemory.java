package org.delineate.nn.engine;

import org.bytedeco.javacpp.Pointer;

/** Keeps native objects, which else are freed when the scope in which they were allocated is closed; measures memory. */
public final class NativeMemory {
    private NativeMemory() {}

    /** Returns the bytes of this process that are in memory, of its heap and beside it. */
    public static long processBytes() {
        return Pointer.physicalBytes();
    }

    /** Keeps an object beyond the scope that is open; it is freed by {@link Pointer#releaseReference}. */
    public static <P extends Pointer> P kept(P p) {
        p.retainReference();
        return p;
    }
}
