package org.delineate.comparison;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.delineate.comparison.Comparison.Question;
import org.delineate.report.CaseScores;
import org.delineate.report.Metric;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static Comparison of(Result... results) {
        return Comparison.of(List.of(results), Question.dice());
    }

    private static String refusal(Result... results) {
        return assertThrows(IllegalArgumentException.class, () -> of(results)).getMessage();
    }

    @Test
    void comparesWhatAllResultsHaveInTheOrderOfTheFirst() {
        Result a = Cohorts.result("a", 90, 80, 70, 60);
        Result b = Result.of(
                "b", List.of(a.cases().get(3), a.cases().get(1), a.cases().get(0)));
        Comparison c = of(a, b);
        assertEquals(List.of("i0", "i1", "i3"), c.images().names());
        assertEquals(Map.of("a", List.of("i2"), "b", List.of()), c.images().leftOut());
        assertEquals(3, c.metrics().get(0).images());
        assertTrue(Statements.of(c).contains("Left out of a: 1 image that another result lacks (i2)."));
        assertEquals(0, c.metrics().get(0).pairs().get(0).mean().value());
    }

    @Test
    void subtractsTheSecondFromTheFirst() {
        PairedDifference pair = of(Cohorts.result("a", 100, 50, 20), Cohorts.result("b", 50, 50, 50))
                .metrics()
                .get(0)
                .pairs()
                .get(0);
        double half = 100 / 150.0;
        assertEquals((1 - half + 40 / 120.0 - half) / 3, pair.mean().value(), 1e-12);
        assertEquals(new PairedDifference.Wins(1, 1, 1), pair.wins());
    }

    @Test
    void winsAreLowerScoresWhereLowerIsBetter() {
        Question mae = new Question(List.of(Metric.MAE), false, List.of());
        PairedDifference pair = Comparison.of(
                        List.of(Cohorts.result("a", 100, 100, 20), Cohorts.result("b", 50, 50, 50)), mae)
                .metrics()
                .get(0)
                .pairs()
                .get(0);
        assertEquals(new PairedDifference.Wins(2, 1, 0), pair.wins());
        assertTrue(pair.mean().value() < 0);
    }

    @Test
    void testsAllPairsOrThoseOfTheFirst() {
        List<Result> four = List.of(
                Cohorts.random("a", 20, 0.9, 1),
                Cohorts.random("b", 20, 0.8, 2),
                Cohorts.random("c", 20, 0.7, 3),
                Cohorts.random("d", 20, 0.2, 4));
        List<PairedDifference> all =
                Comparison.of(four, Question.dice()).metrics().get(0).pairs();
        assertEquals(6, all.size());
        List<PairedDifference> first = Comparison.of(four, new Question(List.of(Metric.DICE), true, List.of()))
                .metrics()
                .get(0)
                .pairs();
        assertEquals(
                List.of(1, 2, 3), first.stream().map(PairedDifference::second).toList());
        double smallest = first.stream().mapToDouble(p -> p.t().p()).min().orElseThrow();
        assertEquals(
                3 * smallest,
                first.stream().mapToDouble(p -> p.corrected().t()).min().orElseThrow(),
                1e-15,
                "corrected over three pairs, not six");
    }

    /** Images that are together in one result are together, whatever the other one says. */
    @Test
    void intervalsResampleTheGroupsOfAllResults() {
        Result a = Cohorts.random("a", 20, 0.9, 1); // pairs of images
        Result b = Result.of(
                "b",
                Cohorts.random("b", 20, 0.5, 2).cases().stream()
                        .map(s -> new CaseScores(s.name(), s.label(), s.name(), s.seen(), s.scores(), s.histogram()))
                        .toList());
        Comparison c = of(a, b);
        assertEquals(10, c.images().groupCount());
        assertEquals(10, c.metrics().get(0).groups());
        assertTrue(Statements.of(c).stream().anyMatch(s -> s.contains("resample 10 groups")));
        Comparison alone = of(Result.of("c", b.cases()), b);
        assertTrue(Statements.of(alone).stream().anyMatch(s -> s.contains("No groups of patients")));
    }

    @Test
    void leavesOutImagesWithoutTheScoreAndCountsThem() {
        Result a = Result.of(
                "a",
                List.of(
                        Cohorts.image("x", "x", 100, 50, 0),
                        Cohorts.image("y", "y", 100, 90, 0),
                        Cohorts.image("normal", "normal", 0, 0, 5)));
        MetricComparison dice = of(a, Result.of("b", a.cases())).metrics().get(0);
        assertEquals(2, dice.images());
        assertEquals(1, dice.undefined());
        assertEquals(List.of(1, 1), dice.missing());
        Question distance = new Question(List.of(Metric.HAUSDORFF95_PX), false, List.of());
        Comparison none = Comparison.of(List.of(a, Result.of("b", a.cases())), distance);
        assertEquals(0, none.metrics().get(0).images());
        assertEquals(List.of(), none.metrics().get(0).pairs());
        assertTrue(PlainTextTables.of(none).contains("No image is left."));
    }

    @Test
    void refusesOtherData() {
        Result a = Cohorts.result("a", 90, 80);
        Result other =
                Result.of("b", List.of(Cohorts.image("i0", "i0", 100, 90, 0), Cohorts.image("i1", "i1", 101, 90, 0)));
        String message = refusal(a, other);
        assertTrue(message.contains("\"i1\" has 100 lesion pixels of 1000 in \"a\" and 101 of 1000 in \"b\""), message);
    }

    @Test
    void refusesWhatCannotBeCompared() {
        Result a = Cohorts.result("a", 90, 80);
        assertTrue(refusal(a).contains("at least 2"));
        assertTrue(refusal(a, a).contains("different names"));
        assertTrue(refusal(a, Cohorts.result("b", 90)).contains("share 1 images"));
        CaseScores twice = a.cases().get(0);
        assertTrue(assertThrows(IllegalArgumentException.class, () -> Result.of("t", List.of(twice, twice)))
                .getMessage()
                .contains("\"i0\" twice"));
    }

    /** The mean and interval of a result are those of its report: both resample with one seed. */
    @Test
    void summarisesAsTheReportDoes() {
        Result a = Cohorts.random("a", 20, 0.9, 1);
        Comparison c = of(a, Cohorts.random("b", 20, 0.8, 2));
        assertEquals(
                org.delineate.report.Scores.of(a.cases()).all().metrics().get("dice"),
                c.metrics().get(0).summaries().get(0));
    }
}
