package org.delineate.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MaskTest {
    /** Two rows: x..  and  .xx */
    private static final Mask TWO_ROWS = Mask.of(2, 3, new boolean[] {true, false, false, false, true, true});

    @Test
    void readsRowsAfterEachOther() {
        assertTrue(TWO_ROWS.at(0, 0) && TWO_ROWS.at(1, 1) && TWO_ROWS.at(1, 2));
        assertFalse(TWO_ROWS.at(0, 1) || TWO_ROWS.at(0, 2) || TWO_ROWS.at(1, 0));
        assertTrue(TWO_ROWS.at(4));
        assertEquals(3, TWO_ROWS.areaPx());
    }

    @Test
    void aPixelAtTheThresholdIsBackground() {
        Mask mask = Mask.above(0.5f, 1, 4, new float[] {0.5f, Math.nextUp(0.5f), 1, Float.NaN});
        assertArrayEquals(new boolean[] {false, true, true, false}, mask.toArray());
    }

    /** Pixels are compared many at once: rows longer than that, and every place in one, count as well. */
    @Test
    void countsAndFindsAsAWalkFromPixelToPixelDoes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            int width = 1 + random.nextInt(3000);
            boolean[] lesion = new boolean[3 * width];
            double change = Math.pow(random.nextDouble(), 4);
            for (int i = 1; i < lesion.length; i++) {
                lesion[i] = random.nextDouble() < change != lesion[i - 1];
            }
            Mask mask = Mask.of(3, width, lesion);
            int expected = 0;
            int first = lesion.length;
            for (int i = lesion.length - 1; i >= 0; i--) {
                expected += lesion[i] ? 1 : 0;
                first = lesion[i] ? i : first;
            }
            assertEquals(expected, mask.areaPx(), "seed " + seed);
            assertEquals(expected == 0, mask.isEmpty(), "seed " + seed);
            assertEquals(first, mask.next(true, 0, lesion.length), "seed " + seed);
            Runs runs = Runs.of(mask);
            boolean[] inRuns = new boolean[lesion.length];
            for (int run = 0; run < runs.count(); run++) {
                Arrays.fill(inRuns, runs.from(run), runs.to(run), true);
                assertEquals(run, runs.at(runs.to(run) - 1), "seed " + seed);
            }
            assertArrayEquals(lesion, inRuns, "seed " + seed);
        }
    }

    @Test
    void aboveKeepsToTheMask() {
        float[] values = {0.9f, 0.9f, 0.9f, 0.9f, 0.5f, 0.9f};
        assertEquals(
                Mask.of(2, 3, new boolean[] {true, false, false, false, false, true}), TWO_ROWS.above(0.5f, values));
    }

    @Test
    void unitesMasksAndLeavesBothAsTheyAre() {
        Mask other = Mask.of(2, 3, new boolean[] {false, true, false, false, true, false});
        assertEquals(Mask.of(2, 3, new boolean[] {true, true, false, false, true, true}), TWO_ROWS.or(other));
        assertEquals(3, TWO_ROWS.areaPx());
        assertEquals(2, other.areaPx());
        assertTrue(Mask.of(1, 2, new boolean[2]).isEmpty());
    }

    @Test
    void refusesSizesThatDoNotFit() {
        assertEquals(
                "a mask of 2x3 cannot have 5 pixels",
                assertThrows(IllegalArgumentException.class, () -> Mask.of(2, 3, new boolean[5]))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> Mask.of(0, 3, new boolean[0]));
        assertThrows(IllegalArgumentException.class, () -> Mask.of(3, 0, new boolean[0]));
        assertThrows(IllegalArgumentException.class, () -> Mask.of(1 << 16, 1 << 16, new boolean[0]), "2^32 pixels");
        for (Mask other : new Mask[] {Mask.of(3, 2, new boolean[6]), Mask.of(2, 2, new boolean[4])}) {
            String message = assertThrows(IllegalArgumentException.class, () -> TWO_ROWS.or(other))
                    .getMessage();
            assertEquals("masks of different sizes: 2x3 and " + other.height() + "x" + other.width(), message);
        }
    }

    @Test
    void equalsByPixelsAndShape() {
        Mask same = Mask.of(2, 3, TWO_ROWS.toArray());
        assertEquals(TWO_ROWS, same);
        assertEquals(TWO_ROWS.hashCode(), same.hashCode());
        assertNotEquals(TWO_ROWS, Mask.of(3, 2, TWO_ROWS.toArray()));
        assertNotEquals(TWO_ROWS, Mask.of(1, 6, TWO_ROWS.toArray()));
        assertNotEquals(TWO_ROWS, TWO_ROWS.or(Mask.of(2, 3, new boolean[] {false, true, false, false, false, false})));
        assertNotEquals(TWO_ROWS, new Object());
    }
}
