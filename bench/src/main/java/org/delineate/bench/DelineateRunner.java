package org.delineate.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.delineate.file.Build;
import org.delineate.file.Json;
import org.delineate.infer.PreparedNetwork;
import org.delineate.nn.Precision;
import org.delineate.nn.Scope;
import org.delineate.nn.Tensor;
import org.delineate.nn.compile.Calibration;
import org.delineate.nn.compile.CompiledGraph;
import org.delineate.nn.engine.Engine;
import org.delineate.nn.int8.LayerRanges;
import org.delineate.nn.layer.Weights;
import org.delineate.sample.Batch;
import org.delineate.train.Learner;
import org.delineate.train.TrainConfig;
import org.delineate.zoo.Network;
import org.delineate.zoo.NetworkGraph;

/** What `segment` and `train` do. */
record DelineateRunner(Precision precision) implements Runner {
    @Override
    public Prepared prepare(Task task, TaskFiles material) {
        Engine.threads(task.threads());
        Network network = TaskFiles.network(task);
        Weights.channelsLast(network);
        return task.what() == Task.What.INFERENCE
                ? inference(task, network, material.pictures(task.batch()))
                : training(task, network, material);
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
        Map<String, LayerRanges> int8 = precision == Precision.INT8 ? ranges(network, x) : null;
        PreparedNetwork ready = new org.delineate.infer.Libtorch(precision).prepare(network, int8, shape);
        return new Prepared() {
            @Override
            public float[] run() {
                return ready.probabilities(x);
            }

            @Override
            public void close() {
                ready.close();
            }
        };
    }

    /** Of all convolutions that are faster in 8 bits, seen on one picture; which of them a trained network can bear, nobody asks here. */
    private static Map<String, LayerRanges> ranges(Network network, float[] x) {
        long[] one = {1, Task.CHANNELS, Task.SIDE, Task.SIDE};
        Map<String, LayerRanges> ranges = new LinkedHashMap<>();
        Map<String, Tensor> state = network.state();
        try (CompiledGraph floats = NetworkGraph.of(network, one).compile(Precision.FLOAT32);
                Scope scope = Scope.inference()) {
            Calibration seen = new Calibration(floats);
            seen.observe(Tensor.images(Arrays.copyOf(x, Task.CHANNELS * Task.SIDE * Task.SIDE), one));
            for (String weight : NetworkGraph.of(network, one).fasterQuantized()) {
                ranges.put(weight, seen.ranges(state.get(weight), "percentile"));
            }
        }
        return ranges;
    }

    private Prepared training(Task task, Network network, TaskFiles material) {
        int batch = task.batch();
        Batch pictures = new Batch(
                batch,
                Task.CHANNELS,
                Task.SIDE,
                Task.SIDE,
                material.pictures(batch),
                material.masks(batch),
                Collections.nCopies(batch, "noise"));
        Learner learner = new Learner(network, config(task.network()));
        return new Prepared() {
            private long steps;

            @Override
            public float[] run() {
                return new float[] {(float) learner.step(pictures, 1e-4, steps++)};
            }

            @Override
            public void close() {
                learner.close();
            }
        };
    }

    /** As `train` does it, but for the running average of the weights, which the peers do not have. */
    private TrainConfig config(String network) {
        ObjectNode config = (ObjectNode) Json.treeOf(TrainConfig.of(network));
        config.put("precision", precision.id());
        config.put("loss", TaskGraph.LOSS.id());
        config.put("ema", 0);
        return Json.convert(config, TrainConfig.class);
    }
}
