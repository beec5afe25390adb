package org.delineate.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.UnaryOperator;
import org.delineate.nn.op.Convolution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the operations on values that can be worked out by hand. */
class TensorValuesTest {
    private static final float INF = Float.POSITIVE_INFINITY;

    /** [1, 1, 2, 3]: 1 2 3 / 4 5 6. */
    private static Tensor six() {
        return Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 1, 1, 2, 3);
    }

    private static void assertValues(Tensor t, double... expected) {
        float[] values = t.toFloats();
        assertEquals(expected.length, values.length);
        for (int i = 0; i < values.length; i++) {
            assertEquals(expected[i], values[i], 1e-6, "at " + i);
        }
    }

    private static float[] gradient(TrainedTensor leaf, UnaryOperator<Tensor> f) {
        try (Scope scope = Scope.training()) {
            f.apply(leaf.value).backward();
        }
        return leaf.gradient();
    }

    @Test
    void padsLeftRightTopBottomInThisOrder() {
        assertValues(six().pad(1, 0, 0, 0, 9), 9, 1, 2, 3, 9, 4, 5, 6);
        assertValues(six().pad(0, -2, 0, 0, 9), 1, 4);
        assertValues(six().pad(0, 0, 1, 0, 9), 9, 9, 9, 1, 2, 3, 4, 5, 6);
        assertValues(six().pad(0, 0, -1, 1, 9), 4, 5, 6, 9, 9, 9);
    }

    @Test
    void rollsForwardAndAround() {
        assertValues(six().roll(1, 3), 3, 1, 2, 6, 4, 5);
        assertValues(six().roll(-1, 2), 4, 5, 6, 1, 2, 3);
    }

    @Test
    void maxPoolingIgnoresPaddingAndAveragePoolingCountsZeros() {
        assertValues(six().mul(-1).maxPool2d(3, 2, 1), -1, -2);
        assertValues(six().avgPool2d(3, 2, 1), 12 / 9.0, 16 / 9.0);
        assertValues(six().pad(0, 1, 0, 1, -INF).maxPool2d(2, 1, 0), 5, 6, 6, 5, 6, 6);
    }

    @Test
    void upsamplesToNearestNeighboursOrBetweenPixelCentres() {
        Tensor row = Tensor.of(new float[] {0, 4}, 1, 1, 1, 2);
        assertValues(row.upsampleNearest(2), 0, 0, 4, 4, 0, 0, 4, 4);
        assertValues(row.upsampleBilinear(2), 0, 1, 3, 4, 0, 1, 3, 4);
    }

    @Test
    void alignsCornersOrNot() {
        Tensor row = Tensor.of(new float[] {0, 4}, 1, 1, 1, 2);
        assertValues(row.resizeBilinear(1, 5, true), 0, 1, 2, 3, 4);
        assertValues(row.resizeBilinear(1, 5, false), 0, 0.4, 2, 3.6, 4);
        assertValues(six().resizeBilinear(1, 1, false), 3.5);
    }

    @Test
    void adaptiveWindowsOverlap() {
        Tensor row = Tensor.of(new float[] {1, 2, 6, 8}, 1, 1, 1, 4);
        assertValues(row.adaptiveAvgPool2d(1, 3), 1.5, 4, 7);
    }

    @Test
    void unpoolingPutsMaximaBackInTheirPlaces() {
        Tensor x = Tensor.of(new float[] {1, 9, 3, 4, 5, 6, 7, 8}, 1, 1, 2, 4);
        Tensor largest = x.maxPool2d(2, 2, 0);
        assertValues(largest, 9, 8);
        assertValues(largest.maxUnpool2d(x.maxPlaces(2), 2, 4), 0, 9, 0, 0, 0, 0, 0, 8);
    }

    @Test
    void aboveAndDetachHaveNoGradient() {
        float[] v = {-1, 0, 2};
        assertValues(Tensor.of(v, 3).above(0), 0, 0, 1);
        assertArrayEquals(
                new float[] {0, 0, 1},
                gradient(new TrainedTensor(v, 3), x -> x.above(0).mul(x).sum()));
        assertArrayEquals(
                new float[] {-1, 0, 2},
                gradient(new TrainedTensor(v, 3), x -> x.detach().mul(x).sum()));
    }

    @Test
    void rowsMayBeSelectedRepeatedly() {
        Tensor table = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2);
        assertValues(table.rows(2, 0, 2), 5, 6, 1, 2, 5, 6);
        assertArrayEquals(
                new float[] {1, 1, 0, 0, 2, 2},
                gradient(
                        new TrainedTensor(new float[6], 3, 2),
                        x -> x.rows(2, 0, 2).sum()));
    }

    @Test
    void groupsAreNormalisedByThemselves() {
        Tensor x = Tensor.of(new float[] {1, 3, 10, 30}, 1, 4, 1, 1);
        Tensor ones = Tensor.of(new float[] {1, 1, 1, 1}, 4);
        assertValues(x.groupNorm(2, ones, ones, 0), 0, 2, 0, 2);
    }

    @Test
    void oblongKernelsReachAlongOneAxis() {
        Tensor w = Tensor.of(new float[] {1, 2, 4}, 1, 1, 1, 3);
        assertValues(six().conv2d(w, null, Convolution.padded(0, 1)), 10, 17, 8, 28, 38, 17);
    }

    @Test
    void reducesAndKeepsTheAxes() {
        assertValues(six().sum(2), 5, 7, 9);
        assertValues(six().mean(2, 3), 3.5);
        assertValues(six().amax(3), 3, 6);
        assertValues(six().max(2), 4, 5, 6);
    }

    @Test
    void equalMaximaShareTheGradientOfAmaxAndTheFirstTakesThatOfMax() {
        float[] ties = {1, 7, 7, 2};
        assertArrayEquals(
                new float[] {0, 0.5f, 0.5f, 0},
                gradient(new TrainedTensor(ties, 1, 4), x -> x.amax(1).sum()));
        assertArrayEquals(
                new float[] {0, 1, 0, 0},
                gradient(new TrainedTensor(ties, 1, 4), x -> x.max(1).sum()));
    }

    @Test
    void crossEntropyOfLogitsStaysExactFarOut() {
        Tensor o = Tensor.of(new float[] {0, 100, -100, 100}, 4);
        Tensor t = Tensor.of(new float[] {1, 1, 1, 0}, 4);
        assertValues(o.bceWithLogits(t), Math.log(2), 0, 100, 100);
    }

    /** Old engines returned garbage for strided gradients; networks use each of these layouts. */
    @ParameterizedTest
    @ValueSource(strings = {"contiguous", "transposed gradient", "transposed input", "channels last", "narrowed"})
    void geluHasTheRightGradientInEveryLayout(String layout) {
        int n = 2 * 40 * 6 * 7;
        float[] values = TrainedTensor.random(3, n);
        float[] slope = TrainedTensor.random(4, n);
        TrainedTensor leaf = new TrainedTensor(values, 2, 40, 6, 7);
        Tensor weights = Tensor.of(slope, 2, 40, 6, 7);
        float[] gradient = gradient(leaf, x -> switch (layout) {
            case "contiguous" -> x.gelu().mul(weights).sum();
            case "transposed gradient" ->
                x.gelu()
                        .permute(0, 2, 3, 1)
                        .mul(contiguous(weights, 0, 2, 3, 1))
                        .sum();
            case "transposed input" ->
                x.permute(0, 2, 3, 1)
                        .gelu()
                        .mul(contiguous(weights, 0, 2, 3, 1))
                        .sum();
            case "channels last" ->
                ((Eager) x).channelsLast().gelu().mul(weights).sum();
            case "narrowed" ->
                Tensor.cat(1, x.gelu().narrow(1, 0, 13), x.gelu().narrow(1, 13, 27))
                        .mul(weights)
                        .sum();
            default -> throw new AssertionError(layout);
        });
        for (int i = 0; i < n; i++) {
            assertEquals(slope[i] * geluSlope(values[i]), gradient[i], 2e-6 * Math.abs(slope[i]) + 1e-7, "at " + i);
        }
    }

    private static Tensor contiguous(Tensor t, int... axes) {
        Tensor p = t.permute(axes);
        return Tensor.of(p.toFloats(), p.shape());
    }

    /** Phi(x) + x phi(x), Phi as an integral by Simpson's rule. */
    private static double geluSlope(double x) {
        int steps = 400;
        double h = x / steps;
        double sum = density(0) + density(x);
        for (int i = 1; i < steps; i++) {
            sum += (i % 2 == 0 ? 2 : 4) * density(i * h);
        }
        return 0.5 + sum * h / 3 + x * density(x);
    }

    private static double density(double x) {
        return Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }

    @Test
    void constantsTakeTheNumberFormatOfTheirTensor() {
        double third = 1.0 / 3;
        Tensor exact = Tensor.of(new float[] {1}, 1).float64().mul(third);
        assertEquals(third, exact.item());
        assertEquals(third, exact.mul(exact.constant(new float[] {1}, 1)).item());
        assertEquals(third, exact.atLeastFloat32().item());
    }
}
