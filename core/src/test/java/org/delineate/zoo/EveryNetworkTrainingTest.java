package org.delineate.zoo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.delineate.file.Json;
import org.delineate.loss.Loss;
import org.delineate.nn.Output;
import org.delineate.nn.Precision;
import org.delineate.nn.Scope;
import org.delineate.nn.Tensor;
import org.delineate.nn.compile.TrainingGraph;
import org.delineate.nn.engine.Engine;
import org.delineate.nn.engine.Processor;
import org.delineate.nn.layer.Dropout;
import org.delineate.nn.layer.Optimizer;
import org.delineate.nn.layer.Weights;
import org.delineate.parity.Golden;
import org.delineate.parity.GoldenCase;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** How every network of the registry learns; some: {@code -Ddelineate.network=regex}. */
@ParameterizedClass
@MethodSource("org.delineate.zoo.Chosen#networks")
class EveryNetworkTrainingTest {
    /** Larger networks take one of the twenty steps, since all take minutes; {@code -Ddelineate.long=true}: all. */
    private static final long QUICK_TO_TRAIN = 3_000_000;

    private static final int STEPS = 20;

    private final Zoo zoo;
    private final FilledNetwork filled;

    EveryNetworkTrainingTest(Zoo zoo) {
        this.zoo = zoo;
        filled = new FilledNetwork(zoo);
    }

    /** Small maps are quicker on one thread, on a busy machine by far. */
    @BeforeAll
    static void takeOneThread() {
        Engine.threads(1);
    }

    /**
     * In bf16, in float32 where that does not run; at the size of the golden case: its first picture, and a disc in it.
     */
    @Test
    void learnsOnePictureInTwentySteps() {
        long[] shape = Json.read(Golden.file(zoo.goldens().get(0)), GoldenCase.class)
                .input()
                .shape();
        int h = (int) shape[2];
        int w = (int) shape[3];
        Network network = zoo.create(new Network.Spec(3, 1, h, w, 0));
        if (network.parameterCount() > QUICK_TO_TRAIN && !Boolean.getBoolean("delineate.long")) {
            return; // that it trains at all is EveryNetworkRunTest's to say
        }
        network.initialise(1);
        network.train(true);
        Weights.channelsLast(network);
        Optimizer optimizer = new Optimizer(network, Optimizer.Rule.ADAMW, 0.9, 0.01);
        float[] x = FilledNetwork.images(1, h, w);
        float[] y = new float[h * w];
        for (int i = 0; i < y.length; i++) {
            double dy = i / w - h / 2.0;
            double dx = i % w - w / 3.0;
            y[i] = dy * dy + dx * dx < h * w / 16.0 ? 1 : 0;
            x[h * w + i] += 2 * y[i];
        }
        Precision precision = Precision.BF16.runsHere() ? Precision.BF16 : Precision.FLOAT32;
        TrainingGraph graph = NetworkGraph.training(network, precision, 1, 1, 3, h, w);
        double first = step(graph, optimizer, x, y, h, w, 0);
        double last = first;
        for (int i = 1; i < STEPS; i++) {
            last = step(graph, optimizer, x, y, h, w, i);
            assertTrue(Double.isFinite(last), "step " + i);
        }
        assertTrue(Double.isFinite(first) && optimizer.isFinite());
        graph.close();
        System.out.printf(
                Locale.ROOT, "%s, 20 steps: | `%s` | %dx%d | %.4f | %.4f |%n", precision, zoo.id(), h, w, first, last);
        assertTrue(last < 0.9 * first, "loss " + first + " to " + last);
    }

    /**
     * Bit by bit where nothing is computed twice; else but for the order in which the gradients of a map are added. On
     * processors without AVX-512 the graph takes another order for the weights of some convolutions too.
     */
    @Test
    void learnsInTheTrainingGraphWhatItLearnsOperationByOperation() {
        int h = filled.upTo(32);
        int w = filled.upTo(64);
        Network network = filled.of(h, w);
        network.train(true);
        Dropout.switchOff(network);
        Optimizer optimizer = new Optimizer(network, Optimizer.Rule.SGD, 0, 0);
        float[] x = FilledNetwork.images(2, h, w);
        try (Scope scope = Scope.training()) {
            Tensor loss = loss(network.forward(Tensor.images(x, 2, 3, h, w)));
            loss.backward();
            optimizer.step(1e-3);
        }
        Map<String, float[]> expected = values(network);
        float[] first = null;
        for (int segments : new int[] {1, 3}) {
            network.state().forEach((name, t) -> Weights.fill(t, FilledNetwork.filling(name, t)));
            optimizer.zeroGradients();
            try (TrainingGraph graph = NetworkGraph.training(network, Precision.FLOAT32, segments, 2, 3, h, w);
                    Scope scope = Scope.training()) {
                List<Tensor> out = graph.forward(1, Tensor.images(x, 2, 3, h, w));
                float[] answer = out.get(0).toFloats();
                first = first == null ? answer : first;
                assertArrayEquals(first, answer, segments + " segments: the forward pass");
                graph.backward(loss(Output.of(out)));
                optimizer.step(1e-3);
            }
            try (Scope scope = Scope.inference()) {
                network.state().forEach((name, t) -> {
                    float[] weights = expected.get(name);
                    double most = segments == 1 && Processor.hasAvx512()
                            ? 0
                            : rounding(weights, FilledNetwork.filling(name, t));
                    double difference = FilledNetwork.distance(t.toFloats(), weights);
                    assertTrue(
                            difference <= most,
                            segments + " segments: " + name + " differs by " + difference + "; at most " + most);
                });
            }
        }
    }

    /** Of the gradients' sums, and of the weights themselves. */
    private static double rounding(float[] weights, float[] begin) {
        return 1e-4 * FilledNetwork.distance(weights, begin)
                + 1e-7 * FilledNetwork.distance(weights, new float[weights.length]);
    }

    private static Tensor loss(Output out) {
        Tensor sum = null;
        for (Tensor map : out.maps()) {
            Tensor part = map.mul(map).mean();
            sum = sum == null ? part : sum.add(part);
        }
        return sum;
    }

    private static Map<String, float[]> values(Network network) {
        Map<String, float[]> values = new LinkedHashMap<>();
        try (Scope scope = Scope.inference()) {
            network.state().forEach((name, t) -> values.put(name, t.toFloats()));
        }
        return values;
    }

    private static double step(
            TrainingGraph graph, Optimizer optimizer, float[] x, float[] y, int height, int width, int number) {
        try (Scope scope = Scope.training()) {
            optimizer.zeroGradients();
            Output out = Output.of(graph.forward(number, Tensor.images(x, 1, 3, height, width)));
            Tensor loss = Loss.UNEXT.of(out, Tensor.of(y, 1, 1, height, width));
            graph.backward(loss);
            optimizer.step(1e-3);
            return loss.item();
        }
    }
}
