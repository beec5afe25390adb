package org.delineate.block;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Weights;
import org.junit.jupiter.api.Test;

/** The gate against plain loops over one picture in 64 bits. */
class SpatialGateTest {
    private static final int CHANNELS = 32;
    private static final int PLACES = 15; // 3x5

    private static float[] normal(long seed, int count) {
        Random random = new Random(seed);
        float[] v = new float[count];
        for (int i = 0; i < count; i++) {
            v[i] = (float) random.nextGaussian();
        }
        return v;
    }

    @Test
    void passesAndWeakensElementsAndCrossesTheHalves() {
        SpatialGate gate = new SpatialGate(CHANNELS);
        float[] scale = normal(1, CHANNELS);
        float[] shift = normal(2, CHANNELS);
        Weights.fill(gate.parameters().get("gn.weight"), scale);
        Weights.fill(gate.parameters().get("gn.bias"), shift);
        float[] x = normal(3, CHANNELS * PLACES);
        double[] g = normalised(x, scale, shift);
        double[] strong = new double[x.length];
        double[] weak = new double[x.length];
        int passing = 0;
        for (int i = 0; i < x.length; i++) {
            double others = 0;
            for (int c = 0; c < CHANNELS; c++) {
                others += Math.exp(g[c * PLACES + i % PLACES]);
            }
            double share = Math.exp(g[i]) / others;
            double w = 1 / (1 + Math.exp(-g[i] * share));
            boolean passes = w > 0.5;
            passing += passes ? 1 : 0;
            strong[i] = x[i] * (passes ? 1 : w);
            weak[i] = x[i] * (passes ? 0 : w);
        }
        assertTrue(passing > 10 && passing < x.length - 10, passing + " pass");
        float[] actual = gate.apply(Tensor.of(x, 1, CHANNELS, 3, 5)).toFloats();
        int half = x.length / 2;
        for (int i = 0; i < x.length; i++) {
            assertEquals(strong[i] + weak[(i + half) % x.length], actual[i], 1e-5, "at " + i);
        }
    }

    /** Groups of two channels. */
    private static double[] normalised(float[] x, float[] scale, float[] shift) {
        int size = CHANNELS / 16 * PLACES;
        double[] g = new double[x.length];
        for (int start = 0; start < x.length; start += size) {
            double mean = 0;
            double square = 0;
            for (int i = start; i < start + size; i++) {
                mean += (double) x[i] / size;
                square += (double) x[i] * x[i] / size;
            }
            for (int i = start; i < start + size; i++) {
                g[i] = (x[i] - mean) / Math.sqrt(square - mean * mean + 1e-5) * scale[i / PLACES] + shift[i / PLACES];
            }
        }
        return g;
    }
}
