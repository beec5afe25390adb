package org.delineate.zoo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.delineate.checkpoint.SafeTensors;
import org.delineate.nn.Graph;
import org.delineate.nn.Output;
import org.delineate.nn.Precision;
import org.delineate.nn.Scope;
import org.delineate.nn.Tensor;
import org.delineate.nn.compile.CompiledGraph;
import org.delineate.nn.compile.InferenceGraph;
import org.delineate.nn.engine.Engine;
import org.delineate.nn.layer.Weights;
import org.delineate.nn.onednn.OneDnnGraph;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every network of the registry beside parity and training; some: {@code -Ddelineate.network=regex}. */
@ParameterizedClass
@MethodSource("org.delineate.zoo.Chosen#networks")
class EveryNetworkTest {
    private final Zoo zoo;
    private final FilledNetwork filled;

    EveryNetworkTest(Zoo zoo) {
        this.zoo = zoo;
        filled = new FilledNetwork(zoo);
    }

    /** Small maps are quicker on one thread, on a busy machine by far. */
    @BeforeAll
    static void takeOneThread() {
        Engine.threads(1);
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
        int h = filled.upTo(96);
        int w = filled.upTo(128);
        Network network = filled.of(h, w);
        float[] x = FilledNetwork.images(3, h, w);
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
     * With norms folded and activations fused, in 32 bits: to 1e-5 of the answer's length, or as near to the answer in
     * 64 bits as the network run operation by operation, where an attention multiplies what is rounded.
     */
    @Test
    void answersTheSameCompiled() {
        int h = filled.upTo(48);
        int w = filled.upTo(64);
        Network network = filled.of(h, w);
        float[] x = FilledNetwork.images(1, h, w);
        float[] eager = answer(network, x, 1, h, w);
        Graph graph = new Graph();
        List<Tensor> out = List.of(network.forward(graph.input(1, 3, h, w)).logits());
        List<float[]> compiled;
        try (InferenceGraph libtorch = new CompiledGraph(graph, out, Precision.FLOAT32);
                InferenceGraph oneDnn = new OneDnnGraph(graph, out, Precision.FLOAT32)) {
            compiled = List.of(libtorch.run(x).get(0), oneDnn.run(x).get(0));
        }
        double near = 1e-5 * FilledNetwork.distance(eager, new float[eager.length]);
        if (!compiled.stream().allMatch(c -> FilledNetwork.distance(c, eager) <= near)) {
            assertAsNearToFloat64(compiled, network, x, h, w);
        }
    }

    /** At most twice as far as the worst of some eager runs whose pictures differ by one rounding. */
    private static void assertAsNearToFloat64(List<float[]> compiled, Network network, float[] x, int h, int w) {
        List<float[]> eager = new ArrayList<>(List.of(answer(network, x, 1, h, w)));
        Random random = new Random(1);
        for (int i = 0; i < 4; i++) {
            float[] nudged = x.clone();
            for (int k = 0; k < x.length; k++) {
                nudged[k] = random.nextBoolean() ? Math.nextUp(x[k]) : Math.nextDown(x[k]);
            }
            eager.add(answer(network, nudged, 1, h, w));
        }
        try (Scope scope = Scope.inference()) {
            Weights.float64(network);
            float[] exact =
                    network.forward(Tensor.of(x, 1, 3, h, w).float64()).logits().toFloats();
            double[] away = Stream.concat(eager.stream(), compiled.stream())
                    .mapToDouble(a -> FilledNetwork.distance(a, exact))
                    .toArray();
            double worst = Arrays.stream(away).limit(eager.size()).max().orElseThrow();
            assertTrue(
                    Arrays.stream(away).skip(eager.size()).allMatch(d -> d <= 2 * worst),
                    "eager runs, then compiled ones, are from float64 by " + Arrays.toString(away));
        }
    }

    @Test
    void answersBitForBitAfterSavingAndLoading(@TempDir Path folder) {
        int side = filled.upTo(32);
        Network a = filled.of(side, side);
        float[] x = FilledNetwork.images(1, side, side);
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
        String size = assertRefused(network, 1, 3, 256 - filled.multiple() / 2, 256);
        assertTrue(size.startsWith(name + ": height and width must be "), size);
        assertTrue(size.contains(", got " + (256 - filled.multiple() / 2) + "x256; pad to "), size);
        assertEquals(name + ": input must be [N, 3, H, W], got [1, 1, 64, 64]", assertRefused(network, 1, 1, 64, 64));
        assertEquals(name + ": input must be [N, 3, H, W], got [3, 64, 64]", assertRefused(network, 3, 64, 64));
    }

    private static String assertRefused(Network network, long... shape) {
        return assertThrows(IllegalArgumentException.class, () -> network.forward(new Graph().input(shape)))
                .getMessage();
    }

    @Test
    void answersForEveryClassAndEveryNumberOfChannels() {
        int side = filled.upTo(64);
        for (int channels : new int[] {1, 3}) {
            Network network = zoo.outline(new Network.Spec(channels, 2, side, side, 0));
            Output out = network.forward(new Graph().input(5, channels, side, side));
            assertArrayEquals(new long[] {5, 2, side, side}, out.logits().shape());
            assertArrayEquals(new long[] {5, 1, side, side}, out.lesion().shape());
        }
    }

    /** Ids need no quotes in a shell and are file names everywhere. */
    @Test
    void isFoundByItsIdWhichUnknownOnesList() {
        assertTrue(zoo.id().matches("[a-z0-9]+\\+*(-[a-z0-9]+\\+*)*"), zoo.id());
        assertEquals(zoo, Zoo.of(zoo.id()));
        String message = assertThrows(IllegalArgumentException.class, () -> Zoo.of(zoo.id() + "x"))
                .getMessage();
        List<String> known = List.of(message.replaceFirst(".*; known: ", "")
                .replaceFirst("; did you mean .*", "")
                .split(", "));
        assertTrue(message.startsWith("unknown network \"" + zoo.id() + "x\"; known: "), message);
        assertTrue(known.contains(zoo.id()), message);
        assertTrue(
                message.contains("; did you mean ") && message.lastIndexOf(zoo.id()) > message.lastIndexOf(";"),
                message);
    }
}
