package org.delineate.comparison;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.delineate.report.CaseScores;
import org.delineate.report.Metric;

/**
 * Compares what several networks scored on the same images. The same scores give the same numbers to the last digit.
 *
 * @param images those that all results have
 * @param metrics one comparison for each metric in question
 * @param aggregates Dice and IoU of each result in other aggregations
 * @param published values of publications, each beside ours where one of the results is that network
 */
public record Comparison(
        Question question,
        List<Result> results,
        SharedImages images,
        List<MetricComparison> metrics,
        List<Aggregates> aggregates,
        List<PublishedComparison> published) {

    /**
     * Says what is compared.
     *
     * @param againstFirst only the first result with each other one; else all pairs
     * @param published values to show beside ours; those of other metrics are left out
     */
    public record Question(List<Metric> metrics, boolean againstFirst, List<Published> published) {
        public Question {
            metrics = metrics.stream().distinct().toList();
            published = List.copyOf(published);
            if (metrics.isEmpty()) {
                throw new IllegalArgumentException("no metric to compare; name one, for instance dice");
            }
        }

        /** Asks for Dice, for all pairs. */
        public static Question dice() {
            return new Question(List.of(Metric.DICE), false, List.of());
        }

        /** Counts the published values of metrics that are not compared. */
        public int publishedOfOtherMetrics() {
            return (int) published.stream()
                    .filter(p -> !metrics.contains(p.metric()))
                    .count();
        }
    }

    /**
     * Compares the results.
     *
     * @throws IllegalArgumentException where there are fewer than two, two have one name, they share fewer than two
     *     images, or the truths of an image differ
     */
    public static Comparison of(List<Result> results, Question question) {
        if (results.size() < 2) {
            throw new IllegalArgumentException(
                    "got " + results.size() + " results, a comparison needs at least 2; name another run");
        }
        List<String> names = results.stream().map(Result::name).toList();
        if (new HashSet<>(names).size() < names.size()) {
            throw new IllegalArgumentException("results need different names, got " + names);
        }
        SharedImages images = SharedImages.of(results);
        List<List<CaseScores>> shared = results.stream().map(images::of).toList();
        List<PublishedComparison> published = new ArrayList<>();
        for (Published p : question.published()) {
            if (question.metrics().contains(p.metric())) {
                published.addAll(PublishedComparison.of(p, results, shared));
            }
        }
        return new Comparison(
                question,
                List.copyOf(results),
                images,
                question.metrics().stream()
                        .map(m -> MetricComparison.of(m, shared, images.groups(), question.againstFirst()))
                        .toList(),
                shared.stream().map(Aggregates::of).toList(),
                published);
    }
}
