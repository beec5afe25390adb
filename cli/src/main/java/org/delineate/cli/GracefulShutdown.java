package org.delineate.cli;

import java.util.concurrent.CountDownLatch;
import org.delineate.cli.console.Output;

/** Lets Ctrl-C (and SIGTERM) end a training cleanly: asks it to stop, and holds the exit until it has saved. */
final class GracefulShutdown implements AutoCloseable {
    private final CountDownLatch saved = new CountDownLatch(1);
    private final Thread hook;

    /** @param stop asks the training to end after the step in hand */
    GracefulShutdown(Runnable stop, Output output) {
        hook = new Thread(() -> {
            output.note("stopping: the step in hand is finished, then a checkpoint is written ...");
            stop.run();
            try {
                saved.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Runtime.getRuntime().addShutdownHook(hook);
    }

    @Override
    public void close() {
        saved.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException exiting) { // the hook is what called this, and finds the latch open
            return;
        }
    }
}
