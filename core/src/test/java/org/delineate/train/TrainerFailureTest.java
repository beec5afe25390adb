package org.delineate.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.delineate.dataset.Dataset;
import org.delineate.file.BadFileException;
import org.delineate.file.Hash;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes wrong in a run ends it with an error and costs no bit when it goes on. */
class TrainerFailureTest {
    private static final double NO_LIMIT = Double.POSITIVE_INFINITY;

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

    /** Weights of 1e30 make the next loss no number; 1e39 is infinite itself in single precision. */
    @ParameterizedTest
    @CsvSource({"1e30, the loss is (NaN|Infinity)", "1e39, the weights are no longer finite"})
    void absurdLearningRateIsAnErrorAndNothingBrokenIsSaved(double rate, String reason) {
        Pattern message = Pattern.compile(reason + " at step (?<step>\\d+), images \\[train\\d+, train\\d+];"
                + " the last good checkpoint is (?<last>.*): lower the learning rate or look at these images");
        run = folder.resolve("rate" + rate);
        TrainConfig config = TinyRun.config("learningRate", rate, "warmupEpochs", 0, "saveEverySteps", 1);
        RecordingListener heard = new RecordingListener();
        try (Trainer trainer = TinyRun.open(config, dataset, run, false, heard)) {
            ArithmeticException e = assertThrows(ArithmeticException.class, () -> trainer.run(NO_LIMIT));
            Matcher m = message.matcher(e.getMessage());
            assertTrue(m.matches(), e.getMessage());
            assertEquals(heard.losses.size() + 1, Integer.parseInt(m.group("step")));
            assertEquals(Checkpoint.newest(run).toString(), m.group("last"));
        }
        RecordingListener resumed = new RecordingListener();
        try (Trainer trainer = TinyRun.open(config, dataset, run, true, resumed)) {
            assertEquals(heard.losses.size(), trainer.progress().step());
            trainer.network().state().forEach((name, t) -> {
                for (float v : t.toFloats()) {
                    assertTrue(Float.isFinite(v), name);
                }
            });
        }
        assertEquals(1, resumed.notes.size(), "no note of damage");
    }

    @Test
    void badPictureIsNamedAndTheRunGoesOnWhenItIsRestored() throws IOException {
        Path data = folder.resolve("bad");
        Dataset own = TinyRun.dataset(data);
        Map<String, String> bits = TinyRun.bits(TinyRun.finished(TinyRun.config(), own, folder.resolve("good")));
        byte[] good = Files.readAllBytes(data.resolve("images/train3.png"));
        try (Trainer trainer = TinyRun.open(TinyRun.config(), own, run, false, new RecordingListener())) {
            Files.writeString(data.resolve("images/train3.png"), "no picture");
            BadFileException e = assertThrows(BadFileException.class, () -> trainer.run(NO_LIMIT));
            assertTrue(e.getMessage().contains("case train3"), e.getMessage());
        }
        Files.write(data.resolve("images/train3.png"), good);
        try (Trainer trainer = TinyRun.open(TinyRun.config(), own, run, true, new RecordingListener())) {
            trainer.run(NO_LIMIT);
        }
        assertEquals(bits, TinyRun.bits(run));
    }

    @Test
    void fullDiskEndsTheRunAndItGoesOnWhenThereIsSpace() throws IOException {
        Path full = Path.of("/dev/full"); // Linux: every write finds no space
        assumeTrue(Files.exists(full), "no device that is always full");
        Map<String, String> bits = TinyRun.bits(TinyRun.finished(TinyRun.config(), dataset, folder.resolve("space")));
        for (String file : List.of("model.safetensors", "history.csv")) {
            try (Trainer trainer =
                    TinyRun.open(TinyRun.config(), dataset, run, Checkpoint.exists(run), new RecordingListener())) {
                Files.createSymbolicLink(run.resolve(file + ".tmp"), full);
                UncheckedIOException e = assertThrows(UncheckedIOException.class, () -> trainer.run(NO_LIMIT));
                assertEquals("cannot write " + run.resolve(file) + ": No space left on device", e.getMessage());
            }
        }
        try (Trainer trainer = TinyRun.open(TinyRun.config(), dataset, run, true, new RecordingListener())) {
            trainer.run(NO_LIMIT);
        }
        assertEquals(bits, TinyRun.bits(run));
    }

    /** The newest checkpoint is damaged after its run was stopped: what was lost is done again, with the same bits. */
    @Test
    void damagedCheckpointCostsStepsButNoBits() throws IOException {
        TrainConfig config = TinyRun.config("saveEverySteps", 2);
        Map<String, String> bits = TinyRun.bits(TinyRun.finished(config, dataset, folder.resolve("undamaged")));
        Trainer[] self = new Trainer[1];
        RecordingListener heard = new RecordingListener(p -> {
            if (p.step() == 9) {
                self[0].stop();
            }
        });
        try (Trainer trainer = self[0] = TinyRun.open(config, dataset, run, false, heard)) {
            assertEquals(Trainer.End.INTERRUPTED, trainer.run(NO_LIMIT));
        }
        Files.writeString(Checkpoint.newest(run).resolve("optimizer.safetensors"), "nothing");
        RecordingListener resumed = new RecordingListener();
        try (Trainer trainer = TinyRun.open(config, dataset, run, true, resumed)) {
            assertEquals(8, trainer.progress().step());
            assertEquals(Trainer.End.FINISHED, trainer.run(NO_LIMIT));
        }
        assertTrue(resumed.notes.get(0).startsWith("step-000009 is damaged"), resumed.notes::toString);
        assertEquals("resuming from step-000008: epoch 2, batch 3", resumed.notes.get(1));
        assertEquals(bits, TinyRun.bits(run));
        assertEquals(Hash.of(run.resolve("model.safetensors")), bits.get("model"));
    }
}
