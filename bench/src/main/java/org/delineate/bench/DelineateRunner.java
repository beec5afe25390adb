package org.delineate.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.delineate.file.Build;
import org.delineate.file.Json;
import org.delineate.infer.Libtorch;
import org.delineate.infer.PreparedNetwork;
import org.delineate.lab.Quantizer;
import org.delineate.nn.Precision;
import org.delineate.nn.engine.Engine;
import org.delineate.nn.int8.LayerRanges;
import org.delineate.nn.layer.Weights;
import org.delineate.sample.Batch;
import org.delineate.train.Learner;
import org.delineate.train.Recipe;
import org.delineate.train.TrainConfig;
import org.delineate.zoo.Network;

/** Runs this library as `segment` and `train` do. */
record DelineateRunner(Precision precision) implements Runner {
    @Override
    public Prepared prepare(Task task, TaskFiles files) {
        Engine.threads(task.threads());
        Network network = TaskFiles.network(task);
        Weights.channelsLast(network);
        return task.kind() == Task.Kind.INFERENCE
                ? inference(task, network, files.pictures(task.batch()))
                : training(task, network, files);
    }

    @Override
    public String about() {
        String preloaded = System.getenv("LD_PRELOAD"); // by engine.sh, where it is installed
        boolean tcmalloc = preloaded != null && preloaded.contains("tcmalloc");
        return "delineate " + Build.CURRENT + ", " + Engine.version()
                + (tcmalloc ? ", tcmalloc" : ", the system's allocator, which keeps large maps");
    }

    private Prepared inference(Task task, Network network, float[] x) {
        long[] shape = {task.batch(), Task.CHANNELS, Task.SIDE, Task.SIDE};
        // whether a trained network keeps its Dice in int8 is not measured here
        Map<String, LayerRanges> int8 = precision == Precision.INT8 ? Quantizer.rangesOfFirst(network, x, shape) : null;
        PreparedNetwork ready = new Libtorch(precision).prepare(network, int8, shape);
        return Prepared.of(() -> ready.probabilities(x), ready::close);
    }

    private Prepared training(Task task, Network network, TaskFiles files) {
        int batch = task.batch();
        Batch pictures = new Batch(
                batch,
                Task.CHANNELS,
                Task.SIDE,
                Task.SIDE,
                files.pictures(batch),
                files.masks(batch),
                null,
                Collections.nCopies(batch, "noise"));
        Learner learner = new Learner(network, config(task.network()));
        AtomicLong steps = new AtomicLong();
        return Prepared.of(
                () -> new float[] {(float) learner.step(pictures, 1e-4, steps.getAndIncrement())}, learner::close);
    }

    /** Returns the configuration of `train` without the running average of the weights, which the peers do not have. */
    private TrainConfig config(String network) {
        ObjectNode config = (ObjectNode) Json.treeOf(Recipe.of(network));
        config.put("precision", precision.id());
        config.put("loss", TaskGraph.LOSS.id());
        config.put("ema", 0);
        return Json.convert(config, TrainConfig.class);
    }
}
