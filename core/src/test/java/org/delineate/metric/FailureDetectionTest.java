package org.delineate.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class FailureDetectionTest {
    private static final double NONE = Double.NaN;

    private static FailureDetection of(double[] uncertainty, double... dice) {
        return FailureDetection.of(uncertainty, dice);
    }

    /** Failed: 0.9, 0.3; not failed: 0.2, 0.3, 0.4. Greater in 3 + 1 of 6 pairs, and one tie. */
    @Test
    void countsThePairsInTheRightOrderAndTiesHalf() {
        FailureDetection found = of(new double[] {0.9, 0.3, 0.2, 0.3, 0.4}, 0.1, 0.49, 0.5, 0.9, 0.8);
        assertEquals(new FailureDetection(0.5, 5, 2, 4.5 / 6), found);
    }

    @Test
    void imagesWithoutDiceOrUncertaintyDoNotCount() {
        FailureDetection found = of(new double[] {0.9, 0.1, 1, NONE}, 0.1, 0.9, NONE, 0.2);
        assertEquals(new FailureDetection(0.5, 2, 1, 1), found);
    }

    @Test
    void isUndefinedWhereNoneOrAllFailed() {
        assertEquals(NONE, of(new double[] {0.1, 0.2}, 0.9, 0.8).auroc());
        assertEquals(NONE, of(new double[] {0.1}, 0.2).auroc());
        assertEquals(new FailureDetection(0.5, 0, 0, NONE), of(new double[0]));
    }
}
