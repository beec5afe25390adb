package org.delineate.tracking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.delineate.file.Folders;
import org.delineate.file.Json;
import org.delineate.model.Manifest;
import org.delineate.train.History;
import org.delineate.train.Progress;
import org.delineate.train.Recipe;
import org.delineate.train.RunFolder;
import org.delineate.train.Trainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that takes every connection and never says a word. */
class TrackedRunTest {
    private static final Manifest.Provenance PROVENANCE = new Manifest.Provenance(
            new Manifest.Data("discs", "1", "2", null, null),
            1,
            Json.treeOf(Recipe.of("unet")),
            Map.of(),
            "3",
            "4",
            "5");

    @TempDir
    private Path folder;

    private final List<String> notes = new ArrayList<>();

    private final Trainer.Listener listener = new Trainer.Listener() {
        @Override
        public void step(Progress progress, int batches, double loss) {}

        @Override
        public void epoch(History.Epoch epoch, Progress progress) {}

        @Override
        public void note(String text) {
            notes.add(text);
        }
    };

    @Test
    void makesNoTrainingWait() throws Exception {
        RunFolder run = new RunFolder(Files.createDirectory(folder.resolve("run")));
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Tracking tracking = new Tracking("http://localhost:" + silent.getLocalPort(), null);
            TrackedRun tracked = new TrackedRun(tracking, run, PROVENANCE, listener, Duration.ofMillis(1500));
            tracked.begin(0);
            long before = System.nanoTime();
            for (int i = 1; i <= 1000; i++) {
                tracked.epoch(new History.Epoch(i, 1, 0.5, 1e-3, 60, 1, 1), null);
            }
            assertTrue(System.nanoTime() - before < 1e9, "a thousand epochs waited");
            before = System.nanoTime();
            tracked.end(Trainer.End.FINISHED);
            double seconds = (System.nanoTime() - before) / 1e9;
            assertTrue(seconds > 1.4 && seconds < 4, "the end waited " + seconds + " s");
            tracked.close();
            assertEquals(
                    List.of("caution: MLflow has not got epochs from 1 on, and how the run ended; --resume sends it:"
                            + " MLflow server " + tracking.url() + " has not answered in 1 s"),
                    notes);
            assertTrue(TrackedRun.isUnsent(run));
            assertEquals(new Tracking(tracking.url(), "discs"), Tracking.of(run), "--resume goes on there");
        }
    }

    /** A training whose folder was deleted saves elsewhere: the old name must not come back. */
    @Test
    void makesNoDeletedFolderAnew() throws Exception {
        RunFolder run = new RunFolder(Files.createDirectory(folder.resolve("run")));
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Tracking tracking = new Tracking("http://localhost:" + silent.getLocalPort(), null);
            try (TrackedRun tracked = new TrackedRun(tracking, run, PROVENANCE, listener, Duration.ofMillis(10))) {
                tracked.begin(0);
                Folders.delete(run.path());
            }
            new RunLink(tracking.url(), "discs", "1", true).write(run);
        }
        assertTrue(Files.notExists(run.path()));
    }
}
