package org.delineate.sample;

import static org.delineate.sample.TestSamples.SEED;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IntensityTransformTest {
    @ParameterizedTest
    @EnumSource(
            value = SingleAugment.class,
            names = {"BLUR", "CONTRAST", "BRIGHTNESS", "GAMMA", "SPECKLE", "NOISE"})
    void leavesTheMask(SingleAugment single) {
        Sample s = TestSamples.noise(1, 12, 17, SEED);
        assertArrayEquals(s.y(), single.always().apply(s, SEED, 0, 0).y());
    }

    @Test
    void brightnessIsAdded() {
        float[] x = {0, 0.25f, 0.5f, 1};
        assertValues(new float[] {0.25f, 0.5f, 0.75f, 1}, SingleAugment.BRIGHTNESS.exactly(0.25), x, 1e-7f);
        assertValues(new float[] {0, 0, 0, 0.5f}, SingleAugment.BRIGHTNESS.exactly(-0.5), x, 1e-7f);
    }

    @Test
    void contrastStretchesAboutTheMean() {
        float[] x = {0.1f, 0.4f, 0.4f, 0.7f}; // mean 0.4
        assertValues(new float[] {0.25f, 0.4f, 0.4f, 0.55f}, SingleAugment.CONTRAST.exactly(0.5), x, 1e-6f);
        assertValues(new float[] {0, 0.4f, 0.4f, 1}, SingleAugment.CONTRAST.exactly(2), x, 1e-6f);
    }

    @Test
    void gammaIsAPower() {
        float[] x = new float[10_000];
        for (int i = 0; i < x.length; i++) {
            x[i] = i / 9_999f;
        }
        for (double gamma : new double[] {0.25, 0.5, 0.7, 1.5, 2, 4}) {
            float[] expected = new float[x.length];
            for (int i = 0; i < x.length; i++) {
                expected[i] = (float) Math.pow(x[i], gamma);
            }
            // a root steeper than the table's own is read with less accuracy near 0
            assertValues(expected, SingleAugment.GAMMA.exactly(gamma), x, gamma < 0.5 ? 1e-2f : 1e-4f);
        }
    }

    @Test
    void speckleGrowsWithTheValueAndIsEqualForAllChannels() {
        double[] deviation = new double[2];
        for (int i = 0; i < 2; i++) {
            float level = i == 0 ? 0.2f : 0.4f;
            deviation[i] = deviation(SingleAugment.SPECKLE
                    .exactly(0.1)
                    .apply(TestSamples.flat(200, 200, level), SEED, 0, 0)
                    .x());
            assertEquals(0.1 * level, deviation[i], 0.02 * 0.1 * level);
        }
        float[] black = SingleAugment.SPECKLE
                .exactly(0.5)
                .apply(TestSamples.flat(9, 9, 0), SEED, 0, 0)
                .x();
        assertArrayEquals(new float[81], black);
        Sample colour = colour(50, 0.3f, 0.6f);
        float[] x = SingleAugment.SPECKLE.exactly(0.1).apply(colour, SEED, 0, 0).x();
        for (int i = 0; i < 2500; i++) {
            assertEquals(2 * x[i], x[2500 + i], 1e-5f);
        }
    }

    @Test
    void noiseIsAddedToEachChannelIndependently() {
        float[] x = SingleAugment.NOISE
                .exactly(0.1)
                .apply(TestSamples.flat(200, 200, 0.5f), SEED, 0, 0)
                .x();
        assertEquals(0.5, mean(x), 5 * 0.1 / 200);
        assertEquals(0.1, deviation(x), 0.002);
        float[] colour = SingleAugment.NOISE
                .exactly(0.1)
                .apply(colour(50, 0.5f, 0.6f), SEED, 0, 0)
                .x();
        double correlation = 0;
        for (int i = 0; i < 2500; i++) {
            correlation += (colour[i] - 0.5) * (colour[2500 + i] - 0.6) / (0.01 * 2500);
        }
        assertEquals(0, correlation, 5.0 / 50);
    }

    @Test
    void noiseAndSpeckleDiffer() {
        Sample flat = TestSamples.flat(20, 20, 0.5f);
        float[] noise = SingleAugment.NOISE.exactly(0.1).apply(flat, SEED, 0, 0).x();
        float[] speckle =
                SingleAugment.SPECKLE.exactly(0.2).apply(flat, SEED, 0, 0).x();
        assertNotEquals(noise[0], speckle[0], 1e-4f); // both deviate by 0.1; the same grain would be the same picture
        assertNotEquals(noise[399], speckle[399], 1e-4f);
    }

    @Test
    void blurSpreadsADotAsAGaussian() {
        for (double sigma : new double[] {0.8, 1, 2.5}) {
            float[] x = new float[41 * 51];
            x[20 * 51 + 25] = 1;
            float[] blurred = SingleAugment.BLUR
                    .exactly(sigma)
                    .apply(TestSamples.of(1, 41, 51, x, null), SEED, 0, 0)
                    .x();
            double sum = 0;
            double down = 0;
            double right = 0;
            for (int i = 0; i < x.length; i++) {
                sum += blurred[i];
                down += blurred[i] * Math.pow(i / 51 - 20, 2);
                right += blurred[i] * Math.pow(i % 51 - 25, 2);
            }
            assertEquals(1, sum, 1e-5);
            double most = blurred[20 * 51 + 25];
            assertEquals(Math.exp(-1 / (2 * sigma * sigma)), blurred[20 * 51 + 26] / most, 1e-5);
            assertEquals(Math.exp(-1 / (2 * sigma * sigma)), blurred[21 * 51 + 25] / most, 1e-5);
            assertEquals(sigma * sigma, down, 0.04 * sigma * sigma + 0.01);
            assertEquals(down, right, 1e-5);
        }
    }

    @Test
    void blurLeavesConstantsUpToTheBorder() {
        for (float value : SingleAugment.BLUR
                .exactly(3)
                .apply(TestSamples.flat(5, 7, 0.6f), SEED, 0, 0)
                .x()) {
            assertEquals(0.6f, value, 1e-6f);
        }
    }

    private static void assertValues(float[] expected, Augment augment, float[] x, float tolerance) {
        Sample sample = TestSamples.of(1, 1, x.length, x, new byte[x.length]);
        assertArrayEquals(expected, augment.apply(sample, SEED, 0, 0).x(), tolerance, augment.toString());
    }

    private static Sample colour(int side, float first, float second) {
        float[] x = new float[2 * side * side];
        for (int i = 0; i < x.length; i++) {
            x[i] = i < side * side ? first : second;
        }
        return TestSamples.of(2, side, side, x, null);
    }

    private static double mean(float[] x) {
        double sum = 0;
        for (float value : x) {
            sum += value;
        }
        return sum / x.length;
    }

    private static double deviation(float[] x) {
        double mean = mean(x);
        double square = 0;
        for (float value : x) {
            square += (value - mean) * (value - mean);
        }
        return Math.sqrt(square / x.length);
    }
}
