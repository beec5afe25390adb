package org.delineate.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.delineate.file.Json;
import org.delineate.image.Mask;
import org.junit.jupiter.api.Test;

/** States the package's rule for empty masks, one test per sentence. */
class EmptyMaskTest {
    private static final Set<String> WITHOUT_LESION =
            Set.of("specificity", "accuracy", "mae", "s_measure", "e_measure_mean", "e_measure_max");
    private static final Mask EMPTY = Mask.of(3, 4, new boolean[12]);
    private static final Mask LESION = lesion(5, 6);
    private static final Mask FULL = lesion(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);

    @Test
    void withoutLesionAndWithoutPredictionOnlySixScoresAreDefined() {
        Map<String, Double> scores = scores(EMPTY, EMPTY).byName();
        assertEquals(new TreeSet<>(WITHOUT_LESION), defined(scores));
        assertEquals(1, scores.get("specificity"));
        assertEquals(1, scores.get("accuracy"));
    }

    @Test
    void withoutLesionAFalseAlarmLeavesTheSameScoresUndefined() {
        Map<String, Double> scores = scores(LESION, EMPTY).byName();
        assertEquals(new TreeSet<>(WITHOUT_LESION), defined(scores));
        assertEquals(10.0 / 12, scores.get("specificity"));
        assertEquals(10.0 / 12, scores.get("accuracy"));
    }

    @Test
    void withoutLesionStructureAndAlignmentFollowTheirPublications() {
        ImageScores s = scores(EMPTY, EMPTY);
        assertEquals(1 - 0.25, s.map().sMeasure(), 1e-12);
        assertEquals(0.25, s.map().mae(), 1e-12);
        assertEquals(12.0 / 11, s.map().eMeasureMax(), 1e-12);
    }

    @Test
    void aMissedLesionScoresZeroInOverlap() {
        ImageScores s = scores(EMPTY, LESION);
        for (double score : new double[] {
            s.overlap().dice(),
            s.overlap().iou(),
            s.overlap().recall(),
            s.surface().surfaceDice1px(),
            s.surface().surfaceDice2px(),
            s.overlap().thresholdedMeanIou()
        }) {
            assertEquals(0, score);
        }
        assertEquals((10.0 / 12) / 2, s.overlap().meanIouTwoClass(), 1e-15);
    }

    @Test
    void aMissedLesionHasNoPrecision() {
        assertEquals(Double.NaN, scores(EMPTY, LESION).overlap().precision());
    }

    @Test
    void aMissedLesionHasNoBorderDistanceRatherThanZero() {
        assertEquals(Double.NaN, scores(EMPTY, LESION).surface().hausdorff95Px());
        assertEquals(Double.NaN, scores(EMPTY, LESION).surface().assdPx());
    }

    @Test
    void aMissedLesionIsTheImagesDiagonalAway() {
        assertEquals(5, scores(EMPTY, LESION).surface().averageHausdorffPx());
    }

    @Test
    void aLesionThroughoutHasNoSpecificity() {
        ImageScores s = scores(LESION, FULL);
        assertEquals(Double.NaN, s.overlap().specificity());
        assertEquals(2.0 * 2 / 14, s.overlap().dice(), 1e-15);
        assertEquals(0.25, s.map().sMeasure(), 1e-12);
    }

    @Test
    void aLesionThroughoutAndFoundHasNoTwoClassMean() {
        ImageScores s = scores(FULL, FULL);
        assertEquals(Double.NaN, s.overlap().meanIouTwoClass());
        assertEquals(1, s.overlap().iou());
    }

    @Test
    void undefinedScoresSurviveJson() {
        ImageScores s = scores(LESION, EMPTY);
        assertEquals(s, Json.parse(Json.line(s), ImageScores.class, Path.of("scores.json")));
    }

    @Test
    void nothingIsEverInfinite() {
        for (Mask prediction : new Mask[] {EMPTY, LESION, FULL}) {
            for (Mask truth : new Mask[] {EMPTY, LESION, FULL}) {
                assertTrue(scores(prediction, truth).byName().values().stream().noneMatch(v -> Double.isInfinite(v)));
            }
        }
    }

    private static Set<String> defined(Map<String, Double> scores) {
        Set<String> names = new TreeSet<>(scores.keySet());
        names.removeIf(name -> scores.get(name).isNaN());
        return names;
    }

    private static ImageScores scores(Mask prediction, Mask truth) {
        float[] probability = new float[12];
        Arrays.fill(probability, 0.25f);
        return ImageScores.of(probability, prediction, truth);
    }

    private static Mask lesion(int... pixels) {
        boolean[] lesion = new boolean[12];
        for (int i : pixels) {
            lesion[i] = true;
        }
        return Mask.of(3, 4, lesion);
    }
}
