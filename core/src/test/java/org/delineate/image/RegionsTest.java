package org.delineate.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RegionsTest {
    private static Mask mask(String... rows) {
        boolean[] lesion = new boolean[rows.length * rows[0].length()];
        for (int i = 0; i < lesion.length; i++) {
            lesion[i] = rows[i / rows[0].length()].charAt(i % rows[0].length()) == '#';
        }
        return Mask.of(rows.length, rows[0].length(), lesion);
    }

    @Test
    void cornersJoinAndRowsCountInOrder() {
        Regions regions = Regions.of(mask("#..##", ".#...", "....#"));
        assertEquals(3, regions.count());
        assertEquals(2, regions.areaPx(0));
        assertEquals(2, regions.areaPx(1));
        assertEquals(1, regions.areaPx(2));
        assertEquals(0, regions.at(6));
        assertEquals(-1, regions.at(1));
        assertEquals(mask("#..##", ".#...", "....."), regions.atLeast(1.5));
        assertEquals(mask(".....", ".....", "....."), regions.atLeast(3));
    }

    @Test
    void manySinglePixelsAreAsManyRegions() {
        boolean[] lesion = new boolean[41 * 41];
        for (int i = 0; i < lesion.length; i++) {
            lesion[i] = i / 41 % 2 == 0 && i % 41 % 2 == 0;
        }
        Regions regions = Regions.of(Mask.of(41, 41, lesion));
        assertEquals(21 * 21, regions.count());
        assertEquals(1, regions.areaPx(440));
    }
}
