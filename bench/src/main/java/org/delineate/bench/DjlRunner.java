package org.delineate.bench;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.delineate.checkpoint.SafeTensors;
import org.delineate.file.Json;
import org.delineate.nn.Graph.Leaf;
import org.delineate.nn.layer.Weights;

/** Runs a {@link GraphFile} operation by operation with Deep Java Library on its own libtorch. */
final class DjlRunner implements Runner {
    private static final float LEARNING_RATE = 1e-4f;
    private static final String NATIVES = "/native/lib/pytorch.properties";

    @Override
    public Prepared prepare(Task task, TaskFiles files) {
        if (DjlRunner.class.getResource(NATIVES) == null) {
            throw new IllegalArgumentException(
                    "the natives of DJL are not on the class path: build with `mvn -Ppeers -pl bench -am package`");
        }
        System.setProperty("ai.djl.offline", "true"); // what is not here is not fetched while others are timed
        System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(task.threads()));
        return new Eager(task, Json.read(files.graphFile(task), GraphFile.class), files);
    }

    @Override
    public String about() {
        return "DJL " + Engine.getDjlVersion() + ", libtorch "
                + Engine.getInstance().getVersion() + ", channels-first, float32, eager";
    }

    /** Holds the values of a graph. */
    private static final class Eager implements Prepared {
        private final Task task;
        private final GraphFile graphFile;
        private final NDManager manager = NDManager.newBaseManager();
        private final NDArray[] fixed;
        private final DjlOperation[] operations;
        private final Map<String, NDArray> trainable = new LinkedHashMap<>();
        private final Optimizer optimizer = Optimizer.adamW()
                .optLearningRateTracker(Tracker.fixed(LEARNING_RATE))
                .build();

        Eager(Task task, GraphFile graphFile, TaskFiles files) {
            this.task = task;
            this.graphFile = graphFile;
            fixed = new NDArray[graphFile.lines().size()];
            operations = new DjlOperation[fixed.length];
            for (SafeTensors.Entry e : SafeTensors.read(files.weights(task)).entries()) {
                fixed[Integer.parseInt(e.name())] = manager.create(Weights.floats(e), new Shape(e.shape()));
            }
            boolean isPictures = true;
            for (int i = 0; i < fixed.length; i++) {
                GraphFile.Line line = graphFile.lines().get(i);
                if (line.leaf() == Leaf.INPUT) {
                    int batch = task.batch();
                    fixed[i] = manager.create(
                            isPictures ? files.pictures(batch) : files.masks(batch), new Shape(line.shape()));
                    isPictures = false;
                } else if (line.op() != null) {
                    operations[i] = DjlOperation.of(line);
                }
                if (line.trainable()) {
                    fixed[i].setRequiresGradient(true);
                    trainable.put(Integer.toString(i), fixed[i]);
                }
            }
        }

        @Override
        public float[] run() {
            try (NDManager step = manager.newSubManager()) {
                if (task.kind() == Task.Kind.INFERENCE) {
                    return forward(step).toFloatArray();
                }
                NDArray loss;
                try (GradientCollector gradients = Engine.getInstance().newGradientCollector()) {
                    loss = forward(step);
                    gradients.backward(loss);
                }
                trainable.forEach((name, weight) -> {
                    NDArray gradient = weight.getGradient();
                    gradient.attach(step);
                    optimizer.update(name, weight, gradient);
                });
                return loss.toFloatArray();
            }
        }

        private NDArray forward(NDManager step) {
            NDArray[] values = fixed.clone();
            for (int i = 0; i < values.length; i++) {
                GraphFile.Line line = graphFile.lines().get(i);
                if (operations[i] != null) {
                    List<NDArray> in = new ArrayList<>();
                    for (int number : line.inputs()) {
                        in.add(number == GraphFile.NONE ? null : values[number]);
                    }
                    NDArray computed = compute(i, in);
                    computed.attach(step);
                    values[i] = computed;
                }
                for (int end : line.released()) {
                    values[end].close();
                    values[end] = null;
                }
            }
            return values[graphFile.result()];
        }

        private NDArray compute(int number, List<NDArray> in) {
            try {
                return operations[number].run(in);
            } catch (RuntimeException e) {
                String name = graphFile.lines().get(number).op();
                throw new IllegalArgumentException("DJL cannot do " + name + ": " + e.getMessage(), e);
            }
        }

        @Override
        public void close() {
            manager.close();
        }
    }
}
