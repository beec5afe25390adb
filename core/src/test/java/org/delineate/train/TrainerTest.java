package org.delineate.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.delineate.dataset.Dataset;
import org.delineate.dataset.Split;
import org.delineate.file.Json;
import org.delineate.infer.MeanDice;
import org.delineate.infer.Segmenter;
import org.delineate.model.Model;
import org.delineate.nn.Precision;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** How a run begins and ends. */
class TrainerTest {
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

    @Test
    void leavesAFolderThatTellsTheWholeRun() {
        TrainConfig config = TinyRun.learning("epochs", 3, "validateEvery", 2);
        RecordingListener heard = new RecordingListener();
        try (Trainer trainer = TinyRun.open(config, dataset, run, false, heard)) {
            assertEquals(Trainer.End.FINISHED, trainer.run(NO_LIMIT));
            assertTrue(Trainer.End.FINISHED.isFinal());
            assertEquals(Trainer.End.FINISHED, trainer.run(NO_LIMIT), "nothing is left to do");
        }
        assertEquals(config, Json.read(run.resolve("config.json"), TrainConfig.class));
        assertEquals(TinyRun.split(dataset), Split.read(run.resolve("split.json")));
        assertEquals(3 * TinyRun.STEPS, heard.losses.size());
        List<History.Epoch> history = History.read(run.resolve("history.csv"));
        assertEquals(heard.epochs, history);
        for (int i = 0; i < 3; i++) {
            double mean = heard.losses.subList(i * TinyRun.STEPS, (i + 1) * TinyRun.STEPS).stream()
                    .mapToDouble(l -> l)
                    .average()
                    .orElseThrow();
            assertEquals(mean, history.get(i).trainLoss(), 1e-12);
            assertTrue(history.get(i).seconds() > 0);
            assertTrue(history.get(i).networkShare() > 0 && history.get(i).networkShare() <= 1);
        }
        assertEquals(
                List.of(true, false, false),
                history.stream().map(e -> Double.isNaN(e.valDice())).toList());
        assertTrue(history.get(2).trainLoss() < history.get(0).trainLoss(), history::toString);
    }

    /** The model file alone, read by whoever has it, scores what the history says of its epoch. */
    @Test
    void modelFileScoresWhatTheHistorySays() {
        TrainConfig config = TinyRun.learning("epochs", 6);
        TinyRun.finished(config, dataset, run);
        History.Epoch best = History.read(run.resolve("history.csv")).stream()
                .max((a, b) -> Double.compare(a.valDice(), b.valDice()))
                .orElseThrow();
        Model model = Model.load(run.resolve("model.safetensors"));
        Map<String, Double> scores = model.manifest().provenance().scores();
        assertEquals(Map.of("val_dice", best.valDice(), "epoch", (double) best.epoch()), scores);
        double dice = new MeanDice(dataset, TinyRun.split(dataset).cases(dataset, Split.VAL))
                .of(Segmenter.of(model, Precision.of(config.resources().precision())));
        assertEquals(best.valDice(), dice, 0);
        assertTrue(dice > 0.5, "learned next to nothing: " + dice);
    }

    @Test
    void rateFollowsWarmUpAndSchedule() {
        TrainConfig config = TinyRun.config(
                "epochs",
                4,
                "warmupEpochs",
                2,
                "learningRate",
                0.01,
                "minLearningRate",
                0.001,
                "schedule",
                "cosine",
                "validateEvery",
                4);
        RecordingListener heard = new RecordingListener();
        try (Trainer trainer = TinyRun.open(config, dataset, run, false, heard)) {
            trainer.run(NO_LIMIT);
        }
        double[] expected = { // at the ends of the epochs: warm-up rises by 1/12 with each step, the next one's is
            // stated
            (0.001 + 0.0045 * (1 + Math.sqrt(0.5))) * 7 / 12, 0.0055, 0.001 + 0.0045 * (1 - Math.sqrt(0.5)), 0.001
        };
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], heard.epochs.get(i).learningRate(), 1e-12);
        }
    }

    /** A rate so small that no Dice changes: no validation after the first is progress. */
    @Test
    void plateauHalvesTheRateAndPatienceEndsTheRun() {
        TrainConfig config = TinyRun.config(
                "epochs",
                20,
                "learningRate",
                1e-12,
                "minLearningRate",
                0,
                "weightDecay",
                0,
                "warmupEpochs",
                0,
                "schedule",
                "plateau",
                "plateauPatience",
                2,
                "patience",
                5,
                "minDelta",
                0.01);
        RecordingListener heard = new RecordingListener();
        try (Trainer trainer = TinyRun.open(config, dataset, run, false, heard)) {
            assertEquals(Trainer.End.EARLY_STOPPED, trainer.run(NO_LIMIT));
            assertTrue(Trainer.End.EARLY_STOPPED.isFinal());
        }
        List<Double> rates =
                heard.epochs.stream().map(History.Epoch::learningRate).toList();
        assertEquals(List.of(1e-12, 1e-12, 1e-12, 5e-13, 5e-13, 2.5e-13), rates);
        try (Trainer trainer = TinyRun.open(config, dataset, run, true, new RecordingListener())) {
            assertEquals(Trainer.End.EARLY_STOPPED, trainer.run(NO_LIMIT), "nothing to resume");
        }
    }

    @Test
    void stopFileEndsTheRunAfterTheStepInHandAndIsDeleted() throws IOException {
        RecordingListener heard = new RecordingListener(p -> {
            if (p.step() == 4) {
                write(run.resolve("STOP"));
            }
        });
        try (Trainer trainer = TinyRun.open(TinyRun.config(), dataset, run, false, heard)) {
            assertEquals(Trainer.End.STOP_FILE, trainer.run(NO_LIMIT));
            assertFalse(Trainer.End.STOP_FILE.isFinal());
            assertEquals(4, trainer.progress().step());
        }
        assertEquals("step-000004", Checkpoint.newest(run).getFileName().toString());
        assertFalse(Files.exists(run.resolve("STOP")));
    }

    @Test
    void maxMinutesEndTheRunWithACheckpoint() {
        double minutes = 0.3 / 60;
        try (Trainer trainer =
                TinyRun.open(TinyRun.config("epochs", 500), dataset, run, false, new RecordingListener())) {
            long begin = System.nanoTime();
            assertEquals(Trainer.End.OUT_OF_TIME, trainer.run(minutes));
            assertTrue((System.nanoTime() - begin) / 60e9 >= minutes);
            assertEquals(
                    String.format("step-%06d", trainer.progress().step()),
                    Checkpoint.newest(run).getFileName().toString());
            long reached = trainer.progress().step();
            assertTrue(reached > 0);
            assertEquals(Trainer.End.OUT_OF_TIME, trainer.run(minutes), "the time is counted anew");
            assertTrue(trainer.progress().step() > reached);
            for (double wrong : new double[] {0, -1, Double.NaN}) {
                assertEquals(
                        "maxMinutes must be greater than 0, got " + wrong,
                        assertThrows(IllegalArgumentException.class, () -> trainer.run(wrong))
                                .getMessage());
            }
        }
    }

    @Test
    void stopFromAnotherThreadEndsTheRun() throws InterruptedException {
        try (Trainer trainer =
                TinyRun.open(TinyRun.config("epochs", 500), dataset, run, false, new RecordingListener())) {
            Thread other = new Thread(() -> {
                while (trainer.progress().step() < 2) {
                    Thread.onSpinWait();
                }
                trainer.stop();
            });
            other.start();
            assertEquals(Trainer.End.INTERRUPTED, trainer.run(NO_LIMIT));
            other.join();
            assertFalse(Trainer.End.INTERRUPTED.isFinal());
        }
    }

    @Test
    void runInTheFolderIsNotOverwritten() {
        TrainConfig config = TinyRun.config("epochs", 1);
        TinyRun.open(config, dataset, run, false, new RecordingListener()).close(); // no step: there is nothing to lose
        try (Trainer again = TinyRun.open(config, dataset, run, false, new RecordingListener())) {
            again.run(NO_LIMIT);
        }
        assertRefused(
                run + " already holds a run: add --resume to continue it, or choose another --out",
                () -> TinyRun.open(config, dataset, run, false, new RecordingListener()));
    }

    @Test
    void nothingToResumeIsSaid() {
        assertRefused(
                run + " holds no run to resume: leave --resume out to start one",
                () -> TinyRun.open(TinyRun.config(), dataset, run, true, new RecordingListener()));
        assertFalse(Files.exists(run), "and nothing is written");
    }

    @Test
    void anotherConfigurationOrOtherDataIsNotResumed() throws IOException {
        TinyRun.open(TinyRun.config(), dataset, run, false, new RecordingListener())
                .close();
        String message = "the run in " + run + " has another configuration or data: resume it with its own config.json,"
                + " or choose another --out";
        assertRefused(
                message, () -> TinyRun.open(TinyRun.config("batch", 3), dataset, run, true, new RecordingListener()));
        Path changed = folder.resolve("changed");
        TinyRun.dataset(changed);
        Files.copy(
                changed.resolve("masks/val15.png"),
                changed.resolve("masks/val14.png"),
                StandardCopyOption.REPLACE_EXISTING);
        assertRefused(
                message,
                () -> TinyRun.open(TinyRun.config(), Dataset.open(changed), run, true, new RecordingListener()));
    }

    @Test
    void emptyTrainingPartIsRefused() {
        Split split = new Split(
                "test",
                0,
                List.of(),
                "",
                new TreeMap<>(Map.of(Split.TRAIN, List.of(), Split.VAL, List.of("val12"))),
                List.of());
        assertRefused(
                "the split has no case to train with",
                () -> new Trainer(
                        TinyRun.config(),
                        dataset,
                        split,
                        run,
                        TinyRun.provenance(TinyRun.config(), dataset, split),
                        false,
                        new RecordingListener()));
        assertFalse(Files.exists(run));
    }

    /** Without a lesion to find in validation there is no Dice, and the newest weights are the model. */
    @Test
    void validationWithoutALesionKeepsTheNewestModel() {
        Split split = new Split(
                "test",
                0,
                List.of(),
                "",
                new TreeMap<>(Map.of(Split.TRAIN, List.of("train0", "train1", "train2"), Split.VAL, List.of("val15"))),
                List.of());
        TrainConfig config = TinyRun.config("epochs", 2, "patience", 1, "batch", 8);
        RecordingListener heard = new RecordingListener();
        try (Trainer trainer =
                new Trainer(config, dataset, split, run, TinyRun.provenance(config, dataset, split), false, heard)) {
            assertEquals(Trainer.End.FINISHED, trainer.run(NO_LIMIT));
        }
        assertEquals(2, heard.losses.size(), "three pictures are one batch where eight are wanted");
        assertTrue(heard.epochs.stream().allMatch(e -> Double.isNaN(e.valDice())));
        Map<String, Double> scores = Model.load(run.resolve("model.safetensors"))
                .manifest()
                .provenance()
                .scores();
        assertEquals(Map.of("epoch", 2.0), scores, "what was not measured is not told");
    }

    private static void assertRefused(String message, Runnable action) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, action::run).getMessage());
    }

    private static void write(Path file) {
        try {
            Files.createFile(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
