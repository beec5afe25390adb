package org.delineate.cli;

import java.util.concurrent.CountDownLatch;
import org.delineate.cli.console.Output;

/** Lets Ctrl-C (and SIGTERM) end a task cleanly: asks it to stop, and holds the exit until it is closed. */
final class GracefulShutdown implements AutoCloseable {
    static final String TRAINING = "the step in hand is finished, then a checkpoint is written";

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook;

    /** @param stop asks the task to end @param rest what it still does before it ends */
    GracefulShutdown(Runnable stop, String rest, Output output) {
        hook = new Thread(() -> {
            output.note("stopping: " + rest + " ...");
            stop.run();
            try {
                ended.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Runtime.getRuntime().addShutdownHook(hook);
    }

    @Override
    public void close() {
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException exiting) { // the hook is what called this, and finds the latch open
            return;
        }
    }
}
