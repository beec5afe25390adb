package org.delineate.sample;

import java.util.Arrays;
import org.delineate.random.SplitMix64;

/** Builds samples for tests; a test that chooses a seed prints it. */
final class TestSamples {
    /** Seeds the tests with random input; -Dtest.seed=... gives another. */
    static final long SEED = Long.getLong("test.seed", 41);

    static {
        System.out.println("test.seed=" + SEED);
    }

    private TestSamples() {}

    /** Noise in 0..1 with a noisy mask. */
    static Sample noise(int channels, int height, int width, long seed) {
        SplitMix64 random = SplitMix64.of(seed, channels, height, width);
        float[] x = new float[channels * height * width];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.unit();
        }
        byte[] y = new byte[height * width];
        for (int i = 0; i < y.length; i++) {
            y[i] = (byte) random.below(2);
        }
        return of(channels, height, width, x, y);
    }

    /** One channel that equals the mask: random discs. */
    static Sample discs(int height, int width, long seed) {
        SplitMix64 random = SplitMix64.of(seed, height, width);
        float[] x = new float[height * width];
        byte[] y = new byte[height * width];
        for (int n = 0; n < 4; n++) {
            double middleY = random.between(0, height);
            double middleX = random.between(0, width);
            double radius = random.between(2, Math.min(height, width) / 3.0);
            for (int i = 0; i < y.length; i++) {
                if (Math.hypot(i / width - middleY, i % width - middleX) < radius) {
                    x[i] = y[i] = 1;
                }
            }
        }
        return of(1, height, width, x, y);
    }

    static Sample flat(int height, int width, float value) {
        float[] x = new float[height * width];
        Arrays.fill(x, value);
        return of(1, height, width, x, new byte[height * width]);
    }

    static Sample of(int channels, int height, int width, float[] x, byte[] y) {
        return new Sample(
                "sample",
                channels,
                height,
                width,
                x,
                y,
                new Geometry(height, width, height, width, 0, 0, height, width));
    }
}
