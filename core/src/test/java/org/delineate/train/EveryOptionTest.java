package org.delineate.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.delineate.dataset.Dataset;
import org.delineate.dataset.Split;
import org.delineate.loss.Loss;
import org.delineate.model.Model;
import org.delineate.nn.Precision;
import org.delineate.nn.layer.Optimizer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every loss, and every schedule with every optimizer, trains in every precision that this processor has; and so does
 * every other option at its edges. {@code -Dpairs=true} trains every loss with every schedule.
 */
class EveryOptionTest {
    @TempDir
    static Path data;

    private static Dataset dataset;
    private static Split split;

    @TempDir
    Path folder;

    @BeforeAll
    static void makeData() {
        dataset = TinyRun.dataset(data);
        split = TinyRun.split(dataset, List.of("train0", "train1"), List.of("val12"));
    }

    static Stream<Map<String, String>> pairs() {
        List<String> precisions = Stream.of(Precision.FLOAT32, Precision.BF16)
                .filter(Precision::runsHere)
                .map(Precision::id)
                .toList();
        Loss[] losses = Loss.values();
        Schedule[] schedules = Schedule.values();
        Optimizer.Rule[] rules = Optimizer.Rule.values();
        int most = Boolean.getBoolean("pairs") ? losses.length * schedules.length : 0;
        return IntStream.range(0, Math.max(most, Math.max(schedules.length * rules.length, losses.length)))
                .mapToObj(i -> Map.of(
                        "loss",
                        losses[most > 0 ? i / schedules.length : i % losses.length].id(),
                        "schedule",
                        schedules[i % schedules.length].id(),
                        "optimizer",
                        rules[i / schedules.length % rules.length].name().toLowerCase(Locale.ROOT),
                        "precision",
                        precisions.get((i + i / schedules.length) % precisions.size()),
                        "plateauPatience",
                        "1"));
    }

    static Stream<Map<String, String>> edges() {
        return Stream.of(
                Map.of("batch", "1", "size", "64"),
                Map.of("batch", "64"),
                Map.of("channels", "1"),
                Map.of("channelOrder", "bgr"),
                Map.of("classes", "2"),
                Map.of("network", "aru-net", "base", "4", "classes", "2", "loss", "aru-net"),
                Map.of("fit", "pad", "augment", "strong"),
                Map.of("augment", "none"),
                Map.of("momentum", "0", "optimizer", "sgd", "weightDecay", "0"),
                Map.of("momentum", "0", "optimizer", "adam"),
                Map.of("ema", "0"),
                Map.of("warmupEpochs", "0", "minLearningRate", "0", "schedule", "polynomial"),
                Map.of("validateEvery", "7", "patience", "1", "minDelta", "0.5"),
                Map.of("segments", "99"),
                Map.of("cacheMiB", "0", "loaderThreads", "3", "saveEverySteps", "1"),
                Map.of("threads", "3", "seed", "-9223372036854775808"));
    }

    @ParameterizedTest
    @MethodSource({"pairs", "edges"})
    void trainsAndIsReadAgain(Map<String, String> values) {
        TrainConfig config = PartialConfig.empty()
                .with(Map.of("network", "unext-s", "size", "32", "batch", "2", "epochs", "2", "threads", "1"))
                .with(values)
                .complete();
        RecordingListener heard = new RecordingListener();
        try (Trainer trainer =
                new Trainer(config, dataset, split, folder, TinyRun.provenance(config, dataset, split), false, heard)) {
            assertEquals(Trainer.End.FINISHED, trainer.run(Double.POSITIVE_INFINITY));
        }
        double dice = heard.epochs.get(1).valDice();
        assertTrue(dice >= 0 && dice <= 1, "Dice " + dice);
        Model model = Model.load(new RunFolder(folder).model());
        assertEquals(config.spec(), model.manifest().spec());
        assertEquals(config.preprocess(), model.manifest().preprocess());
    }
}
