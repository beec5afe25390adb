package org.delineate.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class StatisticsTest {
    @Test
    void theMedianOfAnEvenNumberLiesBetweenTheTwoInTheMiddle() {
        assertEquals(2, Statistics.median(9, 1, 2));
        assertEquals(2.5, Statistics.median(3, 9, 1, 2));
    }

    @Test
    void theGeometricMeanWeighsTwiceAsFastAgainstHalfAsFast() {
        assertEquals(1, Statistics.geometricMean(List.of(2.0, 0.5)), 1e-12);
        assertEquals(4, Statistics.geometricMean(List.of(2.0, 8.0)), 1e-12);
        assertEquals(Double.NaN, Statistics.geometricMean(List.of()));
    }

    @Test
    void refusesNoValues() {
        assertThrows(IllegalArgumentException.class, Statistics::median);
    }
}
