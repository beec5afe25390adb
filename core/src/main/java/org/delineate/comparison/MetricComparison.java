package org.delineate.comparison;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.delineate.metric.Statistics;
import org.delineate.report.CaseScores;
import org.delineate.report.Metric;
import org.delineate.report.Scores;

/**
 * Compares one metric on the images where all results have it.
 *
 * @param undefined shared images that are left out because a result has no such score there
 * @param missing how many of the shared images have no such score in each result
 * @param groups of patients or duplicates among the images that are compared
 * @param summaries of each result, over the images that are compared
 * @param ranking of all results; null where no image is left
 * @param pairs all, or those of the first result with each other one
 */
public record MetricComparison(
        Metric metric,
        int images,
        int undefined,
        List<Integer> missing,
        int groups,
        List<Scores.Summary> summaries,
        Ranking ranking,
        List<PairedDifference> pairs) {

    /** @param shared scores of each result on the shared images [results][images] */
    static MetricComparison of(
            Metric metric, List<List<CaseScores>> shared, List<String> groups, boolean againstFirst) {
        int[] defined = IntStream.range(0, groups.size())
                .filter(i -> shared.stream().noneMatch(r -> Double.isNaN(score(r.get(i), metric))))
                .toArray();
        double[][] scores = shared.stream()
                .map(r -> IntStream.of(defined)
                        .mapToDouble(i -> score(r.get(i), metric))
                        .toArray())
                .toArray(double[][]::new);
        List<String> theirs = IntStream.of(defined).mapToObj(groups::get).toList();
        List<Scores.Summary> summaries = new ArrayList<>();
        for (double[] one : scores) {
            summaries.add(Scores.Summary.of(Statistics.of(one, theirs)));
        }
        return new MetricComparison(
                metric,
                defined.length,
                groups.size() - defined.length,
                shared.stream()
                        .map(r -> (int) r.stream()
                                .filter(c -> Double.isNaN(score(c, metric)))
                                .count())
                        .toList(),
                (int) theirs.stream().distinct().count(),
                summaries,
                defined.length == 0 ? null : Ranking.of(scores, metric.higherIsBetter()),
                defined.length == 0 ? List.of() : pairs(scores, theirs, metric.higherIsBetter(), againstFirst));
    }

    static double score(CaseScores c, Metric metric) {
        return c.scores().byName().get(metric.id());
    }

    private static List<PairedDifference> pairs(
            double[][] scores, List<String> groups, boolean higherIsBetter, boolean againstFirst) {
        List<PairedDifference> pairs = new ArrayList<>();
        for (int first = 0; first < (againstFirst ? 1 : scores.length); first++) {
            for (int second = first + 1; second < scores.length; second++) {
                pairs.add(PairedDifference.of(first, second, scores, groups, higherIsBetter));
            }
        }
        double[] t = Holm.correct(pairs.stream().mapToDouble(p -> p.t().p()).toArray());
        double[] signedRank =
                Holm.correct(pairs.stream().mapToDouble(p -> p.signedRank().p()).toArray());
        return IntStream.range(0, pairs.size())
                .mapToObj(i -> pairs.get(i).with(new PairedDifference.Corrected(t[i], signedRank[i])))
                .toList();
    }
}
