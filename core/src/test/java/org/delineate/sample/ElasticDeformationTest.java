package org.delineate.sample;

import static org.delineate.sample.TestSamples.SEED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.delineate.random.SplitMix64;
import org.junit.jupiter.api.Test;

class ElasticDeformationTest {
    @Test
    void displacesNoPixelFurtherThanItsReach() {
        float largest = 0;
        for (int seed = 0; seed < 20; seed++) {
            for (float[] row : displacements(100, 60, 5, 4, seed)) {
                for (float d : row) {
                    assertTrue(Math.abs(d) <= 5 * 1.00001f, d + ", seed " + SEED + ", " + seed);
                    largest = Math.max(largest, Math.abs(d));
                }
            }
        }
        assertTrue(largest > 3, "and some pixels far: " + largest);
    }

    /** The field is white noise on a grid, smoothed: its correlation length must be the one that was asked for. */
    @Test
    void isAsSmoothAsAsked() {
        for (double smoothness : new double[] {2, 5, 10}) {
            double square = 0;
            double slope = 0;
            for (int seed = 0; seed < 60; seed++) {
                float[][] field = displacements(64, 64, 1, smoothness, seed);
                for (int i = 0; i < 64; i++) {
                    for (int j = 1; j < 64; j++) {
                        square += field[i][j] * field[i][j];
                        slope += Math.pow(field[i][j] - field[i][j - 1], 2);
                    }
                }
            }
            // cubic B-splines of spacing s: mean of slope^2 / mean of value^2 = (2/3) / (151/315) / s^2
            double spacing = smoothness * Math.sqrt(3);
            double expected = Math.sqrt(2 / 3.0 / (151 / 315.0)) / spacing;
            assertEquals(expected, Math.sqrt(slope / square), 0.1 * expected, "smoothness " + smoothness);
        }
    }

    @Test
    void constantsStay() {
        Sample flat = TestSamples.flat(20, 30, 0.5f);
        for (float value :
                SingleAugment.ELASTIC.always().apply(flat, SEED, 0, 0).x()) {
            assertEquals(0.5f, value, 1e-6f);
        }
    }

    private static float[][] displacements(int height, int width, double reachPx, double smoothnessPx, int seed) {
        ElasticDeformation elastic =
                new ElasticDeformation(height, width, reachPx, smoothnessPx, SplitMix64.of(SEED, seed));
        float[][] down = new float[height][];
        for (int i = 0; i < height; i++) {
            RowResampler row = new RowResampler(height, width);
            elastic.displace(i, row);
            down[i] = row.y;
        }
        return down;
    }
}
