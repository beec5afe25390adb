package org.delineate.comparison;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.delineate.file.Json;
import org.junit.jupiter.api.Test;

/** Both paired tests against the values of scipy 1.10.1 in metric/metrics.json. */
class PairedTestsTest {
    private static final double DIGITS = 1e-11; // relative: the last digits of p depend on the order of operations

    private static JsonNode golden() throws URISyntaxException {
        return Json.tree(Path.of(PairedTestsTest.class
                        .getResource("/metric/metrics.json")
                        .toURI()))
                .get("paired_tests");
    }

    private static double[] differences(JsonNode one) {
        return IntStream.range(0, one.get("n").intValue())
                .mapToDouble(i ->
                        one.get("a").get(i).doubleValue() - one.get("b").get(i).doubleValue())
                .toArray();
    }

    private static void same(JsonNode expected, double actual) {
        assertEquals(expected.doubleValue(), actual, DIGITS * Math.abs(expected.doubleValue()));
    }

    @Test
    void equalsTheReference() throws URISyntaxException {
        assertEquals(3, golden().size());
        for (JsonNode one : golden()) {
            double[] d = differences(one);
            double[][] scores = {
                IntStream.range(0, d.length)
                        .mapToDouble(i -> one.get("a").get(i).doubleValue())
                        .toArray(),
                IntStream.range(0, d.length)
                        .mapToDouble(i -> one.get("b").get(i).doubleValue())
                        .toArray()
            };
            PairedDifference pair = PairedDifference.of(
                    0,
                    1,
                    scores,
                    IntStream.range(0, d.length).mapToObj(i -> "i" + i).toList(),
                    true);
            same(one.get("mean_difference"), pair.mean().value());
            same(one.get("cohen_dz"), pair.effect());
            same(one.get("t"), pair.t().t());
            assertEquals(one.get("df").intValue(), pair.t().freedom());
            same(one.get("p_two_sided"), pair.t().p());
            JsonNode wilcoxon = one.get("wilcoxon_auto");
            assertEquals(
                    wilcoxon.get("statistic").doubleValue(), pair.signedRank().statistic());
            same(wilcoxon.get("p"), pair.signedRank().p());
            assertEquals(one.get("zeros").intValue(), pair.signedRank().zeros());
            assertEquals(one.get("zeros").intValue(), pair.wins().ties());
            // the bootstrap interval is near that of Student's distribution
            double width = one.get("ci95_mean_difference").get(1).doubleValue()
                    - one.get("ci95_mean_difference").get(0).doubleValue();
            assertEquals(
                    one.get("ci95_mean_difference").get(0).doubleValue(),
                    pair.mean().mean95().low(),
                    0.15 * width);
            assertEquals(
                    one.get("ci95_mean_difference").get(1).doubleValue(),
                    pair.mean().mean95().high(),
                    0.15 * width);
        }
    }

    @Test
    void saysWhetherTheSignedRankTestIsExact() throws URISyntaxException {
        assertTrue(SignedRank.of(differences(golden().get(0))).exact());
        assertTrue(SignedRank.of(differences(golden().get(1))).exact());
        assertEquals(false, SignedRank.of(differences(golden().get(2))).exact(), "60 differences");
        assertEquals(false, SignedRank.of(new double[] {1, 1, 2}).exact(), "ties");
    }

    /** All of one sign: two of the 2^n sign patterns are as extreme; n = 5 gives 2/32. */
    @Test
    void countsSignPatterns() {
        assertEquals(2 / 32.0, SignedRank.of(new double[] {1, 2, 0, 3, 4, 5, 0}).p(), 1e-12);
        assertEquals(2, SignedRank.of(new double[] {1, 2, 0, 3, 4, 5, 0}).zeros());
    }

    @Test
    void equalResultsAreNotToldApart() {
        assertEquals(new PairedT(Double.NaN, 2, 1), PairedT.of(new double[3]));
        assertEquals(new SignedRank(0, 1, 3, true), SignedRank.of(new double[3]));
    }

    @Test
    void aConstantDifferenceIsCertain() {
        assertEquals(new PairedT(Double.NEGATIVE_INFINITY, 2, 0), PairedT.of(new double[] {-0.5, -0.5, -0.5}));
    }

    @Test
    void oneImageTestsNothing() {
        assertTrue(Double.isNaN(PairedT.of(new double[] {0.5}).p()));
        assertEquals(1, SignedRank.of(new double[] {0.5}).p());
    }

    /** Four tests: 0.005 x 4, 0.01 x 3, 0.03 x 2, and not less than the one before for the last. */
    @Test
    void correctsAfterHolm() {
        double[] corrected = Holm.correct(0.01, 0.04, Double.NaN, 0.03, 0.005);
        assertEquals(0.03, corrected[0], 1e-15);
        assertEquals(0.06, corrected[1], 1e-15);
        assertTrue(Double.isNaN(corrected[2]));
        assertEquals(0.06, corrected[3], 1e-15);
        assertEquals(0.02, corrected[4], 1e-15);
        assertEquals(1, Holm.correct(0.6, 0.7)[0]);
    }
}
