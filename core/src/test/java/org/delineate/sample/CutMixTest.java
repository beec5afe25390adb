package org.delineate.sample;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.delineate.file.Json;
import org.junit.jupiter.api.Test;

class CutMixTest {
    private static final int SIDE = 40;

    private static Augment of(double probability, double from, double to) {
        return new Augment(
                Augment.Spatial.NONE,
                Augment.Intensity.NONE,
                new Augment.Mixing(new RandomRange(probability, from, to)));
    }

    /** Sample i has the values i and 10 + i in its two channels, and i % 2 in its mask. */
    private static List<Sample> batch() {
        return IntStream.range(0, 6)
                .mapToObj(i -> {
                    float[] x = new float[2 * SIDE * SIDE];
                    Arrays.fill(x, 0, SIDE * SIDE, i);
                    Arrays.fill(x, SIDE * SIDE, x.length, 10 + i);
                    byte[] y = new byte[SIDE * SIDE];
                    Arrays.fill(y, (byte) (i % 2));
                    return new Sample("s" + i, 2, SIDE, SIDE, x, y, null);
                })
                .toList();
    }

    @Test
    void aRectangleOfAnotherSampleTakesTheShare() {
        List<Sample> mixed = of(1, 0.25, 0.25).mix(batch(), 1, 2, 3);
        for (int i = 0; i < mixed.size(); i++) {
            Sample s = mixed.get(i);
            int own = i;
            int[] foreign =
                    IntStream.range(0, SIDE * SIDE).filter(k -> s.x()[k] != own).toArray();
            assertEquals(0.25, foreign.length / (double) (SIDE * SIDE), 0.02);
            float other = s.x()[foreign[0]];
            int top = Arrays.stream(foreign).map(k -> k / SIDE).min().getAsInt();
            int bottom = Arrays.stream(foreign).map(k -> k / SIDE).max().getAsInt();
            int left = Arrays.stream(foreign).map(k -> k % SIDE).min().getAsInt();
            int right = Arrays.stream(foreign).map(k -> k % SIDE).max().getAsInt();
            assertEquals(foreign.length, (bottom - top + 1) * (right - left + 1), "it is a rectangle");
            for (int k : foreign) {
                assertEquals(other, s.x()[k]);
                assertEquals(10 + other, s.x()[SIDE * SIDE + k], "all channels come from one sample");
                assertEquals((int) other % 2, s.y()[k], "and the mask with them");
            }
        }
    }

    @Test
    void dependsOnSeedEpochAndBatchAloneAndLeavesTheGivenSamples() {
        List<Sample> batch = batch();
        Augment augment = of(0.5, 0.1, 0.5);
        List<Sample> once = augment.mix(batch, 7, 1, 0);
        List<Sample> again = augment.mix(batch(), 7, 1, 0);
        List<Sample> other = augment.mix(batch(), 7, 1, 1);
        int different = 0;
        for (int i = 0; i < batch.size(); i++) {
            assertArrayEquals(once.get(i).x(), again.get(i).x());
            assertArrayEquals(batch().get(i).x(), batch.get(i).x());
            different += Arrays.equals(once.get(i).x(), other.get(i).x()) ? 0 : 1;
        }
        assertTrue(different > 0);
    }

    @Test
    void neverIsNever() {
        List<Sample> batch = batch();
        assertSame(batch, Augment.STRONG.mix(batch, 1, 1, 1));
        assertSame(batch.get(0), of(1, 0, 0).mix(batch, 1, 1, 1).get(0));
    }

    /** Configurations of former versions do not name it. */
    @Test
    void isReadAndWritten() {
        Augment mixing = of(0.5, 0.1, 0.4);
        assertEquals(mixing, Json.convert(Json.treeOf(mixing), Augment.class));
        assertEquals(Augment.NONE, Json.convert(Json.treeOf(java.util.Map.of("flipHorizontal", 0)), Augment.class));
    }
}
