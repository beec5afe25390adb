package org.delineate.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.delineate.checkpoint.SafeTensors;
import org.delineate.dataset.Dataset;
import org.delineate.dataset.Split;
import org.delineate.nn.engine.ProcessGroup;
import org.delineate.nn.layer.Weights;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes that share every batch train as one does. */
class DataParallelTest {
    private static final int STEPS = 50;

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
    private static TrainConfig config(Object... changes) {
        List<Object> all = new ArrayList<>(List.of("network", "unet", "base", 4, "batch", 8));
        all.addAll(List.of("epochs", STEPS, "validateEvery", STEPS, "loss", "unext"));
        all.addAll(List.of("precision", "float32", "learningRate", 1e-3, "pretrained", "none", "encoderRate", 1));
        all.addAll(List.of(changes));
        return TinyRun.config(all.toArray());
    }

    private static Map<String, float[]> alone(TrainConfig config, String name) {
        Path run = folder.resolve(name);
        try (Trainer trainer = new Trainer(
                config,
                dataset,
                split,
                run,
                TinyRun.provenance(config, dataset, split),
                false,
                new RecordingListener())) {
            trainer.run(Double.POSITIVE_INFINITY);
        }
        return weights(run);
    }

    private static Map<String, float[]> shared(TrainConfig config, String name, boolean bf16, boolean norms) {
        Path run = folder.resolve(name);
        int port = ForkedFollower.freePort();
        try (ProcessGroup group = Rendezvous.open(ForkedFollower.place(0, 2, port, 60));
                ForkedFollower other =
                        new ForkedFollower(ForkedFollower.place(1, 2, port, 60), folder.resolve("data"), "{}")) {
            DataParallel parallel = new DataParallel(group, bf16, norms);
            long t0 = System.nanoTime();
            Rendezvous.announce(group, Rendezvous.Announcement.of(config, dataset, split, parallel));
            try (Trainer trainer = new Trainer(
                    config,
                    dataset,
                    split,
                    run,
                    TinyRun.provenance(config, dataset, split),
                    false,
                    new RecordingListener(),
                    parallel)) {
                System.out.println("begun after " + (System.nanoTime() - t0) / 1e9);
                assertEquals(Trainer.End.FINISHED, trainer.run(Double.POSITIVE_INFINITY));
            }
            System.out.println("ended after " + (System.nanoTime() - t0) / 1e9 + " waited " + group.waited());
            assertTrue(other.rest().contains("end FINISHED"));
        }
        return weights(run);
    }

    private static void say(ForkedFollower f) {
        System.out.println("follower: " + f.rest());
    }

    private static Map<String, float[]> weights(Path run) {
        Map<String, float[]> weights = new LinkedHashMap<>();
        SafeTensors.read(Checkpoint.newest(run).resolve("weights.safetensors"))
                .entries()
                .forEach(e -> weights.put(e.name(), Weights.floats(e)));
        return weights;
    }

    private static double distance(Map<String, float[]> a, Map<String, float[]> b) {
        double square = 0;
        double norm = 0;
        for (String name : a.keySet()) {
            float[] x = a.get(name);
            float[] y = b.get(name);
            for (int i = 0; i < x.length; i++) {
                square += (x[i] - y[i]) * (double) (x[i] - y[i]);
                norm += x[i] * (double) x[i];
            }
        }
        return Math.sqrt(square / norm);
    }

    @Test
    void twoProcessesAtBatchFourAreOneAtBatchEight() {
        for (String rule : List.of("sgd", "adamw")) {
            long t0 = System.nanoTime();
            TrainConfig config = config("optimizer", rule);
            Map<String, float[]> one = alone(config, "one" + rule);
            System.out.println("seconds " + (System.nanoTime() - t0) / 1e9);
            System.out.println(rule + " threads "
                    + distance(one, alone(config("optimizer", rule, "threads", 2), "threads" + rule)));
            System.out.println(rule + " again " + distance(one, alone(config("optimizer", rule), "again" + rule)));
            System.out.println(rule + " sync " + distance(one, shared(config, "two" + rule, false, true)));
            System.out.println(rule + " own norms " + distance(one, shared(config, "own" + rule, false, false)));
            System.out.println(rule + " bf16 " + distance(one, shared(config, "bf16" + rule, true, true)));
            for (String r : List.of("one" + rule, "two" + rule, "own" + rule, "bf16" + rule, "threads" + rule))
                System.out.println(TinyRun.bits(folder.resolve(r)).get("epoch 50"));
        }
    }
}
