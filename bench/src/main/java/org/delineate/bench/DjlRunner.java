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

/** Deep Java Library on its own libtorch: a {@link GraphFile} run operation by operation. */
final class DjlRunner implements Runner {
    private static final float LEARNING_RATE = 1e-4f;
    private static final String NATIVES = "/native/lib/pytorch.properties";

    @Override
    public Prepared prepare(Task task, TaskFiles material) {
        if (DjlRunner.class.getResource(NATIVES) == null) {
            throw new IllegalArgumentException(
                    "the natives of DJL are not on the class path: build with `mvn -Ppeers -pl bench -am package`");
        }
        System.setProperty("ai.djl.offline", "true"); // what is not here is not fetched while others are timed
        System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(task.threads()));
        return new Eager(task, Json.read(material.script(task), GraphFile.class), material);
    }

    @Override
    public String about() {
        return "DJL " + Engine.getDjlVersion() + ", libtorch "
                + Engine.getInstance().getVersion() + ", channels-first, float32, eager";
    }

    /** A script with values. */
    private static final class Eager implements Prepared {
        private final Task task;
        private final GraphFile script;
        private final NDManager manager = NDManager.newBaseManager();
        private final NDArray[] fixed;
        private final DjlOperation[] operations;
        private final Map<String, NDArray> trained = new LinkedHashMap<>();
        private final Optimizer optimizer = Optimizer.adamW()
                .optLearningRateTracker(Tracker.fixed(LEARNING_RATE))
                .build();

        Eager(Task task, GraphFile script, TaskFiles material) {
            this.task = task;
            this.script = script;
            fixed = new NDArray[script.lines().size()];
            operations = new DjlOperation[fixed.length];
            for (SafeTensors.Entry e : SafeTensors.read(material.weights(task)).entries()) {
                fixed[Integer.parseInt(e.name())] = manager.create(Weights.floats(e), new Shape(e.shape()));
            }
            boolean isPictures = true;
            for (int i = 0; i < fixed.length; i++) {
                GraphFile.Line line = script.lines().get(i);
                if (line.leaf() == Leaf.INPUT) {
                    int batch = task.batch();
                    fixed[i] = manager.create(
                            isPictures ? material.pictures(batch) : material.masks(batch), new Shape(line.shape()));
                    isPictures = false;
                } else if (line.op() != null) {
                    operations[i] = DjlOperation.of(line);
                }
                if (line.trained()) {
                    fixed[i].setRequiresGradient(true);
                    trained.put(Integer.toString(i), fixed[i]);
                }
            }
        }

        @Override
        public float[] run() {
            try (NDManager step = manager.newSubManager()) {
                if (task.what() == Task.What.INFERENCE) {
                    return forward(step).toFloatArray();
                }
                NDArray loss;
                try (GradientCollector gradients = Engine.getInstance().newGradientCollector()) {
                    loss = forward(step);
                    gradients.backward(loss);
                }
                trained.forEach((name, weight) -> {
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
                GraphFile.Line line = script.lines().get(i);
                if (operations[i] != null) {
                    List<NDArray> in = new ArrayList<>();
                    for (int number : line.in()) {
                        in.add(number == GraphFile.NONE ? null : values[number]);
                    }
                    NDArray made = made(i, in);
                    made.attach(step);
                    values[i] = made;
                }
                for (int end : line.ends()) {
                    values[end].close();
                    values[end] = null;
                }
            }
            return values[script.result()];
        }

        private NDArray made(int number, List<NDArray> in) {
            try {
                return operations[number].run(in);
            } catch (RuntimeException e) {
                String name = script.lines().get(number).op();
                throw new IllegalArgumentException("DJL cannot do " + name + ": " + e.getMessage(), e);
            }
        }

        @Override
        public void close() {
            manager.close();
        }
    }
}
