package org.delineate.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.delineate.metric.ImageLevelCounts;
import org.junit.jupiter.api.Test;

class ScoresTest {
    private static final double EXACT = 1e-12;

    @Test
    void averagesOverTheImagesWhereAMetricIsDefined() {
        Scores.Summary dice = Scores.of(Examples.four()).all().metrics().get("dice");
        assertEquals(3, dice.n());
        assertEquals(1, dice.undefined());
        assertEquals((1 + 2 / 3.0 + 0) / 3, dice.mean(), EXACT);
        assertEquals(2 / 3.0, dice.median(), EXACT);
        // deviations from 5/9: 4/9, 1/9, -5/9; squares 42/81, by n - 1 = 2
        assertEquals(Math.sqrt(42 / 81.0 / 2), dice.sd(), EXACT);
    }

    @Test
    void intervalHoldsTheMeanAndStaysWithinTheValues() {
        Scores.Summary dice = Scores.of(Examples.four()).all().metrics().get("dice");
        assertTrue(dice.mean95().low() >= 0 && dice.mean95().low() < dice.mean());
        assertTrue(dice.mean95().high() <= 1 && dice.mean95().high() > dice.mean());
        assertEquals(dice, Scores.of(Examples.four()).all().metrics().get("dice"), "the same interval every time");
    }

    @Test
    void aggregatesEveryClassAlone() {
        Scores scores = Scores.of(Examples.four());
        assertEquals(
                List.of("benign", "malignant", "normal"),
                List.copyOf(scores.classes().keySet()));
        Scores.Group malignant = scores.classes().get("malignant");
        assertEquals(2, malignant.images());
        assertEquals(1 / 3.0, malignant.metrics().get("dice").mean(), EXACT);
        assertEquals(1, malignant.metrics().get("hausdorff95_px").undefined(), "nothing marked: no distance");
        Scores.Summary normal = scores.classes().get("normal").metrics().get("dice");
        assertEquals(0, normal.n());
        assertTrue(Double.isNaN(normal.mean()) && Double.isNaN(normal.mean95().low()));
    }

    @Test
    void poolsByAddingPixels() {
        Scores scores = Scores.of(Examples.four());
        // TP 16 + 8, FP 4, FN 8 + 16
        assertEquals(24, scores.pooled().truePositive());
        assertEquals(48 / (48.0 + 4 + 24), scores.pooledMetrics().get("dice"), EXACT);
        assertEquals(24 / (24.0 + 4 + 24), scores.pooledMetrics().get("iou"), EXACT);
    }

    @Test
    void countsImagesWithAndWithoutLesion() {
        ImageLevelCounts level = Scores.of(Examples.four()).imageLevel();
        assertEquals(new ImageLevelCounts(2, 1, 1, 0), level);
        assertEquals(2 / 3.0, level.sensitivity(), EXACT);
        assertEquals(0, level.specificity());
    }

    @Test
    void hasNoClassesWhereNoImageHasOne() {
        CaseScores c = Examples.scored("a", "", Examples.band(1, 3), Examples.band(1, 3));
        assertTrue(Scores.of(List.of(c)).classes().isEmpty());
    }

    @Test
    void namesTheImagesWithoutClassAmongOthers() {
        CaseScores a = Examples.scored("a", "", Examples.band(1, 3), Examples.band(1, 3));
        CaseScores b = Examples.scored("b", "benign", Examples.band(1, 3), Examples.band(1, 3));
        assertEquals(
                List.of("benign", "without class"),
                List.copyOf(Scores.of(List.of(a, b)).classes().keySet()));
    }

    @Test
    void refusesNoImagesAndImagesScoredTwice() {
        assertThrows(IllegalArgumentException.class, () -> Scores.of(List.of()));
        CaseScores c = Examples.four().get(0);
        String message = assertThrows(IllegalArgumentException.class, () -> Scores.of(List.of(c, c)))
                .getMessage();
        assertTrue(message.contains("'whole'"), message);
    }

    @Test
    void knowsWhichMasksAreEmpty() {
        CaseScores alarm = Examples.four().get(2);
        CaseScores missed = Examples.four().get(3);
        assertTrue(alarm.truthEmpty() && !alarm.predictionEmpty());
        assertTrue(!missed.truthEmpty() && missed.predictionEmpty());
    }
}
