package org.delineate.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.delineate.checkpoint.SafeTensors;
import org.delineate.dataset.Dataset;
import org.delineate.dataset.Split;
import org.delineate.infer.MeanDice;
import org.delineate.infer.Segmenter;
import org.delineate.model.Model;
import org.delineate.nn.Precision;
import org.delineate.nn.layer.Weights;
import org.delineate.zoo.Zoo;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every network of the registry trains as the command trains it, with the options that a user leaves out: averages,
 * checkpoints, a pause, validation, and the model read again. Only pictures, batches, epochs and, where it can be
 * chosen, the width are small. Networks of more parameters than a checkpoint is quickly written of run with
 * {@code -Ddelineate.long=true}. Some networks: {@code -Ddelineate.network=regex}; all with a pause:
 * {@code -Dpause=1000000000}.
 */
@ParameterizedClass
@MethodSource("org.delineate.zoo.Chosen#networks")
class EveryNetworkRunTest {
    private static final double NO_LIMIT = Double.POSITIVE_INFINITY;
    /** Larger networks go on without a pause: writing and reading their checkpoints would take most of the time. */
    private static final long MOST_PAUSED = Long.getLong("pause", 12_000_000);

    /** Larger networks write gigabytes of checkpoints: they have the long form. */
    private static final long MOST_RUN = Boolean.getBoolean("delineate.long") ? Long.MAX_VALUE : 25_000_000;

    @TempDir
    static Path data;

    private static Dataset dataset;
    private static Split split;

    @TempDir
    Path folder;

    private final Zoo zoo;

    EveryNetworkRunTest(Zoo zoo) {
        this.zoo = zoo;
    }

    @BeforeAll
    static void makeData() {
        dataset = TinyRun.dataset(data);
        split = TinyRun.split(dataset, List.of("train0", "train1", "train2", "train3"), List.of("val12", "val13"));
    }

    @Test
    void trainsPausesGoesOnValidatesAndIsReadAgain() {
        TrainConfig config = config();
        Path run = folder.resolve("run");
        long parameters = zoo.outline(config.spec()).parameterCount();
        assumeTrue(parameters <= MOST_RUN, "networks of more than 25 M parameters run with -Ddelineate.long=true");
        boolean pauses = parameters <= MOST_PAUSED;
        if (pauses) {
            pauseAfterOneStep(config, run);
        }
        RecordingListener heard = new RecordingListener();
        try (Trainer trainer = open(config, run, pauses, heard)) {
            assertEquals(Trainer.End.FINISHED, trainer.run(NO_LIMIT));
            assertEquals(2, trainer.progress().step());
        }
        Model model = Model.load(new RunFolder(run).model());
        Precision precision = Precision.of(config.resources().precision());
        try (Segmenter segmenter = Segmenter.of(model, precision)) {
            double dice = new MeanDice(dataset, split.cases(dataset, Split.VAL)).of(segmenter);
            assertEquals(heard.epochs.get(0).valDice(), dice);
            assertTrue(dice >= 0 && dice <= 1, "Dice " + dice);
        }
        assertIsAverage(model, Checkpoint.newest(run));
    }

    private static void pauseAfterOneStep(TrainConfig config, Path run) {
        Trainer[] self = new Trainer[1];
        try (Trainer trainer = self[0] = open(config, run, false, new RecordingListener(p -> self[0].stop()))) {
            assertEquals(Trainer.End.INTERRUPTED, trainer.run(NO_LIMIT));
            assertEquals(1, trainer.progress().step());
        }
    }

    /** The widest networks are made narrower where they can be: they would take minutes to write and read. */
    private TrainConfig config() {
        int size = zoo.outline(3, 1).multiple();
        return PartialConfig.empty()
                .with(Map.of("network", zoo.id(), "base", zoo.hasBase() ? "16" : "0", "size", "" + size))
                .with(Map.of("batch", "2", "epochs", "1", "threads", "1"))
                .complete()
                .sealed();
    }

    private static Trainer open(TrainConfig config, Path run, boolean resume, Trainer.Listener listener) {
        return new Trainer(config, dataset, split, run, TinyRun.provenance(config, dataset, split), resume, listener);
    }

    /** The model has the average of the weights, which follows them at a distance. */
    private static void assertIsAverage(Model model, Path checkpoint) {
        SafeTensors now = SafeTensors.read(checkpoint.resolve("weights.safetensors"));
        assertFalse(
                now.entries().stream()
                        .filter(e -> model.network().state().containsKey(e.name()))
                        .allMatch(e -> Arrays.equals(
                                model.network().state().get(e.name()).toFloats(), Weights.floats(e))),
                "the model has the weights of the last step");
    }
}
