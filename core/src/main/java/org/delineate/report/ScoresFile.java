package org.delineate.report;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.delineate.file.AtomicFile;
import org.delineate.file.Json;
import org.delineate.metric.Confusion;
import org.delineate.metric.FailureDetection;
import org.delineate.metric.ImageLevelCounts;
import org.delineate.metric.MacroScores;
import org.delineate.metric.Reliability;

/** {@code scores.json}: the protocol and the aggregated scores; metrics by their names, an undefined number is null. */
public final class ScoresFile {
    private ScoresFile() {}

    /** @throws IllegalArgumentException where the protocol tells of other images than were scored */
    public static void write(Path json, Protocol protocol, Scores scores) {
        protocol.requireMatch(scores);
        AtomicFile.write(json, Json.pretty(document(protocol, scores)));
    }

    private static Map<String, Object> document(Protocol protocol, Scores scores) {
        Scores.Apart apart = scores.apart();
        return Json.object(
                "protocol",
                protocol,
                "cautions",
                Caveats.of(protocol, scores),
                "perImage",
                group(scores.all()),
                "perClass",
                groups(scores.classes()),
                "perLesionSize",
                groups(scores.sizes()),
                "seen",
                apart == null ? null : group(apart.seen()),
                "withNearDuplicates",
                apart == null ? null : group(apart.withNear()),
                "withoutNearDuplicates",
                apart == null ? null : group(apart.withoutNear()),
                "misses",
                Json.object("diceBelow", CaseScores.MISS, "images", scores.misses(), "lesions", scores.lesions()),
                "imageLevel",
                imageLevel(scores.imageLevel()),
                "uncertainty",
                uncertainty(scores.failures()),
                "operatingCurve",
                scores.curve() == null ? null : scores.curve().document(),
                "calibration",
                calibration(scores.reliability()),
                "thresholds",
                thresholds(scores),
                "pooled",
                pooled(scores),
                "pooledTwoClassMacro",
                macro(MacroScores.of(scores.pooled())));
    }

    private static Map<String, Object> groups(Map<String, Scores.Group> groups) {
        Map<String, Object> all = new LinkedHashMap<>();
        groups.forEach((label, group) -> all.put(label, group(group)));
        return all;
    }

    private static Map<String, Object> calibration(Reliability reliability) {
        return Json.object(
                "pixels",
                reliability.pixels(),
                "expectedError",
                number(reliability.expectedError()),
                "bins",
                reliability.bins().stream()
                        .map(b -> Json.object(
                                "from", b.from(),
                                "to", b.to(),
                                "pixels", b.pixels(),
                                "meanProbability", number(b.meanProbability()),
                                "lesionShare", number(b.lesionShare())))
                        .toList());
    }

    private static List<Map<String, Object>> thresholds(Scores scores) {
        return IntStream.rangeClosed(1, 19)
                .map(i -> 5 * i)
                .mapToObj(percent ->
                        Json.object("threshold", percent / 100.0, "meanDice", number(scores.meanDiceAbove(percent))))
                .toList();
    }

    private static Map<String, Object> group(Scores.Group group) {
        if (group == null) {
            return null;
        }
        Map<String, Object> metrics = new LinkedHashMap<>();
        group.metrics().forEach((name, s) -> metrics.put(name, summary(s)));
        return Json.object("images", group.images(), "groups", group.groups(), "metrics", metrics);
    }

    private static Map<String, Object> summary(Scores.Summary s) {
        return Json.object(
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
        return Json.object(
                "lesionMarked", level.lesionMarked(),
                "lesionMissed", level.lesionMissed(),
                "normalMarked", level.normalMarked(),
                "normalClean", level.normalClean(),
                "sensitivity", number(level.sensitivity()),
                "specificity", number(level.specificity()));
    }

    private static Map<String, Object> uncertainty(FailureDetection failures) {
        return Json.object(
                "failureDice", failures.failureDice(),
                "n", failures.n(),
                "failures", failures.failures(),
                "auroc", number(failures.auroc()));
    }

    private static Map<String, Object> pooled(Scores scores) {
        Confusion counts = scores.pooled();
        Map<String, Object> metrics = new LinkedHashMap<>();
        scores.pooledMetrics().forEach((name, value) -> metrics.put(name, number(value)));
        return Json.object(
                "truePositive", counts.truePositive(),
                "falsePositive", counts.falsePositive(),
                "falseNegative", counts.falseNegative(),
                "trueNegative", counts.trueNegative(),
                "metrics", metrics);
    }

    private static Map<String, Object> macro(MacroScores macro) {
        return Json.object(
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
}
