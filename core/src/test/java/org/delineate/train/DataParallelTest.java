package org.delineate.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.delineate.checkpoint.SafeTensors;
import org.delineate.dataset.Dataset;
import org.delineate.dataset.Split;
import org.delineate.infer.MeanDice;
import org.delineate.infer.Segmenter;
import org.delineate.model.Model;
import org.delineate.nn.Precision;
import org.delineate.nn.engine.ProcessGroup;
import org.delineate.nn.layer.Weights;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two processes that each take four of eight images train as one that takes all eight. The second is a JVM of its own.
 *
 * <p>Rounding alone drives two trainings apart: the distance is measured against that of one process with one thread
 * from the same with two, which adds up in another order. Each build takes a few steps, the long form
 * ({@code -Ddelineate.long=true}) fifty.
 */
class DataParallelTest {
    private static final int FEW = 4;
    private static final int MANY = 50;

    @TempDir
    static Path folder;

    private static Dataset dataset;
    private static Split split;

    @BeforeAll
    static void makeData() {
        dataset = TinyRun.dataset(folder.resolve("data"));
        split = TinyRun.split(dataset);
    }

    /** Batches of eight of twelve pictures: each epoch is a step. */
    private static TrainConfig config(int steps, Object... changes) {
        List<Object> all = new ArrayList<>(List.of("network", "unet", "base", 4, "batch", 8));
        all.addAll(List.of("epochs", steps, "validateEvery", steps, "loss", "unext", "learningRate", 1e-3));
        all.addAll(List.of("precision", "float32", "pretrained", "none", "encoderRate", 1));
        all.addAll(List.of(changes));
        return TinyRun.config(all.toArray());
    }

    private static Path alone(TrainConfig config, String name) {
        Path run = folder.resolve(name);
        try (Trainer trainer = trainer(config, run, DataParallel.ALONE, new RecordingListener())) {
            assertEquals(Trainer.End.FINISHED, trainer.run(Double.POSITIVE_INFINITY));
        }
        return run;
    }

    private static Trainer trainer(TrainConfig config, Path run, DataParallel parallel, RecordingListener heard) {
        return new Trainer(
                config, dataset, split, run, TinyRun.provenance(config, dataset, split), false, heard, parallel);
    }

    /** Trains beside another process, and requires that both copies end with the same bits. */
    private static Path shared(TrainConfig config, String name, boolean bf16, boolean norms) {
        return shared(config, name, bf16, norms, Map.of(), new RecordingListener());
    }

    private static Path shared(
            TrainConfig config,
            String name,
            boolean bf16,
            boolean norms,
            Map<String, String> environment,
            RecordingListener heard) {
        Path run = folder.resolve(name);
        int port = ForkedFollower.freePort();
        try (ProcessGroup group = Rendezvous.open(ForkedFollower.place(0, 2, port, 300));
                ForkedFollower other = new ForkedFollower(
                        ForkedFollower.place(1, 2, port, 300), folder.resolve("data"), environment)) {
            DataParallel parallel = new DataParallel(group, bf16, norms);
            Rendezvous.announce(group, Rendezvous.Announcement.of(config, dataset, split, parallel));
            try (Trainer trainer = trainer(config, run, parallel, heard)) {
                assertEquals(Trainer.End.FINISHED, trainer.run(Double.POSITIVE_INFINITY));
            }
            String said = other.rest();
            assertTrue(said.contains("end FINISHED"), said);
            Map<String, String> bits = TinyRun.bits(run);
            assertTrue(said.contains("weights " + bits.get("weights")), said);
            assertTrue(said.contains("optimizer " + bits.get("optimizer")), said);
        }
        return run;
    }

    private static Map<String, float[]> weights(Path run) {
        Map<String, float[]> weights = new LinkedHashMap<>();
        SafeTensors.read(Checkpoint.newest(run).resolve("weights.safetensors"))
                .entries()
                .forEach(e -> weights.put(e.name(), Weights.floats(e)));
        return weights;
    }

    /** Norm of the difference of all weights and running statistics over the norm of those of the first. */
    private static double distance(Path first, Path second) {
        Map<String, float[]> a = weights(first);
        Map<String, float[]> b = weights(second);
        double difference = 0;
        double norm = 0;
        for (String name : a.keySet()) {
            for (int i = 0; i < a.get(name).length; i++) {
                difference += Math.pow(a.get(name)[i] - b.get(name)[i], 2);
                norm += Math.pow(a.get(name)[i], 2);
            }
        }
        return Math.sqrt(difference / norm);
    }

    @Test
    void aFewStepsOfTwoAreThoseOfOne() {
        TrainConfig config = config(FEW, "optimizer", "sgd");
        Path one = alone(config, "one");
        Path two = shared(config, "two", false, true);
        double distance = distance(one, two);
        System.out.println("DataParallelTest: after " + FEW + " steps " + distance);
        assertTrue(distance < 1e-5, "two processes are away from one by " + distance);
        requireExactValidation(config, two);
    }

    @Test
    void twoLearnFromATeacherAsOneDoes() {
        String teacher =
                alone(config(1), "teacher").resolve("model.safetensors").toString();
        TrainConfig config =
                config(FEW, "optimizer", "sgd", "teachers", List.of(teacher)).sealed();
        double distance = distance(alone(config, "taught-one"), shared(config, "taught-two", false, true));
        assertTrue(distance < 1e-5, "two processes are away from one by " + distance);
    }

    /** What the processes scored together is to the last bit what one scores alone with the model that they saved. */
    private static void requireExactValidation(TrainConfig config, Path run) {
        List<History.Epoch> history = History.read(run.resolve("history.csv"));
        try (Model model = Model.load(run.resolve("model.safetensors"))) {
            double dice = new MeanDice(dataset, split.cases(dataset, Split.VAL))
                    .of(Segmenter.of(model, Precision.of(config.resources().precision())));
            assertEquals(history.get(history.size() - 1).valDice(), dice, 0);
        }
    }

    /** As on an older processor, which rounds the optimizer's step differently. */
    @Test
    @EnabledIfSystemProperty(named = "delineate.long", matches = "true")
    void copiesOnProcessorsOfDifferentKindsAreBroughtTogether() {
        RecordingListener heard = new RecordingListener();
        shared(
                config(FEW, "optimizer", "adamw"),
                "kinds",
                false,
                true,
                Map.of("ATEN_CPU_CAPABILITY", "default"),
                heard);
        assertTrue(heard.notes.stream().anyMatch(n -> n.contains("had drifted apart")), heard.notes::toString);
    }

    @Test
    @EnabledIfSystemProperty(named = "delineate.long", matches = "true")
    void fiftyStepsOfTwoAreThoseOfOne() {
        for (String rule : List.of("sgd", "adamw")) {
            TrainConfig config = config(MANY, "optimizer", rule);
            Path one = alone(config, rule + "-one");
            double threads = distance(one, alone(config(MANY, "optimizer", rule, "threads", 2), rule + "-threads"));
            double two = distance(one, shared(config, rule + "-two", false, true));
            double bf16 = distance(one, shared(config, rule + "-bf16", true, true));
            double own = distance(one, shared(config, rule + "-own-norms", false, false));
            System.out.printf(
                    Locale.ROOT,
                    "DataParallelTest: %s, %d steps, relative distance of the weights from one process: with two"
                            + " threads %.1e; two processes %.1e, gradients in bf16 %.1e, norms not synchronised %.1e%n",
                    rule,
                    MANY,
                    threads,
                    two,
                    bf16,
                    own);
            assertTrue(two < 3 * threads, rule + ": " + two + " against " + threads);
            assertTrue(own > 2 * two, "it would not show whether batch norms are synchronised");
        }
    }
}
