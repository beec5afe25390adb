package org.delineate.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ProgressTest {
    @Test
    void stepsAddUpWithinAnEpochAndItsEndResetsThem() {
        Progress p = Progress.START.afterStep(0.5, 2, 1).afterStep(0.25, 3, 2);
        assertEquals(new Progress(0, 2, 2, 0.75, 5, 3, 1, 0, 0, -1, 0), p);
        assertEquals(new Progress(1, 0, 2, 0, 0, 0, 1, 0, 0, -1, 0), p.afterEpoch());
    }

    @Test
    void firstValidationIsProgressWhateverItsDice() {
        assertTrue(Progress.START.isImprovedBy(0, 0.01));
        Progress p = Progress.START.afterValidation(0, 0.01, 1);
        assertEquals(new Progress(1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1), p);
        assertFalse(p.isImprovedBy(0.01, 0.01), "no more than minDelta is no progress");
        assertTrue(p.isImprovedBy(0.0101, 0.01));
    }

    /** Dice by epoch: best, worse, equal, better, worse, worse; the rate is halved after two validations without progress. */
    @Test
    void rateIsHalvedAfterPatienceWithoutProgress() {
        double[] dice = {0.5, 0.4, 0.5, 0.6, 0.1, 0.1, 0.1, 0.1};
        double[] plateau = {1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.125};
        int[] stalled = {0, 1, 2, 0, 1, 2, 3, 4};
        int[] bestEpoch = {1, 1, 1, 4, 4, 4, 4, 4};
        Progress p = Progress.START;
        for (int i = 0; i < dice.length; i++) {
            p = p.afterValidation(dice[i], 0, 2);
            assertEquals(plateau[i], p.plateau(), "epoch " + (i + 1));
            assertEquals(stalled[i], p.stalled(), "epoch " + (i + 1));
            assertEquals(bestEpoch[i], p.bestEpoch(), "epoch " + (i + 1));
        }
        assertEquals(0.6, p.best());
    }

    @Test
    void epochsWithoutValidationNeitherHelpNorHarm() {
        Progress p = Progress.START.afterValidation(0.5, 0, 2).afterValidation(0.4, 0, 2);
        assertEquals(new Progress(3, 0, 0, 0, 0, 0, 1, 1, 1, 0.5, 1), p.afterEpoch());
    }
}
