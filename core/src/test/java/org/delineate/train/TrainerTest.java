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
import org.delineate.dataset.Case;
import org.delineate.dataset.Dataset;
import org.delineate.dataset.Split;
import org.delineate.file.Json;
import org.delineate.image.Image;
import org.delineate.infer.MeanDice;
import org.delineate.infer.Segmenter;
import org.delineate.loss.Loss;
import org.delineate.model.Model;
import org.delineate.nn.Precision;
import org.delineate.nn.Scope;
import org.delineate.nn.Tensor;
import org.delineate.sample.Batch;
import org.delineate.sample.Preprocess;
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

    /** The history's loss is that of the network's own logits, read in another way than validation reads it. */
    @Test
    void validationLossIsThatOfTheModelOnTheValidationPart() {
        TrainConfig config = TinyRun.learning("epochs", 1, "precision", "float32", "loss", "unext");
        TinyRun.finished(config, dataset, run);
        try (Model model = Model.load(run.resolve("model.safetensors"))) {
            model.network().train(false);
            Preprocess preprocess = model.manifest().preprocess();
            double sum = 0;
            for (String name : List.of("val12", "val13", "val14")) { // the fourth shows no lesion
                Case c = dataset.find(name);
                Image image = dataset.image(c);
                Batch one =
                        Batch.of(List.of(preprocess.normalise(preprocess.resize(name, image, dataset.mask(c, image)))));
                try (Scope scope = Scope.inference()) {
                    Tensor x = Tensor.images(one.x(), 1, one.channels(), one.height(), one.width());
                    Tensor y = Tensor.of(one.y(), 1, 1, one.height(), one.width());
                    sum += Loss.UNEXT.of(model.network().forward(x), y).item();
                }
            }
            double loss = History.read(run.resolve("history.csv")).get(0).valLoss();
            assertEquals(sum / 3, loss, 1e-5);
            assertTrue(loss > 0.01, "loss " + loss);
        }
    }

    @Test
    void aFinishedRunIsProlongedAndGoesOnWithTheSameBitsWhateverInterruptsIt() {
        TrainConfig two = TinyRun.config("epochs", 2, "schedule", "cosine", "warmupEpochs", 0, "minLearningRate", 0);
        TrainConfig four = TinyRun.config("epochs", 4, "schedule", "cosine", "warmupEpochs", 0, "minLearningRate", 0);
        Path other = folder.resolve("prolonged without interruption");
        TinyRun.finished(two, dataset, run);
        TinyRun.finished(two, dataset, other);

        RecordingListener heard = new RecordingListener(p -> {
            if (p.step() == 2 * TinyRun.STEPS + 1) {
                write(run.resolve("STOP"));
            }
        });
        try (Trainer trainer = TinyRun.open(four, dataset, run, true, heard)) {
            assertEquals(Trainer.End.STOP_FILE, trainer.run(NO_LIMIT));
        }
        assertTrue(heard.notes.contains("changed  epochs from 2 to 4"), heard.notes::toString);
        assertTrue(
                heard.notes.contains("schedule cosine over 4 epochs: epoch 3 goes on at a learning rate of 5.0e-03,"
                        + " not 0.0e+00 as of 2 epochs"),
                heard.notes::toString);
        assertEquals(four, Json.read(run.resolve("config.json"), TrainConfig.class));
        RecordingListener rest = new RecordingListener();
        try (Trainer trainer = TinyRun.open(four, dataset, run, true, rest)) {
            assertEquals(Trainer.End.FINISHED, trainer.run(NO_LIMIT));
        }
        assertFalse(rest.notes.toString().contains("changed"), rest.notes::toString);
        try (Trainer trainer = TinyRun.open(four, dataset, other, true, new RecordingListener())) {
            assertEquals(Trainer.End.FINISHED, trainer.run(NO_LIMIT));
        }
        assertEquals(TinyRun.bits(other), TinyRun.bits(run));
        List<History.Epoch> history = History.read(run.resolve("history.csv"));
        assertEquals(4, history.size());
        assertEquals(0, history.get(1).learningRate(), 1e-12, "the rate at the end of two epochs");
        assertEquals(0.005 * (1 - Math.sqrt(0.5)), history.get(2).learningRate(), 1e-12, "three quarters of four");

        assertRefused(
                "epochs must be more than the 4 that the run has finished, got 3",
                () -> TinyRun.open(
                        TinyRun.config("epochs", 3, "warmupEpochs", 0, "minLearningRate", 0),
                        dataset,
                        run,
                        true,
                        new RecordingListener()));
        assertEquals(four, Json.read(run.resolve("config.json"), TrainConfig.class), "a refusal changes nothing");
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
        String remedy = ". Leave them as they were, or choose another --out; a run that goes on may change epochs,"
                + " patience, saveEverySteps, threads, loaderThreads, cacheMiB";
        assertRefused(
                "the run in " + run + " has other values: batch 2, given 3; initFrom.file none, given a.safetensors"
                        + remedy,
                () -> TinyRun.open(
                        TinyRun.config("batch", 3, "initFrom", "a.safetensors", "epochs", 9),
                        dataset,
                        run,
                        true,
                        new RecordingListener()));
        Path changed = folder.resolve("changed");
        TinyRun.dataset(changed);
        Files.copy(
                changed.resolve("masks/val15.png"),
                changed.resolve("masks/val14.png"),
                StandardCopyOption.REPLACE_EXISTING);
        Dataset other = Dataset.open(changed);
        assertRefused(
                "the run in " + run + " has other values: SHA-256 of the data set "
                        + start(dataset.hash()) + ", given " + start(other.hash()) + "; SHA-256 of the split "
                        + start(TinyRun.split(dataset).hash()) + ", given "
                        + start(TinyRun.split(other).hash()) + remedy,
                () -> TinyRun.open(TinyRun.config(), other, run, true, new RecordingListener()));
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

    private static String start(String hash) {
        return hash.substring(0, 12) + "…";
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
