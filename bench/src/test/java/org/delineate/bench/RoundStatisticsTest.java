package org.delineate.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class RoundStatisticsTest {
    @Test
    void theMedianOfAnEvenNumberLiesBetweenTheTwoInTheMiddle() {
        assertEquals(2, RoundStatistics.median(9, 1, 2));
        assertEquals(2.5, RoundStatistics.median(3, 9, 1, 2));
    }

    @Test
    void theGeometricMeanWeighsTwiceAsFastAgainstHalfAsFast() {
        assertEquals(1, RoundStatistics.geometricMean(List.of(2.0, 0.5)), 1e-12);
        assertEquals(4, RoundStatistics.geometricMean(List.of(2.0, 8.0)), 1e-12);
        assertEquals(Double.NaN, RoundStatistics.geometricMean(List.of()));
    }

    @Test
    void refusesNoValues() {
        assertThrows(IllegalArgumentException.class, RoundStatistics::median);
    }
}
