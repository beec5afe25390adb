package org.delineate.spark;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.spark.util.LongAccumulator;
import org.delineate.cli.console.Bar;

/** Moves a bar as tasks end on other machines. */
final class Progress implements AutoCloseable {
    private static final long EVERY_MILLISECONDS = 500;

    private final Bar bar;
    private final LongAccumulator done;
    private final long total;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "progress");
        thread.setDaemon(true);
        return thread;
    });
    private volatile long kept;

    Progress(Bar bar, LongAccumulator done, long total) {
        this.bar = bar;
        this.done = done;
        this.total = total;
        clock.scheduleAtFixedRate(this::show, EVERY_MILLISECONDS, EVERY_MILLISECONDS, TimeUnit.MILLISECONDS);
    }

    private void show() {
        // frames of one file count one by one, and tasks of a lost machine twice
        bar.at(Math.max(kept, Math.min(total, done.value())), kept + " kept");
    }

    /** Says how many files have their results for good. */
    void committed(long files) {
        kept = files;
    }

    @Override
    public void close() {
        clock.shutdown();
        try {
            clock.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        bar.at(kept, kept + " kept");
    }
}
