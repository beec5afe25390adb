package org.delineate.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.delineate.lab.OperatingCurve;
import org.delineate.metric.FailureDetection;
import org.delineate.metric.ImageLevelCounts;
import org.delineate.metric.MacroScores;
import org.delineate.report.Scores.Group;
import org.delineate.report.Scores.Summary;
import org.delineate.report.Table.Row;

/** The numbers of a report as tables. */
final class ScoreTables {
    private static final List<Metric> PER_CLASS = List.of(
            Metric.DICE, Metric.IOU, Metric.PRECISION, Metric.RECALL, Metric.HAUSDORFF95_PX, Metric.SURFACE_DICE_2PX);

    private ScoreTables() {}

    /** One table per family of metrics. */
    record Family(String title, List<Row> rows) {}

    static List<Family> families(Scores scores) {
        return Arrays.stream(Metric.Family.values())
                .map(f -> new Family(
                        f.title,
                        f.members().stream().map(m -> row(m, scores.all())).toList()))
                .toList();
    }

    private static Row row(Metric metric, Group group) {
        Summary s = group.metrics().get(metric.id());
        return Row.of(
                metric.title,
                metric.text(s.mean()),
                interval(metric, s),
                metric.text(s.median()),
                metric.text(s.sd()),
                "" + s.n(),
                "" + s.undefined());
    }

    static String interval(Metric metric, Summary s) {
        return s.n() == 0
                ? Metric.UNDEFINED
                : metric.text(s.mean95().low()) + "–" + metric.text(s.mean95().high());
    }

    /** Mean and interval of the main metrics; one row per class and one for all images. */
    static Table classes(Scores scores) {
        List<Row> rows = new ArrayList<>();
        scores.classes().forEach((label, group) -> rows.add(row(label, group)));
        rows.add(row("all", scores.all()));
        return new Table(columns("Class"), rows);
    }

    /** The same by the size of the lesion. */
    static Table sizes(Scores scores) {
        List<Row> rows = new ArrayList<>();
        scores.sizes().forEach((range, group) -> rows.add(row(range, group)));
        return new Table(columns("Lesion, share of the image"), rows);
    }

    /** The same with and without images that the model has seen; no row where nobody knows which. */
    static Table seen(Scores scores) {
        List<Row> rows = new ArrayList<>();
        if (scores.apart() != null) {
            Map<String, Group> groups = new LinkedHashMap<>();
            groups.put(
                    "not seen, no near duplicate of a seen one", scores.apart().withoutNear());
            groups.put("the same, with near duplicates", scores.apart().withNear());
            groups.put("seen, the same or nearly", scores.apart().seen());
            groups.values().removeIf(Objects::isNull);
            groups.forEach((label, group) -> rows.add(row(label, group)));
        }
        return new Table(columns(""), rows);
    }

    private static List<String> columns(String first) {
        List<String> columns = new ArrayList<>(List.of(first, "Images"));
        PER_CLASS.forEach(m -> columns.add(m.title));
        return columns;
    }

    private static Row row(String label, Group group) {
        Stream<String> means = PER_CLASS.stream().map(m -> {
            Summary s = group.metrics().get(m.id());
            return s.n() == 0 ? Metric.UNDEFINED : m.text(s.mean()) + " (" + interval(m, s) + ")";
        });
        return new Row(
                label, Stream.concat(Stream.of("" + group.images()), means).toList());
    }

    /** Images with and without lesion against whether anything was marked. */
    static Table imageLevel(ImageLevelCounts level) {
        return new Table(
                List.of("", "Something marked", "Nothing marked", "Share right"),
                List.of(
                        Row.of(
                                "Lesion",
                                "" + level.lesionMarked(),
                                "" + level.lesionMissed(),
                                "sensitivity " + Metric.text(level.sensitivity(), 3)),
                        Row.of(
                                "No lesion",
                                "" + level.normalMarked(),
                                "" + level.normalClean(),
                                "specificity " + Metric.text(level.specificity(), 3))));
    }

    /** How well the uncertainty tells images of a Dice below one half apart. */
    static List<Row> failures(FailureDetection failures) {
        return List.of(
                Row.of("Images with a lesion", "" + failures.n()),
                Row.of("Failed: Dice below " + failures.failureDice(), "" + failures.failures()),
                Row.of("AUROC of the uncertainty ↑", Metric.text(failures.auroc(), 3)));
    }

    /** The best that other thresholds and minimum areas would reach; no row where nobody computed it. */
    static Table operating(OperatingCurve curve) {
        List<Row> rows = curve == null
                ? List.of()
                : curve.front().stream()
                        .map(p -> Row.of(
                                Metric.text(p.threshold(), 2),
                                Metric.text(100 * p.minAreaShare(), 2) + " %",
                                Metric.text(p.dice(), 3),
                                Metric.text(p.lesionsMissed(), 3),
                                Metric.text(p.normalsEmpty(), 3)))
                        .toList();
        return new Table(List.of("Threshold", "Minimum area", "Mean Dice", "Lesions missed", "Normals unmarked"), rows);
    }

    static List<Row> pooled(Scores scores) {
        Map<String, Double> metrics = scores.pooledMetrics();
        return Arrays.stream(Metric.values())
                .filter(m -> metrics.containsKey(m.id()))
                .map(m -> Row.of(m.title, m.text(metrics.get(m.id()))))
                .toList();
    }

    /** The same counts averaged over lesion and background, as some publications do. */
    static List<Row> macro(Scores scores) {
        MacroScores macro = MacroScores.of(scores.pooled());
        return List.of(
                Row.of("Mean IoU ↑", Metric.text(macro.meanIou(), 3)),
                Row.of("Recall ↑", Metric.text(macro.recall(), 3)),
                Row.of("Precision ↑", Metric.text(macro.precision(), 3)),
                Row.of("F1 of the two means ↑", Metric.text(macro.f1(), 3)));
    }
}
