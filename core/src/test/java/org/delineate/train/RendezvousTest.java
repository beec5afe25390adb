package org.delineate.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.delineate.dataset.Dataset;
import org.delineate.nn.engine.ProcessGroup;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keeps processes from training together is named on both sides; the others are threads here. */
class RendezvousTest {
    @TempDir
    static Path folder;

    private static Dataset dataset;
    private final int port = ForkedFollower.freePort();

    @BeforeAll
    static void makeData() {
        dataset = TinyRun.dataset(folder.resolve("data"));
    }

    private static Rendezvous.Announcement announcement(ProcessGroup group, TrainConfig config) {
        return Rendezvous.Announcement.of(
                config, dataset, TinyRun.split(dataset), new DataParallel(group, false, false));
    }

    /** Lets process 0 announce the small run while another answers. @return their two errors */
    private String[] errors(int size, int rank, int otherSize, Dataset other, Object... changes) {
        TrainConfig config = TinyRun.config();
        try (ProcessGroup first = Rendezvous.open(ForkedFollower.place(0, size, port, 10))) {
            CompletableFuture<String> theirs = CompletableFuture.supplyAsync(() -> message(() -> {
                try (ProcessGroup group = ProcessGroup.join(ForkedFollower.place(rank, otherSize, port, 10))) {
                    Rendezvous.Announcement what = Rendezvous.hear(group);
                    return Rendezvous.answer(group, () -> {
                        what.requireSame(TinyRun.config(changes), other, new DataParallel(group, false, false));
                        return "same";
                    });
                }
            }));
            String own = message(() -> {
                Rendezvous.announce(first, announcement(first, config));
                return "begun";
            });
            return new String[] {own, theirs.get()};
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String message(Supplier<String> action) {
        try {
            return action.get();
        } catch (RuntimeException e) {
            return e.getMessage();
        }
    }

    @Test
    void beginsWhereAllHaveTheSame() {
        String[] said = errors(2, 1, 2, dataset, "threads", 3);
        assertEquals("begun", said[0]);
        assertEquals("same", said[1]);
    }

    @Test
    void namesOtherValues() {
        String[] said = errors(2, 1, 2, dataset, "batch", 4, "seed", 9);
        assertTrue(said[1].contains("batch 4, process 0 2; seed 9, process 0 1"), said[1]);
        assertTrue(said[0].contains("the training cannot begin: process 1: it was given other values"), said[0]);
    }

    @Test
    void namesOtherData() throws Exception {
        Dataset other = TinyRun.dataset(folder.resolve("other"));
        Files.delete(folder.resolve("other/images/train3.png"));
        Files.delete(folder.resolve("other/masks/train3.png"));
        other = Dataset.open(folder.resolve("other"));
        String[] said = errors(2, 1, 2, other);
        assertTrue(said[1].contains("15 cases, SHA-256"), said[1]);
        assertTrue(said[0].contains("process 0: 16 cases, SHA-256"), said[0]);
    }

    @Test
    void namesAnotherCountOfProcesses() {
        String[] said = errors(2, 1, 3, dataset);
        assertTrue(said[1].contains("it counts 3 processes, process 0 counts 2"), said[1]);
        assertTrue(said[0].contains("process 1: it counts 3 processes"), said[0]);
    }

    @Test
    void namesProcessesThatDoNotCome() {
        try (ProcessGroup first = Rendezvous.open(ForkedFollower.place(0, 3, port, 1))) {
            Rendezvous.Announcement what = announcement(first, TinyRun.config());
            String text = assertThrows(UncheckedIOException.class, () -> Rendezvous.announce(first, what))
                    .getMessage();
            assertTrue(text.contains("of 3 processes these did not come within 1 s: 1, 2"), text);
        }
    }

    @Test
    void namesARankThatIsTaken() {
        try (ProcessGroup first = Rendezvous.open(ForkedFollower.place(0, 3, port, 10));
                ProcessGroup one = ProcessGroup.join(ForkedFollower.place(1, 3, port, 10));
                ProcessGroup again = ProcessGroup.join(ForkedFollower.place(1, 3, port, 10))) {
            one.count("here/1");
            String text = assertThrows(IllegalArgumentException.class, () -> Rendezvous.hear(again))
                    .getMessage();
            assertTrue(text.contains("process 1 is there already"), text);
        }
    }

    @Test
    void namesAPortAndAHostThatCannotBe() {
        try (ProcessGroup first = Rendezvous.open(ForkedFollower.place(0, 2, port, 1))) {
            String text = assertThrows(
                            IllegalArgumentException.class, () -> Rendezvous.open(ForkedFollower.place(0, 2, port, 1)))
                    .getMessage();
            assertTrue(text.contains("cannot listen at 127.0.0.1:" + port), text);
        }
        ProcessGroup.Place far = new ProcessGroup.Place(0, 2, "192.0.2.1", port, java.time.Duration.ofSeconds(1));
        String text = assertThrows(IllegalArgumentException.class, () -> Rendezvous.open(far))
                .getMessage();
        assertTrue(text.contains("192.0.2.1 (192.0.2.1) is no address of this one"), text);
        String silent = assertThrows(
                        UncheckedIOException.class, () -> ProcessGroup.join(ForkedFollower.place(1, 2, port, 1)))
                .getMessage();
        assertTrue(silent.contains("process 0 did not answer at 127.0.0.1:" + port + " within 1 s"), silent);
    }
}
