package org.delineate.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.delineate.image.Mask;
import org.junit.jupiter.api.Test;

class SurfaceDistancesTest {
    @Test
    void equalsAllPairsOfBorderPixels() {
        RandomMasks.pairs(400).forEach(pair -> {
            SurfaceDistances surface = SurfaceDistances.of(pair.prediction(), pair.truth());
            List<int[]> p = border(pair.prediction());
            List<int[]> t = border(pair.truth());
            List<Double> pooled = new ArrayList<>(directed(p, t));
            pooled.addAll(directed(t, p));
            pooled.sort(null);
            double mean = pooled.stream().mapToDouble(d -> d).average().orElseThrow();
            assertEquals(mean, surface.assdPx(), 1e-12, pair.name());
            double rank = 0.95 * (pooled.size() - 1);
            double below = pooled.get((int) Math.floor(rank));
            double above = pooled.get((int) Math.ceil(rank));
            double hd95 = below + (rank - Math.floor(rank)) * (above - below);
            assertEquals(hd95, surface.hausdorff95Px(), 1e-12, pair.name());
            for (double tolerance : new double[] {0, 1, 1.5, 2}) {
                double within = pooled.stream().filter(d -> d <= tolerance).count();
                assertEquals(within / pooled.size(), surface.surfaceDice(tolerance), 1e-15, pair.name());
            }
        });
    }

    @Test
    void averageHausdorffEqualsAllPairsOfLesionPixels() {
        RandomMasks.pairs(400).forEach(pair -> {
            List<int[]> p = pixels(pair.prediction());
            List<int[]> t = pixels(pair.truth());
            double there = directed(p, t).stream().mapToDouble(d -> d).average().orElseThrow();
            double back = directed(t, p).stream().mapToDouble(d -> d).average().orElseThrow();
            double ahd = SurfaceDistances.of(pair.prediction(), pair.truth()).averageHausdorffPx();
            assertEquals((there + back) / 2, ahd, 1e-12, pair.name());
        });
    }

    @Test
    void averageHausdorffIsTheDiagonalWhereOneMaskIsEmptyAndZeroWhereBothAre() {
        Mask empty = Mask.of(3, 4, new boolean[12]);
        boolean[] one = new boolean[12];
        one[5] = true;
        Mask lesion = Mask.of(3, 4, one);
        assertEquals(5, SurfaceDistances.of(empty, lesion).averageHausdorffPx());
        assertEquals(5, SurfaceDistances.of(lesion, empty).averageHausdorffPx());
        assertEquals(0, SurfaceDistances.of(empty, empty).averageHausdorffPx());
    }

    @Test
    void borderCountsBeyondTheImageAsOutsideAndDiagonalNeighboursNot() {
        boolean[] all = new boolean[25];
        Arrays.fill(all, true);
        assertEquals(16, SurfaceDistances.border(Mask.of(5, 5, all)).areaPx());
        all[0] = false; // touches only the inner pixel (1, 1) diagonally
        Mask border = SurfaceDistances.border(Mask.of(5, 5, all));
        assertEquals(15, border.areaPx());
        assertFalse(border.at(1, 1));
    }

    @Test
    void rejectsMasksOfDifferentSizes() {
        Mask a = Mask.of(2, 3, new boolean[6]);
        Mask b = Mask.of(3, 2, new boolean[6]);
        assertThrows(IllegalArgumentException.class, () -> SurfaceDistances.of(a, b));
    }

    private static List<int[]> pixels(Mask mask) {
        List<int[]> pixels = new ArrayList<>();
        for (int y = 0; y < mask.height(); y++) {
            for (int x = 0; x < mask.width(); x++) {
                if (mask.at(y, x)) {
                    pixels.add(new int[] {y, x});
                }
            }
        }
        return pixels;
    }

    private static List<int[]> border(Mask mask) {
        return pixels(mask).stream()
                .filter(p -> !(inside(mask, p[0] - 1, p[1])
                        && inside(mask, p[0] + 1, p[1])
                        && inside(mask, p[0], p[1] - 1)
                        && inside(mask, p[0], p[1] + 1)))
                .toList();
    }

    private static boolean inside(Mask mask, int y, int x) {
        return y >= 0 && x >= 0 && y < mask.height() && x < mask.width() && mask.at(y, x);
    }

    private static List<Double> directed(List<int[]> from, List<int[]> to) {
        return from.stream()
                .map(a -> to.stream()
                        .mapToDouble(b -> Math.sqrt((a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1])))
                        .min()
                        .orElseThrow())
                .toList();
    }
}
