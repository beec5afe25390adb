package org.delineate.zoo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.delineate.checkpoint.SafeTensors;
import org.delineate.file.Json;
import org.delineate.loss.Loss;
import org.delineate.nn.Graph;
import org.delineate.nn.Output;
import org.delineate.nn.Precision;
import org.delineate.nn.Scope;
import org.delineate.nn.Tensor;
import org.delineate.nn.compile.CompiledGraph;
import org.delineate.nn.compile.TrainingGraph;
import org.delineate.nn.engine.Engine;
import org.delineate.nn.layer.Dropout;
import org.delineate.nn.layer.Optimizer;
import org.delineate.nn.layer.Weights;
import org.delineate.parity.Golden;
import org.delineate.parity.GoldenCase;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every entry of the registry, beside the answers of its reference; some: {@code -Ddelineate.network=regex}. */
@ParameterizedClass
@MethodSource("networks")
class EveryNetworkTest {
    /** What is larger takes one step of the twenty, since all take minutes; {@code -Ddelineate.long=true} takes them. */
    private static final long QUICK_TO_TRAIN = 3_000_000;

    private static final int STEPS = 20;

    /** Of the network whose turn it is: drawing them takes as long as a test does. */
    private static final Map<String, float[]> FILLINGS = new HashMap<>();

    private static Zoo filled;

    private final Zoo zoo;
    private final int multiple;

    EveryNetworkTest(Zoo zoo) {
        this.zoo = zoo;
        if (filled != zoo) {
            FILLINGS.clear();
            filled = zoo;
        }
        multiple = zoo.outline(3, 1).multiple();
    }

    static Stream<Zoo> networks() {
        return Chosen.networks();
    }

    /** Small pictures are quicker on one thread, on a busy machine by far. */
    @BeforeAll
    static void takeOneThread() {
        Engine.threads(1);
    }

    private int upTo(int side) {
        return (side + multiple - 1) / multiple * multiple;
    }

    /** Filled, for pictures of this size or the next that it takes. */
    private Network network(int height, int width) {
        Network network = zoo.create(new Network.Spec(3, 1, upTo(height), upTo(width), 0));
        network.state().forEach((name, t) -> Weights.fill(t, filling(name, t)));
        network.train(false);
        return network;
    }

    /** The shape may depend on the size of the picture. */
    private static float[] filling(String name, Tensor t) {
        return FILLINGS.computeIfAbsent(name + Arrays.toString(t.shape()), key -> Filled.filling(name, t.shape(), 1));
    }

    private static float[] pictures(int count, int height, int width) {
        return GoldenCase.uniform("pictures", new long[] {count, 3, height, width}, -2, 2, 1);
    }

    private static float[] answer(Network network, float[] x, int count, int height, int width) {
        try (Scope scope = Scope.inference()) {
            Output out = network.forward(Tensor.images(x, count, 3, height, width));
            assertArrayEquals(new long[] {count, 1, height, width}, out.logits().shape());
            return out.logits().toFloats();
        }
    }

    @Test
    void answersForAPictureAloneAsInABatchAtSizesThatAreNoSquares() {
        int h = upTo(96);
        int w = upTo(128);
        Network network = network(h, w);
        float[] x = pictures(3, h, w);
        float[] batch = answer(network, x, 3, h, w);
        double scale = 0;
        for (float v : batch) {
            assertTrue(Float.isFinite(v));
            scale = Math.max(scale, Math.abs(v));
        }
        assertTrue(scale > 0, "all answers are 0");
        float[] second = Arrays.copyOfRange(x, 3 * h * w, 6 * h * w);
        float[] alone = answer(network, second, 1, h, w);
        for (int i = 0; i < alone.length; i++) {
            assertEquals(alone[i], batch[h * w + i], 1e-5 * scale, "at " + i);
        }
    }

    /**
     * With norms folded and activations fused, in 32 bits: to 1e-5 of the answer's length, or as near to the answer in 64 bits as the
     * network run operation by operation, where an attention multiplies what is rounded.
     */
    @Test
    void answersTheSameCompiled() {
        int h = upTo(48);
        int w = upTo(64);
        Network network = network(h, w);
        float[] x = pictures(1, h, w);
        float[] eager = answer(network, x, 1, h, w);
        Graph graph = new Graph();
        List<Tensor> out = List.of(network.forward(graph.input(1, 3, h, w)).logits());
        try (CompiledGraph compiled = new CompiledGraph(graph, out, Precision.FLOAT32);
                Scope scope = Scope.inference()) {
            float[] fused = compiled.run(Tensor.images(x, 1, 3, h, w)).get(0).toFloats();
            double difference = distance(fused, eager);
            if (difference > 1e-5 * distance(eager, new float[eager.length])) {
                Weights.float64(network);
                float[] exact = network.forward(Tensor.of(x, 1, 3, h, w).float64())
                        .logits()
                        .toFloats();
                assertTrue(
                        distance(fused, exact) <= 2 * distance(eager, exact),
                        "differs by " + difference + ", eager " + distance(eager, exact));
            }
        }
    }

    private static double distance(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            if (a[i] != b[i]) { // NaN as well
                double difference = (double) a[i] - b[i];
                sum += difference * difference;
            }
        }
        return Math.sqrt(sum);
    }

    @Test
    void answersBitForBitAfterSavingAndLoading(@TempDir Path folder) {
        int side = upTo(32);
        Network a = network(side, side);
        float[] x = pictures(1, side, side);
        float[] answer = answer(a, x, 1, side, side);
        Path file = folder.resolve("weights.safetensors");
        SafeTensors.write(file, Map.of(), Weights.entries(a.state()));
        Network b = zoo.create(new Network.Spec(3, 1, side, side, 0));
        b.train(false);
        Weights.load(b.state(), SafeTensors.read(file).entries());
        assertArrayEquals(answer, answer(b, x, 1, side, side));
    }

    @Test
    void saysWhichSizesAndChannelsItTakes() {
        Network network = zoo.outline(3, 1);
        String name = network.getClass().getSimpleName();
        String size = assertRefused(network, 1, 3, 256 - multiple / 2, 256);
        assertTrue(size.startsWith(name + ": height and width must be "), size);
        assertTrue(size.contains(", got " + (256 - multiple / 2) + "x256; pad to "), size);
        assertEquals(name + ": input must be [N, 3, H, W], got [1, 1, 64, 64]", assertRefused(network, 1, 1, 64, 64));
        assertEquals(name + ": input must be [N, 3, H, W], got [3, 64, 64]", assertRefused(network, 3, 64, 64));
    }

    private static String assertRefused(Network network, long... shape) {
        return assertThrows(IllegalArgumentException.class, () -> network.forward(new Graph().input(shape)))
                .getMessage();
    }

    @Test
    void answersForEveryClassAndEveryNumberOfChannels() {
        int side = upTo(64);
        for (int channels : new int[] {1, 3}) {
            Network network = zoo.outline(new Network.Spec(channels, 2, side, side, 0));
            Output out = network.forward(new Graph().input(5, channels, side, side));
            assertArrayEquals(new long[] {5, 2, side, side}, out.logits().shape());
            assertArrayEquals(new long[] {5, 1, side, side}, out.lesion().shape());
        }
    }

    /** In bf16, in float32 where that does not run; at the size of the golden case: its first picture, and a disc in it. */
    @Test
    void learnsOnePictureInTwentySteps() {
        long[] shape = Json.read(Golden.file(zoo.goldens().get(0)), GoldenCase.class)
                .input()
                .shape();
        int h = (int) shape[2];
        int w = (int) shape[3];
        Network network = zoo.create(new Network.Spec(3, 1, h, w, 0));
        boolean all = network.parameterCount() <= QUICK_TO_TRAIN || Boolean.getBoolean("delineate.long");
        network.initialise(1);
        network.train(true);
        Weights.channelsLast(network);
        Optimizer optimizer = new Optimizer(network, Optimizer.Rule.ADAMW, 0.9, 0.01);
        float[] x = pictures(1, h, w);
        float[] y = new float[h * w];
        for (int i = 0; i < y.length; i++) {
            double dy = i / w - h / 2.0;
            double dx = i % w - w / 3.0;
            y[i] = dy * dy + dx * dx < h * w / 16.0 ? 1 : 0;
            x[h * w + i] += 2 * y[i];
        }
        Precision precision = Precision.BF16.runsHere() ? Precision.BF16 : Precision.FLOAT32;
        TrainingGraph tape = NetworkGraph.training(network, precision, 1, 1, 3, h, w);
        double first = step(tape, optimizer, x, y, h, w, 0);
        double last = first;
        for (int i = 1; i < (all ? STEPS : 1); i++) {
            last = step(tape, optimizer, x, y, h, w, i);
            assertTrue(Double.isFinite(last), "step " + i);
        }
        assertTrue(Double.isFinite(first) && optimizer.isFinite());
        tape.close();
        if (!all) {
            return;
        }
        System.out.printf(
                Locale.ROOT, "%s, 20 steps: | `%s` | %dx%d | %.4f | %.4f |%n", precision, zoo.id(), h, w, first, last);
        assertTrue(last < 0.9 * first, "loss " + first + " to " + last);
    }

    /** Bit by bit where nothing is computed twice; else but for the order in which the gradients of a map are added. */
    @Test
    void learnsOnTheTapeWhatItLearnsOperationByOperation() {
        int h = upTo(32);
        int w = upTo(64);
        Network network = network(h, w);
        network.train(true);
        Dropout.switchOff(network);
        Optimizer optimizer = new Optimizer(network, Optimizer.Rule.SGD, 0, 0);
        float[] x = pictures(2, h, w);
        try (Scope scope = Scope.training()) {
            Tensor loss = loss(network.forward(Tensor.images(x, 2, 3, h, w)));
            loss.backward();
            optimizer.step(1e-3);
        }
        Map<String, float[]> expected = values(network);
        for (int segments : new int[] {1, 3}) {
            network.state().forEach((name, t) -> Weights.fill(t, filling(name, t)));
            optimizer.zeroGradients();
            try (TrainingGraph tape = NetworkGraph.training(network, Precision.FLOAT32, segments, 2, 3, h, w);
                    Scope scope = Scope.training()) {
                tape.backward(loss(Output.of(tape.forward(1, Tensor.images(x, 2, 3, h, w)))));
                optimizer.step(1e-3);
            }
            try (Scope scope = Scope.inference()) {
                network.state().forEach((name, t) -> {
                    float[] weights = expected.get(name);
                    double most = segments == 1 ? 0 : rounding(weights, filling(name, t));
                    double difference = distance(t.toFloats(), weights);
                    assertTrue(difference <= most, segments + " segments: " + name + " differs by " + difference);
                });
            }
        }
    }

    /** Of the gradients' sums, and of the weights themselves. */
    private static double rounding(float[] weights, float[] begin) {
        return 1e-4 * distance(weights, begin) + 1e-7 * distance(weights, new float[weights.length]);
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
            TrainingGraph tape, Optimizer optimizer, float[] x, float[] y, int height, int width, int number) {
        try (Scope scope = Scope.training()) {
            optimizer.zeroGradients();
            Output out = Output.of(tape.forward(number, Tensor.images(x, 1, 3, height, width)));
            Tensor loss = Loss.UNEXT.of(out, Tensor.of(y, 1, 1, height, width));
            tape.backward(loss);
            optimizer.step(1e-3);
            return loss.item();
        }
    }

    /** Ids need no quotes in a shell and are file names everywhere. */
    @Test
    void isFoundByItsIdWhichUnknownOnesList() {
        assertTrue(zoo.id().matches("[a-z0-9]+\\+*(-[a-z0-9]+\\+*)*"), zoo.id());
        assertEquals(zoo, Zoo.of(zoo.id()));
        String message = assertThrows(IllegalArgumentException.class, () -> Zoo.of(zoo.id() + "x"))
                .getMessage();
        List<String> known = List.of(message.replaceFirst(".*; known: ", "").split(", "));
        assertTrue(message.startsWith("unknown network \"" + zoo.id() + "x\"; known: "), message);
        assertTrue(known.contains(zoo.id()), message);
    }
}
