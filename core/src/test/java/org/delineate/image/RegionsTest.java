package org.delineate.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RegionsTest {
    /** Walks from pixel to pixel, in the order of first pixels. */
    private static int[] walked(Mask mask) {
        int w = mask.width();
        int[] numbers = new int[w * mask.height()];
        int count = 0;
        for (int i = 0; i < numbers.length; i++) {
            if (mask.at(i) && numbers[i] == 0) {
                numbers[i] = ++count;
                ArrayDeque<Integer> open = new ArrayDeque<>();
                open.add(i);
                while (!open.isEmpty()) {
                    int at = open.poll();
                    for (int n = 0; n < numbers.length; n++) {
                        boolean near = Math.abs(n / w - at / w) <= 1 && Math.abs(n % w - at % w) <= 1;
                        if (near && mask.at(n) && numbers[n] == 0) {
                            numbers[n] = count;
                            open.add(n);
                        }
                    }
                }
            }
        }
        return numbers;
    }

    @Test
    void findsWhatAWalkFromPixelToPixelFinds() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 400; round++) {
            int h = 1 + random.nextInt(16);
            int w = 1 + random.nextInt(16);
            double density = random.nextDouble();
            boolean[] lesion = new boolean[h * w];
            for (int i = 0; i < lesion.length; i++) {
                lesion[i] = random.nextDouble() < density;
            }
            Mask mask = Mask.of(h, w, lesion);
            Regions regions = Regions.of(mask);
            int[] expected = walked(mask);
            int[] areas = new int[regions.count()];
            for (int i = 0; i < expected.length; i++) {
                assertEquals(expected[i] - 1, regions.at(i), "seed " + seed + ", round " + round + ", pixel " + i);
                if (expected[i] > 0) {
                    areas[expected[i] - 1]++;
                }
            }
            for (int r = 0; r < areas.length; r++) {
                assertEquals(areas[r], regions.areaPx(r), "seed " + seed + ", round " + round);
            }
        }
    }
}
