package org.delineate.comparison;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.delineate.file.Build;
import org.delineate.file.Json;
import org.delineate.metric.Statistics;
import org.delineate.report.Metric;
import org.delineate.report.Scores;

/** Lays a comparison out as JSON, with all digits; a number that does not exist is null. */
public final class ComparisonDocument {
    private ComparisonDocument() {}

    public static Map<String, Object> of(Comparison c) {
        List<Object> results = new ArrayList<>();
        for (int r = 0; r < c.results().size(); r++) {
            results.add(result(c, r));
        }
        return Json.object(
                "code", Build.CURRENT.toString(),
                "statements", Statements.of(c),
                "images", images(c.images()),
                "results", results,
                "againstFirst", c.question().againstFirst(),
                "metrics", c.metrics().stream().map(m -> metric(c, m)).toList(),
                "published", c.published().stream().map(p -> published(c, p)).toList());
    }

    private static Map<String, Object> images(SharedImages images) {
        return Json.object(
                "compared", images.names().size(),
                "groups", images.groupCount(),
                "names", images.names(),
                "leftOut", images.leftOut());
    }

    private static Map<String, Object> result(Comparison c, int number) {
        Result r = c.results().get(number);
        Aggregates a = c.aggregates().get(number);
        return Json.object(
                "name", r.name(),
                "protocol", r.protocol(),
                "seenLeftOut", r.seen(),
                "meanOverImages", overlap(a.image()),
                "pooled", overlap(a.pooled()),
                "batchesOf8", overlap(a.batches()),
                "misses", a.misses());
    }

    private static Map<String, Object> overlap(Aggregates.Overlap overlap) {
        return Json.object(Metric.DICE.id(), number(overlap.dice()), Metric.IOU.id(), number(overlap.iou()));
    }

    private static Map<String, Object> metric(Comparison c, MetricComparison m) {
        Map<String, Object> scores = new LinkedHashMap<>();
        for (int r = 0; r < c.results().size(); r++) {
            scores.put(c.results().get(r).name(), summary(m, r));
        }
        Ranking ranking = m.ranking();
        return Json.object(
                "metric", m.metric().id(),
                "images", m.images(),
                "undefined", m.undefined(),
                "undefinedIn", m.missing(),
                "groups", m.groups(),
                "scores", scores,
                "friedman",
                        ranking == null || Double.isNaN(ranking.chiSquared())
                                ? null
                                : Json.object(
                                        "chiSquared", ranking.chiSquared(),
                                        "degreesOfFreedom", c.results().size() - 1,
                                        "p", ranking.p(),
                                        "criticalDifference", ranking.criticalDifference(),
                                        "alpha", Ranking.ALPHA),
                "pairs", m.pairs().stream().map(p -> pair(c, p)).toList());
    }

    private static Map<String, Object> summary(MetricComparison m, int result) {
        Scores.Summary s = m.summaries().get(result);
        return Json.object(
                "n", s.n(),
                "mean", number(s.mean()),
                "mean95", interval(s.mean95()),
                "median", number(s.median()),
                "sd", number(s.sd()),
                "meanRank", m.ranking() == null ? null : m.ranking().meanRanks().get(result));
    }

    private static Map<String, Object> pair(Comparison c, PairedDifference p) {
        return Json.object(
                "first", c.results().get(p.first()).name(),
                "second", c.results().get(p.second()).name(),
                "difference", number(p.mean().value()),
                "difference95", interval(p.mean().mean95()),
                "effect", number(p.effect()),
                "t",
                        Json.object(
                                "statistic", number(p.t().t()),
                                "degreesOfFreedom", p.t().freedom(),
                                "p", number(p.t().p()),
                                "holm", number(p.corrected().t())),
                "wilcoxon",
                        Json.object(
                                "statistic", number(p.signedRank().statistic()),
                                "zeros", p.signedRank().zeros(),
                                "exact", p.signedRank().exact(),
                                "p", number(p.signedRank().p()),
                                "holm", number(p.corrected().signedRank())),
                "wins", p.wins().first(),
                "ties", p.wins().ties(),
                "losses", p.wins().second());
    }

    private static Map<String, Object> published(Comparison c, PublishedComparison p) {
        Published theirs = p.published();
        return Json.object(
                "network", theirs.network(),
                "dataset", theirs.dataset(),
                "metric", theirs.metric().id(),
                "value", theirs.value(),
                "deviation", number(theirs.deviation()),
                "aggregation", theirs.aggregation().id(),
                "ours", number(p.ours()),
                "result", p.result() < 0 ? null : c.results().get(p.result()).name(),
                "source", theirs.source(),
                "differs", p.differs());
    }

    private static List<Double> interval(Statistics.Interval interval) {
        return Arrays.asList(number(interval.low()), number(interval.high()));
    }

    private static Double number(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
