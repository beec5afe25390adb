package org.delineate.nn.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.delineate.nn.Eager;
import org.delineate.nn.Graph;
import org.delineate.nn.Precision;
import org.delineate.nn.Scope;
import org.delineate.nn.Tensor;
import org.delineate.nn.TrainedTensor;
import org.delineate.nn.layer.ConvTranspose2d;
import org.delineate.nn.layer.Weights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares the own kernels for channels-last maps of few channels with the engine's for the other layout. */
class ChannelsLastTest {
    private static float[] noise(int count) {
        SplittableRandom random = new SplittableRandom(count);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextDouble(-2, 3);
        }
        return values;
    }

    private static void assertSame(double tolerance, UnaryOperator<Tensor> operation) {
        float[] values = noise(2 * 5 * 7 * 9);
        try (Scope scope = Scope.inference()) {
            float[] expected = operation.apply(Tensor.of(values, 2, 5, 7, 9)).toFloats();
            float[] found = operation.apply(Tensor.images(values, 2, 5, 7, 9)).toFloats();
            assertArrayEquals(expected, found, (float) tolerance);
        }
    }

    @Test
    void meansAndMaximaDoNotDependOnTheLayout() {
        assertSame(1e-6, x -> x.mean(2, 3));
        assertSame(1e-4, x -> x.sum(2, 3));
        assertSame(0, x -> x.amax(2, 3));
        assertSame(0, x -> x.max(1));
    }

    /** Ones are exact in bf16, but their sums are not: 2^8 + 1 is the first integer that bf16 does not hold. */
    @Test
    void sumsIn16BitsAreAddedUpIn32() {
        assumeTrue(Precision.BF16.runsHere(), Precision.BF16::lack);
        float[] ones = new float[2 * 40 * 40];
        Arrays.fill(ones, 1);
        Graph graph = new Graph();
        Tensor x = graph.input(1, 2, 40, 40);
        try (CompiledGraph mean = new CompiledGraph(graph, List.of(x.mean(2, 3)), Precision.BF16);
                Scope scope = Scope.inference()) {
            assertArrayEquals(
                    new float[] {1, 1},
                    mean.run(Tensor.images(ones, 1, 2, 40, 40)).get(0).toFloats());
        }
    }

    @Test
    void theGradientOfAMeanReachesEveryPixel() {
        TrainedTensor leaf = new TrainedTensor(noise(2 * 3 * 4), 1, 2, 3, 4);
        try (Scope scope = Scope.training()) {
            Tensor channelsLast = ((Eager) leaf.value).channelsLast();
            channelsLast.mean(2, 3).sum().backward();
        }
        for (float g : leaf.gradient()) {
            assertEquals(1 / 12f, g, 1e-7);
        }
    }

    @ParameterizedTest
    @CsvSource({"6, 4, 2, 1, true", "6, 4, 2, 2, false", "8, 4, 4, 4, true", "4, 1, 3, 1, true"})
    void patchesSideBySideAreATransposedConvolution(int in, int out, int factor, int groups, boolean bias) {
        ConvTranspose2d biased = ConvTranspose2d.grouped(in, out, factor, groups);
        ConvTranspose2d layer = bias ? biased : biased.withoutBias();
        layer.state().forEach((name, t) -> Weights.fill(t, noise((int) t.count())));
        float[] values = noise(2 * in * 5 * 6);
        Graph graph = new Graph();
        Tensor y = layer.apply(graph.input(2, in, 5, 6));
        try (CompiledGraph compiled = new CompiledGraph(graph, List.of(y), Precision.FLOAT32);
                Scope scope = Scope.inference()) {
            float[] expected = layer.apply(Tensor.of(values, 2, in, 5, 6)).toFloats();
            float[] found =
                    compiled.run(Tensor.images(values, 2, in, 5, 6)).get(0).toFloats();
            assertEquals(2 * out * 5 * 6 * factor * factor, found.length);
            assertArrayEquals(expected, found, 1e-5f);
            assertTrue(expected[0] != expected[1]);
        }
    }
}
