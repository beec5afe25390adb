package org.delineate.sample;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.delineate.random.SplitMix64;
import org.junit.jupiter.api.Test;

class CalliperMarksTest {
    private static final int HEIGHT = 60;
    private static final int WIDTH = 80;

    @Test
    void drawsTwoCrossesAndTheDotsBetween() {
        float[] x = new float[HEIGHT * WIDTH];
        new CalliperMarks(new int[] {10, 50}, new int[] {20, 20}, 2, 10, 0.8f).burnInto(x, 1, HEIGHT, WIDTH);
        int[] marked = IntStream.range(0, x.length).filter(i -> x[i] > 0).toArray();
        assertEquals(9 + 9 + 3, marked.length, "two crosses, and dots at 20, 30 and 40");
        assertEquals(0.8f, x[20 * WIDTH + 30]);
        assertEquals(0.8f, x[18 * WIDTH + 10]);
        assertEquals(0.8f, x[20 * WIDTH + 52]);
    }

    @Test
    void staysInsideThePictureAndMarksAllPlanes() {
        float[] x = new float[2 * HEIGHT * WIDTH];
        new CalliperMarks(new int[] {0, WIDTH - 1}, new int[] {0, HEIGHT - 1}, 3, 0, 1).burnInto(x, 2, HEIGHT, WIDTH);
        assertEquals(
                2 * 2 * 7, IntStream.range(0, x.length).filter(i -> x[i] > 0).count());
        assertArrayEquals(
                java.util.Arrays.copyOf(x, HEIGHT * WIDTH),
                java.util.Arrays.copyOfRange(x, HEIGHT * WIDTH, 2 * HEIGHT * WIDTH));
    }

    @Test
    void placesDependOnTheSeed() {
        CalliperMarks one = CalliperMarks.draw(SplitMix64.seeded(1), HEIGHT, WIDTH);
        CalliperMarks same = CalliperMarks.draw(SplitMix64.seeded(1), HEIGHT, WIDTH);
        assertArrayEquals(one.x(), same.x());
        assertEquals(one.value(), same.value());
        assertTrue(one.value() >= 0.7 && one.value() < 1);
    }
}
