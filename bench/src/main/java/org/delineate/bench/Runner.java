package org.delineate.bench;

/** One way to run networks, with the settings that are natural to it; it has a process of its own. */
interface Runner {
    /**
     * Makes a task ready to run.
     *
     * @throws IllegalArgumentException where it cannot be done; the message says why
     */
    Prepared prepare(Task task, TaskFiles material);

    /** Versions and settings, for the page. */
    String about();

    /** What can be run again and again. */
    interface Prepared extends AutoCloseable {
        /** The probabilities of the lesion [N, 1, H, W], or the loss before the step. */
        float[] run();

        @Override
        void close();
    }
}
