package org.delineate.serve;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.delineate.serve.store.AuditLog;
import org.delineate.serve.store.Images;
import org.delineate.serve.store.Sessions;
import org.delineate.serve.store.StoredImage;
import org.delineate.serve.work.Workbench;

/** Removes, every hour, sessions that are over, and pictures that are older than they may be kept. */
final class Housekeeping implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Housekeeping.class.getName());

    private final Workbench bench;
    private final int keepDays;
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "housekeeping"));

    /** @param keepDays days for which pictures are kept; 0 for ever */
    Housekeeping(Workbench bench, int keepDays) {
        this.bench = bench;
        this.keepDays = keepDays;
        clock.scheduleWithFixedDelay(this::once, 0, 1, TimeUnit.HOURS);
    }

    private void once() {
        try {
            bench.database().run(Sessions::removeOld);
            if (keepDays > 0) {
                removeBefore(Instant.now().minus(Duration.ofDays(keepDays)));
            }
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, () -> "housekeeping failed: " + e.getClass().getName());
        }
    }

    void removeBefore(Instant time) {
        List<StoredImage> old = bench.database().read(handle -> Images.before(handle, time));
        for (StoredImage image : old) {
            bench.database().run(handle -> {
                Images.delete(handle, image.id());
                AuditLog.add(handle, "retention", "delete", image.id(), image.sha256());
            });
            bench.pictures().delete(image.id());
            bench.frames().forget(image.id());
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
