package org.delineate.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ContourTest {
    @Test
    void goesOnceRoundASquare() {
        List<Contour> contours = Contour.of(mask("....", ".##.", ".##.", "...."));
        assertEquals(1, contours.size());
        assertArrayEquals(new int[] {1, 1, 2, 2}, contours.get(0).x());
        assertArrayEquals(new int[] {1, 2, 2, 1}, contours.get(0).y());
    }

    @Test
    void outlinesAPixelAndALine() {
        assertArrayEquals(new int[] {0}, Contour.of(mask("#")).get(0).x());
        assertArrayEquals(new int[] {0, 1, 2, 1}, Contour.of(mask("###")).get(0).x());
    }

    @Test
    void outlinesARingOutsideAndInside() {
        List<Contour> contours = Contour.of(mask("###", "#.#", "###"));
        assertEquals(2, contours.size());
        assertEquals(8, contours.get(0).x().length);
        assertTrue(contours.get(1).hole());
        assertEquals(4, contours.get(1).x().length);
    }

    @Test
    void findsNothingInAnEmptyMask() {
        assertTrue(Contour.of(mask("..", "..")).isEmpty());
    }

    /**
     * Against flood filling: as many outlines as lesions and holes, on exactly the pixels that touch the background.
     */
    @Test
    void outlinesEveryLesionAndHoleOfRandomMasks() {
        long seed = Long.getLong("seed", 9);
        Random random = new Random(seed);
        for (int round = 0; round < 400; round++) {
            int h = 1 + random.nextInt(14);
            int w = 1 + random.nextInt(14);
            double density = random.nextDouble();
            boolean[] lesion = new boolean[h * w];
            for (int i = 0; i < lesion.length; i++) {
                lesion[i] = random.nextDouble() < density;
            }
            check(Mask.of(h, w, lesion), "round " + round + " of seed " + seed);
        }
    }

    private static void check(Mask mask, String name) {
        List<Contour> contours = Contour.of(mask);
        boolean[] onOutline = new boolean[mask.height() * mask.width()];
        for (Contour c : contours) {
            int n = c.x().length;
            for (int i = 0; i < n; i++) {
                onOutline[c.y()[i] * mask.width() + c.x()[i]] = true;
                int dx = Math.abs(c.x()[i] - c.x()[(i + 1) % n]);
                int dy = Math.abs(c.y()[i] - c.y()[(i + 1) % n]);
                assertEquals(n == 1 ? 0 : 1, Math.max(dx, dy), name);
            }
        }
        for (int i = 0; i < onOutline.length; i++) {
            int y = i / mask.width();
            int x = i % mask.width();
            boolean edge = !(at(mask, y - 1, x) && at(mask, y + 1, x) && at(mask, y, x - 1) && at(mask, y, x + 1));
            assertEquals(mask.at(i) && edge, onOutline[i], name);
        }
        long holes = contours.stream().filter(Contour::hole).count();
        assertEquals(components(mask, true), contours.size() - holes, name);
        assertEquals(components(mask, false) - 1, holes, name);
    }

    /** Counts the 8-connected lesions, or 4-connected background with the plane outside as one of its parts. */
    private static int components(Mask mask, boolean lesion) {
        int w = mask.width() + 2;
        int h = mask.height() + 2;
        boolean[] seen = new boolean[h * w];
        int count = 0;
        for (int i = 0; i < seen.length; i++) {
            if (seen[i] || at(mask, i / w - 1, i % w - 1) != lesion) {
                continue;
            }
            count++;
            ArrayDeque<Integer> open = new ArrayDeque<>(List.of(i));
            seen[i] = true;
            while (!open.isEmpty()) {
                int p = open.pop();
                for (int d = 0; d < 9; d++) {
                    int y = p / w + d / 3 - 1;
                    int x = p % w + d % 3 - 1;
                    boolean near = lesion || d % 2 == 1;
                    if (near
                            && y >= 0
                            && x >= 0
                            && y < h
                            && x < w
                            && !seen[y * w + x]
                            && at(mask, y - 1, x - 1) == lesion) {
                        seen[y * w + x] = true;
                        open.push(y * w + x);
                    }
                }
            }
        }
        return count;
    }

    private static boolean at(Mask mask, int y, int x) {
        return y >= 0 && x >= 0 && y < mask.height() && x < mask.width() && mask.at(y, x);
    }

    private static Mask mask(String... rows) {
        boolean[] lesion = new boolean[rows.length * rows[0].length()];
        for (int i = 0; i < lesion.length; i++) {
            lesion[i] = String.join("", Arrays.asList(rows)).charAt(i) == '#';
        }
        return Mask.of(rows.length, rows[0].length(), lesion);
    }
}
