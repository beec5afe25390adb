package org.delineate.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.delineate.image.Mask;
import org.junit.jupiter.api.Test;

class ProbabilityHistogramTest {
    private static final long SEED = Long.getLong("test.seed", 5);
    private static final int SIDE = 60;

    private static float[] probability(Random random) {
        float[] p = new float[SIDE * SIDE];
        for (int i = 0; i < p.length; i++) {
            p[i] = i % 3 == 0 ? random.nextInt(101) / 100f : random.nextFloat(); // many lie on an edge of bins
        }
        return p;
    }

    private static Mask truth(Random random, boolean ignores) {
        boolean[] lesion = new boolean[SIDE * SIDE];
        boolean[] ignored = new boolean[SIDE * SIDE];
        for (int i = 0; i < lesion.length; i++) {
            lesion[i] = random.nextInt(3) == 0;
            ignored[i] = ignores && !lesion[i] && random.nextInt(4) == 0;
        }
        return Mask.of(SIDE, SIDE, lesion, ignored);
    }

    /** Each threshold gives the Dice of the mask that is really drawn at it. */
    @Test
    void givesTheDiceOfEveryThreshold() {
        System.out.println("ProbabilityHistogramTest: -Dtest.seed=" + SEED);
        Random random = new Random(SEED);
        for (boolean ignores : new boolean[] {false, true}) {
            float[] p = probability(random);
            Mask truth = truth(random, ignores);
            ProbabilityHistogram histogram = ProbabilityHistogram.of(p, truth);
            for (int percent = 1; percent < 100; percent++) {
                Mask mask = Mask.above((float) (percent / 100.0), SIDE, SIDE, p);
                assertEquals(Confusion.of(mask, truth).dice(), histogram.dice(percent), 1e-12, percent + " %");
            }
        }
    }

    @Test
    void hasNoDiceWithoutALesionAndNoThresholdOutsideItsRange() {
        Mask none = Mask.of(1, 2, new boolean[2]);
        ProbabilityHistogram histogram = ProbabilityHistogram.of(new float[] {0, 1}, none);
        assertTrue(Double.isNaN(histogram.dice(50)));
        for (int percent : new int[] {0, 100}) {
            assertEquals(
                    "a threshold in hundredths is 1..99, got " + percent,
                    assertThrows(IllegalArgumentException.class, () -> histogram.dice(percent))
                            .getMessage());
        }
    }

    /** Pixels are drawn as lesion with their own probability: the error is small, and large once they are sharpened. */
    @Test
    void probabilitiesThatComeTrueHaveNoError() {
        Random random = new Random(SEED);
        int n = 300 * 300;
        float[] right = new float[n];
        float[] sure = new float[n];
        boolean[] lesion = new boolean[n];
        for (int i = 0; i < n; i++) {
            right[i] = random.nextFloat();
            sure[i] = right[i] < 0.5f ? 0 : 1;
            lesion[i] = random.nextFloat() < right[i];
        }
        Mask truth = Mask.of(300, 300, lesion);
        Reliability good = Reliability.of(List.of(ProbabilityHistogram.of(right, truth)));
        assertEquals(n, good.pixels());
        assertTrue(good.expectedError() < 0.01, "error " + good.expectedError());
        Reliability bad = Reliability.of(List.of(ProbabilityHistogram.of(sure, truth)));
        assertEquals(0.25, bad.expectedError(), 0.01);
        assertEquals(1, bad.bins().get(9).meanProbability());
        assertTrue(Double.isNaN(Reliability.of(List.of()).expectedError()));
    }

    @Test
    void addsUpTheImages() {
        Mask one = Mask.of(1, 2, new boolean[] {true, false});
        Reliability two = Reliability.of(List.of(
                ProbabilityHistogram.of(new float[] {0.95f, 0.92f}, one),
                ProbabilityHistogram.of(new float[] {0.91f, 0.1f}, one)));
        Reliability.Bin last = two.bins().get(9);
        assertEquals(3, last.pixels());
        assertEquals(2 / 3.0, last.lesionShare(), 1e-12);
        assertEquals((0.95 + 0.92 + 0.91) / 3, last.meanProbability(), 1e-6);
        assertEquals(1, two.bins().get(0).pixels(), "0.1 belongs to the first tenth");
    }
}
