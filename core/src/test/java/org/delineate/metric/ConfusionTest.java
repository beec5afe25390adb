package org.delineate.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.delineate.image.Mask;
import org.junit.jupiter.api.Test;

class ConfusionTest {
    @Test
    void countsEachKindOfPixel() {
        Mask prediction =
                Mask.of(2, 5, new boolean[] {true, true, true, false, false, false, false, true, false, false});
        Mask truth = Mask.of(2, 5, new boolean[] {true, true, true, true, true, false, false, false, false, false});
        assertEquals(new Confusion(3, 1, 2, 4), Confusion.of(prediction, truth));
    }

    @Test
    void pooledScoresAreThoseOfTheSummedCounts() {
        Confusion large = new Confusion(900, 100, 100, 0);
        Confusion small = new Confusion(0, 0, 10, 90);
        Confusion pooled = Confusion.sum(List.of(large, small));
        assertEquals(new Confusion(900, 100, 110, 90), pooled);
        assertEquals(1800.0 / 2010, pooled.dice());
        assertEquals(0.45, (large.dice() + small.dice()) / 2);
        assertEquals(1200, pooled.pixels());
    }

    @Test
    void theSumOfNothingHasNoScores() {
        assertEquals(Confusion.NONE, Confusion.sum(List.of()));
        assertEquals(Double.NaN, Confusion.NONE.dice());
        assertEquals(Double.NaN, Confusion.NONE.accuracy());
    }

    @Test
    void thresholdedIouIsZeroAtOneHalfAndWholeAboveNinetyFivePercent() {
        assertEquals(0, new Confusion(50, 50, 0, 0).thresholdedMeanIou());
        assertEquals(0.051, new Confusion(51, 49, 0, 0).thresholdedMeanIou(), 1e-15);
        assertEquals(0.96, new Confusion(96, 4, 0, 0).thresholdedMeanIou(), 1e-15);
    }

    @Test
    void imageLevelCountsDistinguishFalseAlarmsFromMissedLesions() {
        Confusion found = new Confusion(1, 0, 5, 5);
        Confusion misplaced = new Confusion(0, 3, 5, 5);
        Confusion missed = new Confusion(0, 0, 5, 5);
        Confusion alarm = new Confusion(0, 1, 0, 9);
        Confusion clean = new Confusion(0, 0, 0, 9);
        ImageLevelCounts level = ImageLevelCounts.of(List.of(found, misplaced, missed, alarm, clean, clean, clean));
        assertEquals(new ImageLevelCounts(2, 1, 1, 3), level);
        assertEquals(2.0 / 3, level.sensitivity());
        assertEquals(0.75, level.specificity());
        assertEquals(Double.NaN, ImageLevelCounts.of(List.of(found)).specificity());
        assertEquals(Double.NaN, ImageLevelCounts.of(List.of(clean)).sensitivity());
    }

    @Test
    void macroScoresCountAClassWithoutPredictionAsZeroAsTheProtocolDoes() {
        MacroScores macro = MacroScores.of(new Confusion(0, 0, 10, 90));
        assertEquals(0.45, macro.precision());
        assertEquals(0.5, macro.recall());
        assertEquals(0, macro.lesionIou());
        assertEquals(0.45, macro.meanIou());
        assertEquals(2 * 0.45 * 0.5 / 0.95, macro.f1(), 1e-15);
    }

    @Test
    void rejectsNegativeCounts() {
        assertThrows(IllegalArgumentException.class, () -> new Confusion(0, -1, 0, 0));
    }

    @Test
    void overflowIsAnErrorRatherThanAScore() {
        Confusion huge = new Confusion(Long.MAX_VALUE, 0, 0, 0);
        assertThrows(ArithmeticException.class, () -> huge.plus(huge));
    }
}
