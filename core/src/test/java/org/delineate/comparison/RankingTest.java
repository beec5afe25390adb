package org.delineate.comparison;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RankingTest {
    /** Four results on 14 images, ties among them. */
    private static final double[][] SCORES = {
        {.763, .599, .954, .628, .882, .936, .661, .583, .775, 1, .940, .619, .972, .957},
        {.768, .591, .971, .661, .888, .931, .668, .583, .838, 1, .962, .666, .981, .978},
        {.771, .590, .968, .654, .886, .916, .609, .563, .866, 1, .965, .614, .975, .946},
        {.798, .569, .967, .657, .898, .931, .685, .625, .875, 1, .962, .669, .975, .970}
    };

    /** Values of scipy 1.17.1, friedmanchisquare. */
    @Test
    void equalsTheReferenceWithTies() {
        Ranking ranking = Ranking.of(SCORES, true);
        assertEquals(List.of(44 / 14.0, 28 / 14.0, 41 / 14.0, 27 / 14.0), ranking.meanRanks());
        assertEquals(10.952380952380956, ranking.chiSquared(), 1e-12);
        assertEquals(0.011986176325417788, ranking.p(), 1e-14);
    }

    /** Demsar's example of four classifiers on 14 data sets has the critical difference 1.25. */
    @Test
    void criticalDifferenceIsThePublishedOne() {
        assertEquals(1.25, Ranking.of(SCORES, true).criticalDifference(), 0.005);
    }

    @Test
    void aLowerScoreIsBetterWhereTheMetricSaysSo() {
        Ranking down = Ranking.of(SCORES, false);
        Ranking up = Ranking.of(SCORES, true);
        for (int i = 0; i < 4; i++) {
            assertEquals(5 - up.meanRanks().get(i), down.meanRanks().get(i), 1e-12);
        }
        assertEquals(List.of(3, 1, 2, 0), up.order());
    }

    @Test
    void twoResultsHaveRanksOnly() {
        Ranking two = Ranking.of(new double[][] {{1, 2, 3}, {1, 1, 4}}, true);
        assertEquals(List.of(1.5, 1.5), two.meanRanks());
        assertTrue(Double.isNaN(two.chiSquared()) && Double.isNaN(two.criticalDifference()));
    }

    @Test
    void equalResultsAreNotToldApart() {
        Ranking equal = Ranking.of(new double[][] {{1, 2}, {1, 2}, {1, 2}}, true);
        assertEquals(0, equal.chiSquared());
        assertEquals(1, equal.p());
        assertEquals(List.of(List.of(0, 1, 2)), equal.notToldApart());
    }

    @Test
    void joinsOnlyWhatIsNearerThanTheCriticalDifference() {
        Ranking ranking = new Ranking(List.of(1.0, 1.8, 2.6, 4.6), 9, 0.02, 1);
        assertEquals(List.of(List.of(0, 1), List.of(1, 2)), ranking.notToldApart());
    }

    /** Critical values for Nemenyi's test at 5 % and 10 %: those that Demsar (JMLR 2006, table 5a) prints, within 0.001. */
    @ParameterizedTest
    @CsvSource({
        "2, 1.960, 1.645",
        "3, 2.343, 2.052",
        "4, 2.569, 2.291",
        "5, 2.728, 2.459",
        "6, 2.850, 2.589",
        "7, 2.949, 2.693",
        "8, 3.031, 2.780",
        "9, 3.102, 2.855",
        "10, 3.164, 2.920"
    })
    void criticalValuesAreThoseOfTheTable(int results, double five, double ten) {
        assertEquals(five, StudentizedRange.critical(0.05, results) / Math.sqrt(2), 0.001);
        assertEquals(ten, StudentizedRange.critical(0.1, results) / Math.sqrt(2), 0.001);
    }

    /** Values of scipy 1.17.1, studentized_range with 1e10 degrees of freedom. */
    @Test
    void criticalValuesEqualTheReference() {
        assertEquals(2.343700586378409, StudentizedRange.critical(0.05, 3) / Math.sqrt(2), 1e-7);
        assertEquals(3.163683577053373, StudentizedRange.critical(0.05, 10) / Math.sqrt(2), 1e-7);
        assertEquals(3.5437991315177815, StudentizedRange.critical(0.05, 20) / Math.sqrt(2), 1e-7);
    }
}
