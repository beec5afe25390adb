package org.delineate.nn.onednn;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Owns native objects and frees them together, the last one first. */
final class Handles implements AutoCloseable {
    private final List<Runnable> frees = new ArrayList<>();

    /** Owns an object that this function frees. */
    <P> P own(P object, Consumer<P> free) {
        frees.add(() -> free.accept(object));
        return object;
    }

    @Override
    public void close() {
        for (int i = frees.size() - 1; i >= 0; i--) {
            frees.get(i).run();
        }
        frees.clear();
    }
}
