package org.delineate.comparison;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.delineate.report.CaseScores;
import org.delineate.report.Metric;
import org.delineate.report.Scores;

/** Lays a comparison out in tables. */
final class ComparisonTables {
    private ComparisonTables() {}

    static List<ComparisonTable> of(Comparison c) {
        List<ComparisonTable> tables = new ArrayList<>();
        for (MetricComparison m : c.metrics()) {
            tables.add(scores(c, m));
            if (!m.pairs().isEmpty()) {
                tables.add(pairs(c, m));
            }
        }
        tables.add(aggregates(c));
        if (!c.published().isEmpty()) {
            tables.add(published(c));
        }
        tables.addAll(ProtocolTables.of(c.results()));
        return tables;
    }

    /** Says without its arrow what a metric is called. */
    static String name(Metric metric) {
        return metric.title().replaceAll(" [↑↓]$", "");
    }

    static String pair(Comparison c, PairedDifference p) {
        return c.results().get(p.first()).name() + " − "
                + c.results().get(p.second()).name();
    }

    private static ComparisonTable scores(Comparison c, MetricComparison m) {
        List<List<String>> rows = new ArrayList<>();
        for (int r = 0; r < c.results().size(); r++) {
            Scores.Summary s = m.summaries().get(r);
            rows.add(List.of(
                    c.results().get(r).name(),
                    Digits.score(m.metric(), s.mean()),
                    Digits.interval(m.metric(), s.mean95()),
                    Digits.score(m.metric(), s.median()),
                    Digits.score(m.metric(), s.sd()),
                    "" + s.n(),
                    m.ranking() == null
                            ? Digits.NONE
                            : Digits.number(m.ranking().meanRanks().get(r), 3)));
        }
        return new ComparisonTable(
                "scores-" + m.metric().id(),
                m.metric().title() + " per image",
                scoresNote(c, m),
                List.of("Result", "Mean", "95 % interval", "Median", "SD", "n", "Mean rank"),
                rows);
    }

    private static String scoresNote(Comparison c, MetricComparison m) {
        List<String> sentences = new ArrayList<>();
        if (m.undefined() > 0) {
            sentences.add(m.undefined() + " of " + (m.images() + m.undefined())
                    + " images are left out, because the metric does not exist there for every result ("
                    + IntStream.range(0, c.results().size())
                            .mapToObj(r -> c.results().get(r).name() + ": "
                                    + m.missing().get(r))
                            .collect(Collectors.joining(", "))
                    + ").");
        }
        if (m.ranking() == null) {
            sentences.add("No image is left.");
        } else {
            sentences.add("Rank 1 is the best result on an image.");
        }
        if (CriticalDifferencePlot.exists(m)) {
            sentences.add("Friedman's test: χ² = " + Digits.number(m.ranking().chiSquared(), 3) + " with "
                    + (c.results().size() - 1) + " degrees of freedom, p = "
                    + Digits.p(m.ranking().p()) + "; critical difference of mean ranks (Nemenyi, 5 %): "
                    + Digits.number(m.ranking().criticalDifference(), 3) + ".");
        }
        return String.join(" ", sentences);
    }

    private static ComparisonTable pairs(Comparison c, MetricComparison m) {
        List<List<String>> rows = new ArrayList<>();
        for (PairedDifference p : m.pairs()) {
            rows.add(List.of(
                    pair(c, p),
                    Digits.score(m.metric(), p.mean().value()),
                    Digits.interval(m.metric(), p.mean().mean95()),
                    Digits.number(p.effect(), 3),
                    Digits.t(p.t().t()),
                    Digits.p(p.t().p()),
                    Digits.p(p.corrected().t()),
                    Digits.ranks(p.signedRank().statistic()),
                    Digits.p(p.signedRank().p()),
                    Digits.p(p.corrected().signedRank()),
                    p.wins().first() + " / " + p.wins().ties() + " / "
                            + p.wins().second()));
        }
        return new ComparisonTable(
                "pairs-" + m.metric().id(),
                name(m.metric()) + ": differences of results on the same images",
                pairsNote(c, m),
                List.of(
                        "First − second",
                        "Difference",
                        "95 % interval",
                        "dz",
                        "t",
                        "p (t)",
                        "Holm (t)",
                        "W",
                        "p (W)",
                        "Holm (W)",
                        "Wins / ties / losses"),
                rows);
    }

    private static String pairsNote(Comparison c, MetricComparison m) {
        int pairs = m.pairs().size();
        int most =
                m.pairs().stream().mapToInt(p -> p.signedRank().zeros()).max().orElse(0);
        long exact = m.pairs().stream().filter(p -> p.signedRank().exact()).count();
        return "Two-sided paired t-test with " + Math.max(0, m.images() - 1)
                + " degrees of freedom, and Wilcoxon's signed-rank test W (differences of zero dropped, at most " + most
                + " here; equal ones share their mean rank; p "
                + (exact == pairs
                        ? "exact"
                        : exact == 0
                                ? "from the normal distribution"
                                : "exact in " + exact + " of " + pairs + " pairs, else from the normal distribution")
                + "). Holm: corrected over " + (pairs == 1 ? "this one pair" : pairs + " pairs")
                + (c.question().againstFirst() ? ", the first result against each other one" : "")
                + ", for each test and metric on its own. dz: mean of the differences divided by their standard deviation. Wins:"
                + " images on which the first result is better.";
    }

    private static ComparisonTable aggregates(Comparison c) {
        List<List<String>> rows = IntStream.range(0, c.results().size())
                .mapToObj(r -> {
                    Aggregates a = c.aggregates().get(r);
                    return List.of(
                            c.results().get(r).name(),
                            Digits.score(Metric.DICE, a.image().dice()),
                            Digits.score(Metric.DICE, a.pooled().dice()),
                            Digits.score(Metric.DICE, a.batches().dice()),
                            Digits.score(Metric.IOU, a.image().iou()),
                            Digits.score(Metric.IOU, a.pooled().iou()),
                            Digits.score(Metric.IOU, a.batches().iou()),
                            "" + a.misses());
                })
                .toList();
        return new ComparisonTable(
                "aggregation",
                "Mean over images beside pooled scores",
                "Compare numbers of one column only. Pooled: the pixels of all images are added up before the ratio is"
                        + " taken. Batches of 8: pooled in each batch of 8 images in the order of the file, then the"
                        + " mean over batches, weighted by their images, as benchmark papers report F1 and IoU (they do"
                        + " so at the network's input size; here it is the original size). Misses: images with a Dice"
                        + " below " + CaseScores.MISS + ".",
                List.of(
                        "Result",
                        "Dice, images",
                        "Dice, pooled",
                        "F1, batches of 8",
                        "IoU, images",
                        "IoU, pooled",
                        "IoU, batches of 8",
                        "Misses"),
                rows);
    }

    private static ComparisonTable published(Comparison c) {
        List<List<String>> rows = new ArrayList<>();
        for (PublishedComparison p : c.published()) {
            Published theirs = p.published();
            rows.add(List.of(
                    theirs.network(),
                    theirs.dataset().isEmpty() ? Digits.NONE : theirs.dataset(),
                    name(theirs.metric()),
                    Digits.score(theirs.metric(), theirs.value())
                            + (Double.isNaN(theirs.deviation())
                                    ? ""
                                    : " ± " + Digits.score(theirs.metric(), theirs.deviation())),
                    Digits.score(theirs.metric(), p.ours()),
                    p.result() < 0 ? Digits.NONE : c.results().get(p.result()).name(),
                    aggregation(p),
                    theirs.source(),
                    p.differs()));
        }
        return new ComparisonTable(
                "published",
                "Published values beside ours",
                publishedNote(c),
                List.of(
                        "Network",
                        "Data set",
                        "Metric",
                        "Published",
                        "Ours",
                        "Our result",
                        "Aggregation of both",
                        "Source",
                        "What differs in their protocol"),
                rows);
    }

    private static String aggregation(PublishedComparison p) {
        Aggregation theirs = p.published().aggregation();
        return theirs == Aggregation.UNKNOWN ? "not stated" : theirs.id().toLowerCase(Locale.ROOT);
    }

    private static String publishedNote(Comparison c) {
        int others = c.question().publishedOfOtherMetrics();
        return "± is their standard deviation over runs. Ours: the "
                + c.images().names().size()
                + " compared images, scored at their original size; weights chosen on validation images. Aggregation:"
                + " image = " + Aggregation.IMAGE.words() + "; pooled = " + Aggregation.POOLED.words() + "; batches = "
                + Aggregation.BATCHES.words() + "; macro = " + Aggregation.MACRO.words() + "."
                + (others == 0
                        ? ""
                        : " " + others + " published values of other metrics are not shown; --metric shows them.");
    }
}
