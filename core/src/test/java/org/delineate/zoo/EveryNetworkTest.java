package org.delineate.zoo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.delineate.loss.Loss;
import org.delineate.nn.Engine;
import org.delineate.nn.Optimizer;
import org.delineate.nn.Precision;
import org.delineate.nn.SafeTensors;
import org.delineate.nn.Scope;
import org.delineate.nn.Tensor;
import org.delineate.nn.Traced;
import org.delineate.nn.Weights;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds for every entry of the registry, beside the answers of its reference. */
class EveryNetworkTest {
    /** Small pictures are quicker on one thread, on a busy machine by far. */
    @BeforeAll
    static void takeOneThread() {
        Engine.threads(1);
    }

    private static Network network(Zoo zoo, long seed) {
        Network network = zoo.create(3, 1);
        network.initialise(seed);
        network.train(false);
        return network;
    }

    private static int upTo(int multiple, int side) {
        return (side + multiple - 1) / multiple * multiple;
    }

    private static float[] pictures(int count, int height, int width) {
        return GoldenCase.uniform("pictures", new long[] {count, 3, height, width}, -2, 2, 1);
    }

    private static float[] answer(Network network, float[] x, int count, int height, int width) {
        try (Scope scope = Scope.inference()) {
            Network.Output out = network.forward(Tensor.pictures(x, count, 3, height, width));
            assertArrayEquals(new long[] {count, 1, height, width}, out.logits().shape());
            return out.logits().toFloats();
        }
    }

    @ParameterizedTest
    @EnumSource(Zoo.class)
    void answersForAPictureAloneAsInABatchAtSizesThatAreNoSquares(Zoo zoo) {
        Network network = network(zoo, 1);
        int h = upTo(network.multiple(), 96);
        int w = upTo(network.multiple(), 128);
        float[] x = pictures(3, h, w);
        float[] batch = answer(network, x, 3, h, w);
        double scale = 0;
        for (float v : batch) {
            assertTrue(Float.isFinite(v));
            scale = Math.max(scale, Math.abs(v));
        }
        float[] second = Arrays.copyOfRange(x, 3 * h * w, 6 * h * w);
        float[] alone = answer(network, second, 1, h, w);
        for (int i = 0; i < alone.length; i++) {
            assertEquals(alone[i], batch[h * w + i], 1e-5 * scale, "at " + i);
        }
    }

    @ParameterizedTest
    @EnumSource(Zoo.class)
    void answersBitForBitAfterSavingAndLoading(Zoo zoo, @TempDir Path folder) {
        Network a = network(zoo, 1);
        Network b = network(zoo, 2);
        int side = upTo(a.multiple(), 32);
        float[] x = pictures(1, side, side);
        float[] answer = answer(a, x, 1, side, side);
        Path file = folder.resolve("weights.safetensors");
        SafeTensors.write(file, Map.of(), Weights.entries(a.state()));
        Weights.load(b.state(), SafeTensors.read(file).entries());
        assertArrayEquals(answer, answer(b, x, 1, side, side));
    }

    @ParameterizedTest
    @EnumSource(Zoo.class)
    void saysWhichSizesAndChannelsItTakes(Zoo zoo) {
        Network network = zoo.outline(3, 1);
        int m = network.multiple();
        String name = network.getClass().getSimpleName();
        assertRefused(
                network,
                name + ": height and width must be multiples of " + m + ", got 250x256; pad to " + upTo(m, 250)
                        + "x256",
                1,
                3,
                250,
                256);
        assertRefused(
                network,
                name + ": height and width must be multiples of " + m + ", got " + m + "x1; pad to " + m + "x" + m,
                1,
                3,
                m,
                1);
        assertRefused(network, name + ": input must be [N, 3, H, W], got [1, 1, 64, 64]", 1, 1, 64, 64);
        assertRefused(network, name + ": input must be [N, 3, H, W], got [3, 64, 64]", 3, 64, 64);
    }

    private static void assertRefused(Network network, String message, long... shape) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> network.forward(new Traced.Trace().input(shape)))
                        .getMessage());
    }

    @ParameterizedTest
    @EnumSource(Zoo.class)
    void answersForEveryClassAndEveryNumberOfChannels(Zoo zoo) {
        Network network = zoo.outline(1, 2);
        int side = upTo(network.multiple(), 64);
        Tensor x = new Traced.Trace().input(5, 1, side, side);
        assertArrayEquals(
                new long[] {5, 2, side, side}, network.forward(x).logits().shape());
        assertArrayEquals(
                new long[] {5, 1, side, side}, network.forward(x).lesion().shape());
    }

    /** In 16 bits where the processor has them: two pictures of a disc in noise. */
    @ParameterizedTest
    @EnumSource(Zoo.class)
    void learnsADiscInTwentySteps(Zoo zoo) {
        Network network = network(zoo, 1);
        network.train(true);
        Weights.channelsLast(network);
        Optimizer optimizer = new Optimizer(network, Optimizer.Rule.ADAMW, 0.9, 0.01);
        int side = upTo(network.multiple(), 32);
        float[] x = pictures(2, side, side);
        float[] y = new float[2 * side * side];
        for (int i = 0; i < y.length; i++) {
            double dy = i / side % side - side / 2.0;
            double dx = i % side - side / 3.0;
            y[i] = dy * dy + dx * dx < side * side / 16.0 ? 1 : 0;
            x[(i / (side * side) * 3 + 1) * side * side + i % (side * side)] += 2 * y[i];
        }
        double first = step(network, optimizer, x, y, side);
        double last = first;
        for (int i = 1; i < 20; i++) {
            last = step(network, optimizer, x, y, side);
            assertTrue(Double.isFinite(last), "step " + i);
        }
        assertTrue(optimizer.isFinite());
        assertTrue(last < 0.8 * first, "loss " + first + " to " + last);
    }

    private static double step(Network network, Optimizer optimizer, float[] x, float[] y, int side) {
        try (Scope scope = Scope.training()) {
            optimizer.zeroGradients();
            Network.Output out;
            try (Precision.Region region = Precision.best().region()) {
                out = network.forward(Tensor.pictures(x, 2, 3, side, side));
            }
            Tensor loss = Loss.UNEXT.of(out, Tensor.of(y, 2, 1, side, side));
            loss.backward();
            optimizer.step(3e-3);
            return loss.item();
        }
    }

    @Test
    void unknownIdsListTheKnownOnes() {
        String message = assertThrows(IllegalArgumentException.class, () -> Zoo.of("unnet"))
                .getMessage();
        assertTrue(message.startsWith("unknown network \"unnet\"; known: unet, "), message);
        List.of(Zoo.values()).forEach(z -> assertEquals(z, Zoo.of(z.id())));
    }
}
