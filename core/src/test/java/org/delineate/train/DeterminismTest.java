package org.delineate.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.delineate.dataset.Dataset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The bits of a run are a function of configuration and data: not of repetition, threads that load, memory or
 * interruptions.
 */
class DeterminismTest {
    /** All that has a state: average, plateau, warm-up, validations that are left out, checkpoints inside the epoch. */
    private static final Object[] CHANGES = {
        "schedule", "plateau", "plateauPatience", 1, "warmupEpochs", 0.5, "validateEvery", 2, "saveEverySteps", 4
    };

    private static final TrainConfig CONFIG = TinyRun.learning(CHANGES);

    @TempDir
    static Path folder;

    private static Dataset dataset;
    private static Map<String, String> bits;

    @BeforeAll
    static void trainWithoutInterruption() {
        dataset = TinyRun.dataset(folder.resolve("data"));
        Path run = TinyRun.finished(CONFIG, dataset, folder.resolve("run"));
        bits = TinyRun.bits(run);
        assertEquals(4 + 4, bits.size());
        assertTrue(
                History.read(run.resolve("history.csv")).get(3).valDice() > 0.5,
                "a network that learns nothing proves nothing");
    }

    @Test
    void sameRunTwiceHasTheSameBits() {
        assertEquals(bits, TinyRun.bits(TinyRun.finished(CONFIG, dataset, folder.resolve("again"))));
    }

    @Test
    void threadsThatLoadAndMemoryDoNotMatter() {
        Object[] changes = {"loaderThreads", 4, "cacheMiB", 0};
        Map<String, String> other = TinyRun.bits(TinyRun.finished(with(changes), dataset, folder.resolve("threads")));
        other.put("model", bits.get("model")); // the model file states the configuration
        assertEquals(bits, other);
    }

    @Test
    void anotherSeedHasOtherBits() {
        Path run = TinyRun.finished(with("seed", 2, "epochs", 1), dataset, folder.resolve("seed"));
        assertNotEquals(bits.get("epoch 1"), TinyRun.bits(run).get("epoch 1"));
    }

    /** A run that stops after every step, inside epochs and at their ends. */
    @Test
    void stoppedAndResumedAtEveryStepHasTheSameBits() {
        Path run = folder.resolve("stop");
        TreeSet<Long> stops = new TreeSet<>();
        Trainer.End end;
        do {
            AtomicReference<Trainer> self = new AtomicReference<>();
            RecordingListener heard =
                    new RecordingListener(progress -> self.get().stop());
            try (Trainer trainer = TinyRun.open(CONFIG, dataset, run, Checkpoint.exists(run), heard)) {
                self.set(trainer);
                end = trainer.run(Double.POSITIVE_INFINITY);
                stops.add(trainer.progress().step());
            }
        } while (end == Trainer.End.INTERRUPTED);
        assertEquals(Trainer.End.FINISHED, end);
        assertEquals(4 * TinyRun.STEPS, stops.size());
        assertEquals(bits, TinyRun.bits(run));
    }

    @Test
    void stopFileAtEveryFifthStepHasTheSameBits() {
        Path run = folder.resolve("file");
        Trainer.End end;
        int resumes = 0;
        do {
            RecordingListener heard = new RecordingListener(progress -> {
                if (progress.step() % 5 == 0) {
                    write(run.resolve("STOP"));
                }
            });
            try (Trainer trainer = TinyRun.open(CONFIG, dataset, run, resumes > 0, heard)) {
                end = trainer.run(Double.POSITIVE_INFINITY);
            }
            resumes++;
        } while (end == Trainer.End.STOP_FILE);
        assertEquals(Trainer.End.FINISHED, end);
        assertEquals(5, resumes);
        assertEquals(bits, TinyRun.bits(run));
    }

    private static TrainConfig with(Object... more) {
        Object[] all = new Object[CHANGES.length + more.length];
        System.arraycopy(CHANGES, 0, all, 0, CHANGES.length);
        System.arraycopy(more, 0, all, CHANGES.length, more.length);
        return TinyRun.learning(all);
    }

    private static void write(Path file) {
        try {
            Files.createFile(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
