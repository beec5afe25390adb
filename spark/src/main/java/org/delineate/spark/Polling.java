package org.delineate.spark;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Does something twice a second, beside what the thread waits for: tasks end on other machines. */
final class Polling implements AutoCloseable {
    private static final long EVERY_MILLISECONDS = 500;

    private final Runnable look;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "progress");
        thread.setDaemon(true);
        return thread;
    });

    Polling(Runnable look) {
        this.look = look;
        clock.scheduleAtFixedRate(look, EVERY_MILLISECONDS, EVERY_MILLISECONDS, TimeUnit.MILLISECONDS);
    }

    /** Looks for the last time, once no other look is under way. */
    @Override
    public void close() {
        clock.shutdown();
        try {
            clock.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        look.run();
    }
}
