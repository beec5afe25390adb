package org.delineate.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.delineate.dataset.audit.Seen;
import org.delineate.infer.MeanDice;
import org.delineate.lab.OperatingCurve;
import org.delineate.metric.Confusion;
import org.delineate.metric.FailureDetection;
import org.delineate.metric.ImageLevelCounts;
import org.delineate.metric.ImageScores;
import org.delineate.metric.Reliability;
import org.delineate.metric.Statistics;

/**
 * The scores of a network on a set of pictures: each picture first, then statistics over pictures; pooled pixels apart.
 *
 * @param cases in the order evaluated
 * @param all over all pictures
 * @param classes over the pictures of each class, by its name; empty where the data set has no classes
 * @param sizes over the pictures of each range of lesion sizes, the smallest first; ranges without picture are left out
 * @param pooled pixel counts of all pictures added up
 * @param imageLevel pictures counted by whether a lesion is there and whether one was marked
 * @param apart with and without those that the model has seen; null where nobody knows which
 * @param curve other thresholds and minimum areas; null where no picture lacks a lesion
 */
public record Scores(
        List<CaseScores> cases,
        Group all,
        Map<String, Group> classes,
        Map<String, Group> sizes,
        Confusion pooled,
        ImageLevelCounts imageLevel,
        Apart apart,
        OperatingCurve curve) {

    /** Fixed, so that the same scores have the same intervals in every report. */
    private static final long BOOTSTRAP_SEED = 1;

    /**
     * Some of the pictures.
     *
     * @param groups patients or duplicates that they belong to; as many as images where each stands alone
     * @param metrics by the names of {@link org.delineate.metric.ImageScores#byName}, in its order
     */
    public record Group(int images, int groups, Map<String, Summary> metrics) {}

    /**
     * Scores with and without pictures that the model has seen; a group is null where no picture belongs to it.
     *
     * @param seen pictures that it has seen, or of which it has seen a near duplicate
     * @param withNear pictures that it has not seen, near duplicates of those that it has among them
     * @param withoutNear pictures of which it has seen nothing alike
     */
    public record Apart(Group seen, Group withNear, Group withoutNear) {
        private static Apart of(List<CaseScores> cases) {
            return cases.stream().anyMatch(c -> c.seen() == Seen.UNKNOWN)
                    ? null
                    : new Apart(
                            some(cases, c -> c.seen().isSeen()),
                            some(cases, c -> !c.seen().isSeen() || c.seen().isNear()),
                            some(cases, c -> !c.seen().isSeen()));
        }

        private static Group some(List<CaseScores> cases, Predicate<CaseScores> which) {
            List<CaseScores> members = cases.stream().filter(which).toList();
            return members.isEmpty() ? null : group(members);
        }
    }

    /**
     * One metric over the pictures where it is defined.
     *
     * @param n pictures where it is defined
     * @param undefined pictures left out
     * @param mean95 bootstrap 95 % interval of the mean, which resamples groups
     * @param sd standard deviation over pictures, with n - 1
     */
    public record Summary(int n, int undefined, double mean, Statistics.Interval mean95, double median, double sd) {
        public static Summary of(Statistics values) {
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
        return of(cases, cases);
    }

    /**
     * Scores some pictures of a cohort.
     *
     * @param cases that count
     * @param cohort these and those that are scored apart
     * @throws IllegalArgumentException as {@link #of(List)}
     */
    public static Scores of(List<CaseScores> cases, List<CaseScores> cohort) {
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
                bySize(cases),
                Confusion.sum(counts),
                ImageLevelCounts.of(counts),
                Apart.of(cohort),
                null);
    }

    Scores withCurve(OperatingCurve other) {
        return new Scores(cases, all, classes, sizes, pooled, imageLevel, apart, other);
    }

    /** Says how well the uncertainty of a picture's mask tells failures apart. */
    public FailureDetection failures() {
        return FailureDetection.of(
                cases.stream().mapToDouble(CaseScores::uncertainty).toArray(),
                cases.stream().mapToDouble(c -> c.scores().overlap().dice()).toArray());
    }

    /** Squares of a tenth, a fifth and two fifths of the picture's side divide the lesions. */
    private static Map<String, Group> bySize(List<CaseScores> cases) {
        double[] edges = {0, 0.01, 0.04, 0.16, 1};
        List<String> names = List.of("up to 1 %", "1–4 %", "4–16 %", "over 16 %");
        Map<String, Group> sizes = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            double over = edges[i];
            double upTo = edges[i + 1];
            List<CaseScores> members = cases.stream()
                    .filter(c -> c.lesionShare() > over && c.lesionShare() <= upTo)
                    .toList();
            if (!members.isEmpty()) {
                sizes.put(names.get(i), group(members));
            }
        }
        return Collections.unmodifiableMap(sizes);
    }

    /** Counts the pictures whose lesion was missed. */
    public long misses() {
        return cases.stream().filter(CaseScores::isMiss).count();
    }

    /** Counts the pictures with a lesion. */
    public long lesions() {
        return imageLevel.lesionMarked() + imageLevel.lesionMissed();
    }

    /** Returns the mean Dice that another threshold would give, without post-processing. @param percent 1..99 */
    double meanDiceAbove(int percent) {
        return MeanDice.of(cases.stream().mapToDouble(c -> c.histogram().dice(percent)));
    }

    /** Compares the probabilities of all pixels with the truth. */
    public Reliability reliability() {
        return Reliability.of(cases.stream().map(CaseScores::histogram).toList());
    }

    /** The name under which a picture's class stands in {@link #classes}. */
    static String className(CaseScores c) {
        return c.label().isEmpty() ? "without class" : c.label();
    }

    private static Group group(List<CaseScores> members) {
        Map<String, Summary> metrics = new LinkedHashMap<>();
        ImageScores.statistics(
                        members.stream().map(CaseScores::scores).toList(),
                        members.stream().map(CaseScores::group).toList())
                .forEach((name, values) -> metrics.put(name, Summary.of(values)));
        int groups = (int) members.stream().map(CaseScores::group).distinct().count();
        return new Group(members.size(), groups, Collections.unmodifiableMap(metrics));
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
