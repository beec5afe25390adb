package org.delineate.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.delineate.file.Json;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final Progress.Sums NONE = new Progress.Sums(0, 0, 0);

    private static Progress progress(
            int epoch,
            int batch,
            long step,
            Progress.Sums sums,
            double factor,
            int waited,
            int stalled,
            double dice,
            int best) {
        return new Progress(
                epoch,
                batch,
                step,
                sums,
                new Progress.Reduction(factor, waited),
                new Progress.Validations(stalled, dice, best));
    }

    /** As checkpoints of every version have it. */
    @Test
    void valuesLieSideBySideInJson() {
        Progress p = progress(1, 2, 8, new Progress.Sums(0.75, 5, 3), 0.5, 1, 4, 0.625, 1);
        String json = "{\"epoch\":1,\"batch\":2,\"step\":8,\"lossSum\":0.75,\"seconds\":5.0,\"networkSeconds\":3.0,"
                + "\"plateau\":0.5,\"plateauWait\":1,\"stalled\":4,\"best\":0.625,\"bestEpoch\":1}";
        assertEquals(json, Json.line(p));
        assertEquals(p, Json.parse(json, Progress.class, Path.of("state.json")));
    }

    @Test
    void stepsAddUpWithinAnEpochAndItsEndResetsThem() {
        Progress p = Progress.START.afterStep(0.5, 2, 1).afterStep(0.25, 3, 2);
        assertEquals(progress(0, 2, 2, new Progress.Sums(0.75, 5, 3), 1, 0, 0, -1, 0), p);
        assertEquals(progress(1, 0, 2, NONE, 1, 0, 0, -1, 0), p.afterEpoch());
    }

    @Test
    void firstValidationIsProgressWhateverItsDice() {
        assertTrue(Progress.START.validations().isImprovedBy(0, 0.01));
        Progress p = Progress.START.afterValidation(0, 0.01, 1);
        assertEquals(progress(1, 0, 0, NONE, 1, 0, 0, 0, 1), p);
        assertFalse(p.validations().isImprovedBy(0.01, 0.01), "no more than minDelta is no progress");
        assertTrue(p.validations().isImprovedBy(0.0101, 0.01));
    }

    /**
     * Dice by epoch: best, worse, equal, better, worse, worse; the rate is halved after two validations without
     * progress.
     */
    @Test
    void rateIsHalvedAfterPatienceWithoutProgress() {
        double[] dice = {0.5, 0.4, 0.5, 0.6, 0.1, 0.1, 0.1, 0.1};
        double[] plateau = {1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.125};
        int[] stalled = {0, 1, 2, 0, 1, 2, 3, 4};
        int[] bestEpoch = {1, 1, 1, 4, 4, 4, 4, 4};
        Progress p = Progress.START;
        for (int i = 0; i < dice.length; i++) {
            p = p.afterValidation(dice[i], 0, 2);
            assertEquals(plateau[i], p.reduction().plateau(), "epoch " + (i + 1));
            assertEquals(stalled[i], p.validations().stalled(), "epoch " + (i + 1));
            assertEquals(bestEpoch[i], p.validations().bestEpoch(), "epoch " + (i + 1));
        }
        assertEquals(0.6, p.validations().best());
    }

    @Test
    void epochsWithoutValidationNeitherHelpNorHarm() {
        Progress p = Progress.START.afterValidation(0.5, 0, 2).afterValidation(0.4, 0, 2);
        assertEquals(progress(3, 0, 0, NONE, 1, 1, 1, 0.5, 1), p.afterEpoch());
    }
}
