package org.delineate.bench;

import java.util.function.Supplier;

/** Runs networks with one library and its usual settings, in a process of its own. */
interface Runner {
    /**
     * Prepares a task.
     *
     * @throws IllegalArgumentException where the library cannot do it; the message says why
     */
    Prepared prepare(Task task, TaskFiles files);

    /** Returns versions and settings, for the page. */
    String about();

    /** Is a task that can be run again and again. */
    interface Prepared extends AutoCloseable {
        /** Runs once and returns the probabilities of the lesion [N, 1, H, W], or the loss before the step. */
        float[] run();

        @Override
        void close();

        static Prepared of(Supplier<float[]> run, Runnable close) {
            return new Prepared() {
                @Override
                public float[] run() {
                    return run.get();
                }

                @Override
                public void close() {
                    close.run();
                }
            };
        }
    }
}
