package org.delineate.nn.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import org.delineate.nn.Graph;
import org.delineate.nn.Precision;
import org.delineate.nn.Scope;
import org.delineate.nn.Tensor;
import org.delineate.nn.engine.Engine;
import org.delineate.nn.layer.BatchNorm2d;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Layer;
import org.delineate.nn.layer.Optimizer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Tests dropout, checkpointing and frozen parameters in a training graph; EveryNetworkTest compares it with eager
 * training.
 */
class TrainingGraphTest {
    private static final long[] SHAPE = {2, 3, 8, 8};

    @BeforeAll
    static void takeOneThread() {
        Engine.threads(1);
    }

    /** Three convolutions with a norm, a skip connection over two of them, and dropout after each. */
    private static final class Small extends Layer {
        private final Conv2d first = new Conv2d(3, 4, 3);
        private final BatchNorm2d norm = new BatchNorm2d(4);
        private final Conv2d second = new Conv2d(4, 4, 3);
        private final Conv2d last = new Conv2d(4, 4, 3);
        private final Tensor share = parameter("share", 1);

        @Override
        public Tensor apply(Tensor x) {
            Tensor a = first.apply(x).dropout(0.5);
            Tensor b = norm.apply(second.apply(a)).relu().dropout(0.5);
            Tensor factor = share.sigmoid().add(1); // computed from a parameter alone
            return last.apply(b).add(a.mul(factor)).dropout(0.5);
        }
    }

    private static Small small() {
        Small module = new Small();
        module.initialise(5);
        return module;
    }

    private static TrainingGraph trainingGraph(Small module, int segments) {
        Graph graph = new Graph();
        try (Graph.Recording recording = graph.learning()) {
            return new TrainingGraph(graph, List.of(module.apply(graph.input(SHAPE))), Precision.FLOAT32, segments);
        }
    }

    private static Tensor batch() {
        float[] x = new float[384];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) Math.sin(i);
        }
        return Tensor.images(x, SHAPE);
    }

    /** Losses of two steps, then the norm's running mean. */
    private static double[] learn(int segments, long seed) {
        Small module = small();
        Optimizer optimizer = new Optimizer(module, Optimizer.Rule.SGD, 0, 0);
        double[] results = new double[6];
        try (TrainingGraph training = trainingGraph(module, segments)) {
            for (int i = 0; i < 2; i++) {
                try (Scope scope = Scope.training()) {
                    optimizer.zeroGradients();
                    Tensor y = training.forward(seed + i, batch()).get(0);
                    Tensor loss = y.mul(y).mean();
                    training.backward(loss);
                    optimizer.step(0.5);
                    results[i] = loss.item();
                }
            }
        }
        float[] mean = module.buffers().get("norm.running_mean").toFloats();
        for (int i = 0; i < mean.length; i++) {
            results[2 + i] = mean[i];
        }
        return results;
    }

    @Test
    void dropsTheSameAndUpdatesStatisticsOnceWhenSegmentsAreRecomputed() {
        double[] expected = learn(1, 7);
        assertArrayEquals(expected, learn(2, 7), 1e-6);
        assertArrayEquals(expected, learn(5, 7), 1e-6);
        assertArrayEquals(expected, learn(1000, 7), 1e-6);
    }

    @Test
    void repeatsItsBitsAndDropsOtherElementsForAnotherSeed() {
        assertArrayEquals(learn(3, 7), learn(3, 7));
        assertFalse(Arrays.equals(learn(3, 7), learn(3, 8)));
    }

    @Test
    void learnsFactorsThatAreComputedFromParametersAlone() {
        Small module = small();
        Optimizer optimizer = new Optimizer(module, Optimizer.Rule.SGD, 0, 0);
        Tensor share = module.parameters().get("share");
        float initial = share.toFloats()[0];
        double first = 0;
        double second = 0;
        try (TrainingGraph training = trainingGraph(module, 1)) {
            for (int i = 0; i < 2; i++) {
                try (Scope scope = Scope.training()) {
                    optimizer.zeroGradients();
                    Tensor y = training.forward(1, batch()).get(0);
                    training.backward(y.mul(y).mean());
                    optimizer.step(0.5);
                }
                first = i == 0 ? share.toFloats()[0] - initial : first;
                second = share.toFloats()[0] - initial - first;
            }
        }
        assertFalse(first == 0 || second == 0, first + ", " + second);
    }

    @Test
    void readsFrozenParametersAndDoesNotChangeThem() {
        Small module = small();
        module.freeze(name -> name.startsWith("second") || name.equals("share"));
        float[] frozen = module.parameters().get("second.weight").toFloats();
        Optimizer optimizer = new Optimizer(module, Optimizer.Rule.SGD, 0, 0);
        float[] moving = module.parameters().get("first.weight").toFloats();
        try (TrainingGraph training = trainingGraph(module, 2);
                Scope scope = Scope.training()) {
            Tensor y = training.forward(1, batch()).get(0);
            training.backward(y.mul(y).mean());
            optimizer.step(0.5);
        }
        assertArrayEquals(frozen, module.parameters().get("second.weight").toFloats());
        assertFalse(
                Arrays.equals(moving, module.parameters().get("first.weight").toFloats()));
    }

    @Test
    void rejectsNoSegment() {
        String message = assertThrows(IllegalArgumentException.class, () -> trainingGraph(small(), 0))
                .getMessage();
        assertEquals("a network has at least 1 segment, got 0", message);
    }
}
