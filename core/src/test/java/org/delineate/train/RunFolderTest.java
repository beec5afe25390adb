package org.delineate.train;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.delineate.dataset.Dataset;
import org.delineate.file.BadFileException;
import org.delineate.model.Model;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** A folder belongs to one training at a time, and what happens to it costs nothing that was learned. */
class RunFolderTest {
    private static final double NO_LIMIT = Double.POSITIVE_INFINITY;
    private static final TrainConfig CONFIG = TinyRun.learning("epochs", 2);

    @TempDir
    static Path folder;

    private static Dataset dataset;
    private Path run;

    @BeforeAll
    static void makeData() {
        dataset = TinyRun.dataset(folder.resolve("data"));
    }

    @BeforeEach
    void choose(TestInfo test) {
        run = folder.resolve(test.getTestMethod().orElseThrow().getName());
    }

    private static Trainer open(Path run, boolean resume, Trainer.Listener listener) {
        return TinyRun.open(CONFIG, dataset, run, resume, listener);
    }

    @Test
    void secondTrainingIsRefusedWithTheProcessOfTheFirst() {
        TrainConfig config = TinyRun.learning("epochs", 1000, "saveEverySteps", 1);
        try (ForkedRun first = new ForkedRun(config, folder.resolve("data"), run, folder, 0)) {
            String line = first.line();
            while (line != null && !line.startsWith("step 2 ")) {
                line = first.line();
            }
            for (boolean resume : new boolean[] {true, false}) {
                String message = assertThrows(IllegalArgumentException.class, () -> open(run, resume, null))
                        .getMessage();
                assertEquals(
                        "process " + first.pid() + " is writing into " + run
                                + ": wait for its end, or choose another --out",
                        message);
            }
            first.kill();
            assertEquals(137, first.exitValue());
        }
        try (Trainer trainer = TinyRun.open(config, dataset, run, true, new RecordingListener())) {
            assertTrue(trainer.progress().step() > 0, "after kill -9 it goes on without more ado");
        }
    }

    @Test
    void secondTrainingOfOneProcessIsRefusedToo() throws IOException {
        Path other = folder.resolve("link");
        try (Trainer trainer = open(run, false, new RecordingListener())) {
            Files.createSymbolicLink(other, run);
            for (Path same : List.of(run, other)) {
                String message = assertThrows(IllegalArgumentException.class, () -> open(same, true, null))
                        .getMessage();
                assertTrue(
                        message.startsWith("process " + ProcessHandle.current().pid() + " is writing"), message);
            }
            assertEquals(Trainer.End.FINISHED, trainer.run(NO_LIMIT));
        }
        open(run, true, new RecordingListener()).close();
    }

    @Test
    void deletedFolderIsAnErrorAndTheRunGoesOnWhereItWasSaved() {
        RecordingListener deleting = new RecordingListener(p -> {
            if (p.step() == TinyRun.STEPS + 2) {
                delete(run);
            }
        });
        Path saved = folder.resolve(run.getFileName() + "-saved");
        try (Trainer trainer = open(run, false, deleting)) {
            UncheckedIOException e = assertThrows(UncheckedIOException.class, () -> trainer.run(NO_LIMIT));
            assertEquals(
                    "the folder " + run + " was deleted while the run trained; weights, optimizer and documents are"
                            + " saved in " + saved + ": continue with --out " + saved + " --resume",
                    e.getMessage());
        }
        assertFalse(Files.exists(run), "nothing is written where the folder was");
        Model.load(new RunFolder(saved).model());
        assertEquals(CONFIG, PartialConfig.read(new RunFolder(saved).config()).complete());
        RecordingListener heard = new RecordingListener();
        try (Trainer trainer = open(saved, true, heard)) {
            assertEquals(2 * TinyRun.STEPS, trainer.progress().step());
            assertEquals(Trainer.End.FINISHED, trainer.run(NO_LIMIT));
            assertTrue(trainer.progress().validations().best()
                    >= heard.epochs.get(0).valDice());
        }
        Path undisturbed = TinyRun.finished(CONFIG, dataset, folder.resolve("undisturbed"));
        assertEquals(
                TinyRun.bits(undisturbed).get("weights"), TinyRun.bits(saved).get("weights"));
    }

    /** A folder of the same name is not the one that the training began in. */
    @Test
    void replacedFolderIsLeftAlone() throws IOException {
        RecordingListener replacing = new RecordingListener(p -> {
            if (p.step() == 1) {
                delete(run);
                create(run);
            }
        });
        Files.createDirectories(folder.resolve(run.getFileName() + "-saved"));
        try (Trainer trainer = open(run, false, replacing)) {
            String message = assertThrows(UncheckedIOException.class, () -> trainer.run(NO_LIMIT))
                    .getMessage();
            assertTrue(message.contains(run.getFileName() + "-saved-2"), message);
        }
        try (Stream<Path> files = Files.list(run)) {
            assertEquals(0, files.count());
        }
    }

    @Test
    void sameCommandWorksAfterAFailureBeforeTheFirstStep() throws IOException {
        Path data = folder.resolve("failing");
        Dataset own = TinyRun.dataset(data);
        for (int i = 0; i < 12; i++) { // all training masks: one of them is in the first batch
            Path mask = folder.resolve("data/masks/train" + (i + 1) % 12 + ".png");
            Files.copy(mask, data.resolve("masks/train" + i + ".png"), REPLACE_EXISTING);
        }
        try (Trainer trainer = TinyRun.open(CONFIG, own, run, false, new RecordingListener())) {
            assertThrows(BadFileException.class, () -> trainer.run(NO_LIMIT));
            assertEquals(0, trainer.progress().step());
        }
        TinyRun.dataset(data);
        assertEquals(
                TinyRun.bits(TinyRun.finished(CONFIG, dataset, folder.resolve("at once"))),
                TinyRun.bits(TinyRun.finished(CONFIG, own, run)));
        String message = assertThrows(IllegalArgumentException.class, () -> open(run, false, null))
                .getMessage();
        assertTrue(message.contains("already holds a run"), message);
    }

    private static void delete(Path run) {
        try (Stream<Path> all = Files.walk(run)) {
            for (Path p : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(p);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void create(Path folder) {
        try {
            Files.createDirectory(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
