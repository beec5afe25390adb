package org.delineate.report;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.delineate.file.AtomicFile;
import org.delineate.file.Json;
import org.delineate.metric.Confusion;
import org.delineate.metric.ImageLevelCounts;
import org.delineate.metric.MacroScores;

/** {@code scores.json}: the protocol and the aggregated scores; metrics by their names, an undefined number is null. */
public final class ScoresFile {
    private ScoresFile() {}

    /** @throws IllegalArgumentException where the protocol tells of other images than were scored */
    public static void write(Path json, Protocol protocol, Scores scores) {
        protocol.requireMatch(scores);
        AtomicFile.write(json, Json.pretty(document(protocol, scores)));
    }

    private static Map<String, Object> document(Protocol protocol, Scores scores) {
        Map<String, Object> classes = new LinkedHashMap<>();
        scores.classes().forEach((label, group) -> classes.put(label, group(group)));
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("protocol", protocol);
        document.put("perImage", group(scores.all()));
        document.put("perClass", classes);
        Scores.Apart apart = scores.apart();
        document.put("seen", apart == null ? null : group(apart.seen()));
        document.put("withNearDuplicates", apart == null ? null : group(apart.withNear()));
        document.put("withoutNearDuplicates", apart == null ? null : group(apart.withoutNear()));
        document.put("imageLevel", imageLevel(scores.imageLevel()));
        document.put("pooled", pooled(scores));
        document.put("pooledTwoClassMacro", macro(MacroScores.of(scores.pooled())));
        return document;
    }

    private static Map<String, Object> group(Scores.Group group) {
        if (group == null) {
            return null;
        }
        Map<String, Object> metrics = new LinkedHashMap<>();
        group.metrics().forEach((name, s) -> metrics.put(name, summary(s)));
        return ordered("images", group.images(), "groups", group.groups(), "metrics", metrics);
    }

    private static Map<String, Object> summary(Scores.Summary s) {
        return ordered(
                "n", s.n(),
                "undefined", s.undefined(),
                "mean", number(s.mean()),
                "mean95",
                        Arrays.asList(
                                number(s.mean95().low()), number(s.mean95().high())),
                "median", number(s.median()),
                "sd", number(s.sd()));
    }

    private static Map<String, Object> imageLevel(ImageLevelCounts level) {
        return ordered(
                "lesionMarked", level.lesionMarked(),
                "lesionMissed", level.lesionMissed(),
                "normalMarked", level.normalMarked(),
                "normalClean", level.normalClean(),
                "sensitivity", number(level.sensitivity()),
                "specificity", number(level.specificity()));
    }

    private static Map<String, Object> pooled(Scores scores) {
        Confusion counts = scores.pooled();
        Map<String, Object> metrics = new LinkedHashMap<>();
        scores.pooledMetrics().forEach((name, value) -> metrics.put(name, number(value)));
        return ordered(
                "truePositive", counts.truePositive(),
                "falsePositive", counts.falsePositive(),
                "falseNegative", counts.falseNegative(),
                "trueNegative", counts.trueNegative(),
                "metrics", metrics);
    }

    private static Map<String, Object> macro(MacroScores macro) {
        return ordered(
                "meanIou", number(macro.meanIou()),
                "recall", number(macro.recall()),
                "precision", number(macro.precision()),
                "f1", number(macro.f1()),
                "accuracy", number(macro.accuracy()),
                "lesionIou", number(macro.lesionIou()));
    }

    private static Double number(double value) {
        return Double.isFinite(value) ? value : null;
    }

    private static Map<String, Object> ordered(Object... namesAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }
}
