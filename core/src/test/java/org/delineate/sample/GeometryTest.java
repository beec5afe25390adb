package org.delineate.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

class GeometryTest {
    /** Four neighbours, first across, then down: every bit of every value. */
    @Test
    void bringsBackAsEachPixelAloneIs() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            int scaledHeight = 1 + random.nextInt(20);
            int scaledWidth = 1 + random.nextInt(20);
            int top = random.nextInt(4);
            int left = random.nextInt(4);
            int height = scaledHeight + top + random.nextInt(4);
            int width = scaledWidth + left + random.nextInt(4);
            Geometry g = new Geometry(
                    1 + random.nextInt(60),
                    1 + random.nextInt(60),
                    height,
                    width,
                    top,
                    left,
                    scaledHeight,
                    scaledWidth);
            float[] map = new float[height * width];
            for (int i = 0; i < map.length; i++) {
                map[i] = random.nextFloat();
            }
            float[] back = g.invert(map);
            for (int i = 0; i < back.length; i++) {
                assertEquals(pixel(g, map, i / g.originalWidth(), i % g.originalWidth()), back[i], "seed " + seed);
            }
        }
    }

    private static float pixel(Geometry g, float[] map, int y, int x) {
        double down = place(y, g.scaledHeight(), g.originalHeight());
        double across = place(x, g.scaledWidth(), g.originalWidth());
        int upper = (g.top() + (int) down) * g.width() + g.left();
        int lower = (g.top() + Math.min((int) down + 1, g.scaledHeight() - 1)) * g.width() + g.left();
        int right = Math.min((int) across + 1, g.scaledWidth() - 1);
        float fx = (float) (across - (int) across);
        float fy = (float) (down - (int) down);
        float a = map[upper + (int) across] + fx * (map[upper + right] - map[upper + (int) across]);
        float b = map[lower + (int) across] + fx * (map[lower + right] - map[lower + (int) across]);
        return a + fy * (b - a);
    }

    private static double place(int i, int scaled, int original) {
        return Math.min(Math.max((i + 0.5) * ((double) scaled / original) - 0.5, 0), scaled - 1);
    }
}
