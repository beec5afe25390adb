package org.delineate.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.delineate.image.Mask;
import org.junit.jupiter.api.Test;

class DistanceMapTest {
    @Test
    void equalsSearchOverAllSitesAndTakesTheLeftmostThenUppermost() {
        RandomMasks.pairs(400).forEach(pair -> {
            DistanceMap map = DistanceMap.to(pair.truth());
            for (int i = 0; i < map.pixels(); i++) {
                int site = nearest(pair.truth(), i);
                assertEquals(site, map.site(i), pair.name() + ", pixel " + i);
                assertEquals(squared(pair.truth(), i, site), map.squared(i), pair.name());
            }
        });
    }

    @Test
    void measuresALongDiagonalExactly() {
        int side = 3000;
        boolean[] corner = new boolean[side * side];
        corner[0] = true;
        DistanceMap map = DistanceMap.to(Mask.of(side, side, corner));
        assertEquals(2 * 2999 * 2999, map.squared(corner.length - 1));
    }

    @Test
    void measuresTheLongestRowAllowed() {
        boolean[] ends = new boolean[32_767];
        ends[0] = true;
        ends[ends.length - 1] = true;
        DistanceMap row = DistanceMap.to(Mask.of(1, ends.length, ends));
        DistanceMap column = DistanceMap.to(Mask.of(ends.length, 1, ends));
        assertEquals(16_383, row.px(16_383));
        assertEquals(0, row.site(16_383));
        assertEquals(16_383, column.px(16_383));
        assertEquals(0, column.site(16_383));
    }

    @Test
    void rejectsAMaskWithoutSites() {
        Mask empty = Mask.of(2, 3, new boolean[6]);
        assertThrows(IllegalArgumentException.class, () -> DistanceMap.to(empty));
    }

    @Test
    void rejectsASideWhoseSquareDoesNotFit() {
        boolean[] tooLong = new boolean[32_768];
        tooLong[0] = true;
        var error =
                assertThrows(IllegalArgumentException.class, () -> DistanceMap.to(Mask.of(1, tooLong.length, tooLong)));
        assertTrue(error.getMessage().contains("32767"), error.getMessage());
    }

    private static int nearest(Mask sites, int from) {
        int best = -1;
        for (int x = 0; x < sites.width(); x++) {
            for (int y = 0; y < sites.height(); y++) {
                int site = y * sites.width() + x;
                if (sites.at(site) && (best < 0 || squared(sites, from, site) < squared(sites, from, best))) {
                    best = site;
                }
            }
        }
        return best;
    }

    private static int squared(Mask mask, int a, int b) {
        int dy = a / mask.width() - b / mask.width();
        int dx = a % mask.width() - b % mask.width();
        return dy * dy + dx * dx;
    }
}
