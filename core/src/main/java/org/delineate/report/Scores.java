package org.delineate.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.delineate.metric.Confusion;
import org.delineate.metric.ImageLevelCounts;
import org.delineate.metric.ImageScores;
import org.delineate.metric.Statistics;

/**
 * The scores of a network on a set of pictures: each picture first, then statistics over pictures; pooled pixels apart.
 *
 * @param cases in the order evaluated
 * @param all over all pictures
 * @param classes over the pictures of each class, by its name; empty where the data set has no classes
 * @param pooled pixel counts of all pictures added up
 * @param imageLevel pictures counted by whether a lesion is there and whether one was marked
 */
public record Scores(
        List<CaseScores> cases, Group all, Map<String, Group> classes, Confusion pooled, ImageLevelCounts imageLevel) {

    /** Fixed, so that the same scores have the same intervals in every report. */
    private static final long BOOTSTRAP_SEED = 1;

    /** @param metrics by the names of {@link org.delineate.metric.ImageScores#byName}, in its order */
    public record Group(int images, Map<String, Summary> metrics) {}

    /**
     * One metric over the pictures where it is defined.
     *
     * @param n pictures where it is defined
     * @param undefined pictures left out
     * @param mean95 bootstrap 95 % interval of the mean
     * @param sd standard deviation over pictures, with n - 1
     */
    public record Summary(int n, int undefined, double mean, Statistics.Interval mean95, double median, double sd) {
        static Summary of(Statistics values) {
            return new Summary(
                    values.count(),
                    values.undefined(),
                    values.mean(),
                    values.mean95(BOOTSTRAP_SEED),
                    values.median(),
                    values.sd());
        }
    }

    /** @throws IllegalArgumentException where there is no picture, or two have one name */
    public static Scores of(List<CaseScores> cases) {
        if (cases.isEmpty()) {
            throw new IllegalArgumentException("no scores of no pictures; does the data set have this part?");
        }
        cases.stream().collect(Collectors.groupingBy(CaseScores::name)).forEach((name, same) -> {
            if (same.size() > 1) {
                throw new IllegalArgumentException(
                        "'" + name + "' was scored " + same.size() + " times; names are unique");
            }
        });
        Map<String, Group> classes = new TreeMap<>();
        if (cases.stream().anyMatch(c -> !c.label().isEmpty())) {
            cases.stream().collect(Collectors.groupingBy(Scores::className)).forEach((name, members) -> {
                classes.put(name, group(members));
            });
        }
        List<Confusion> counts = cases.stream().map(c -> c.scores().confusion()).toList();
        return new Scores(
                List.copyOf(cases),
                group(cases),
                Collections.unmodifiableMap(classes),
                Confusion.sum(counts),
                ImageLevelCounts.of(counts));
    }

    /** The name under which a picture's class stands in {@link #classes}. */
    static String className(CaseScores c) {
        return c.label().isEmpty() ? "without class" : c.label();
    }

    private static Group group(List<CaseScores> members) {
        Map<String, Summary> metrics = new LinkedHashMap<>();
        ImageScores.statistics(members.stream().map(CaseScores::scores).toList())
                .forEach((name, values) -> metrics.put(name, Summary.of(values)));
        return new Group(members.size(), Collections.unmodifiableMap(metrics));
    }

    /** Pixel ratios of the pooled counts, under the names of the per-image metrics. */
    public Map<String, Double> pooledMetrics() {
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("dice", pooled.dice());
        metrics.put("iou", pooled.iou());
        metrics.put("precision", pooled.precision());
        metrics.put("recall", pooled.recall());
        metrics.put("specificity", pooled.specificity());
        metrics.put("accuracy", pooled.accuracy());
        return metrics;
    }
}
