package org.delineate.comparison;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.delineate.file.Printable;
import org.delineate.metric.Confusion;
import org.delineate.metric.MacroScores;
import org.delineate.metric.Statistics;
import org.delineate.report.CaseScores;
import org.delineate.report.Metric;

/** The ways from many images to one number that publications use. */
public enum Aggregation {
    IMAGE("mean over images"),
    POOLED("pixels of all images pooled"),
    /** One batch counts as many times as it has images, and the last one may be smaller. */
    BATCHES("pooled over batches of 8 images in the order of the file, then mean over batches"),
    /** The "mIoU", "mean precision" and so on of one confusion matrix. */
    MACRO("pixels of all images pooled, then mean over lesion and background"),
    UNKNOWN("not stated");

    private static final int BATCH = 8;

    private final String words;

    Aggregation(String words) {
        this.words = words;
    }

    /** Finds the aggregation with this name in tables; an empty one is not stated. */
    static Aggregation of(String id) {
        return Arrays.stream(values())
                .filter(a -> a.id().equals(id) || a == UNKNOWN && id.isEmpty())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown aggregation " + Printable.quoted(id)
                        + "; known: "
                        + Arrays.stream(values()).map(Aggregation::id).collect(Collectors.joining(", "))));
    }

    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String words() {
        return words;
    }

    /** Aggregates a score of images; NaN where the metric does not follow from pixel counts and would have to. */
    double of(List<CaseScores> images, Metric metric) {
        List<Confusion> counts =
                images.stream().map(c -> c.scores().confusion()).toList();
        return switch (this) {
            case IMAGE, UNKNOWN ->
                Statistics.of(images.stream()
                                .mapToDouble(c -> MetricComparison.score(c, metric))
                                .toArray())
                        .mean();
            case POOLED -> ratio(Confusion.sum(counts), metric);
            case MACRO -> macro(MacroScores.of(Confusion.sum(counts)), metric);
            case BATCHES -> {
                double sum = 0;
                for (int i = 0; i < counts.size(); i += BATCH) {
                    List<Confusion> batch = counts.subList(i, Math.min(i + BATCH, counts.size()));
                    sum += batch.size() * ratio(Confusion.sum(batch), metric);
                }
                yield sum / counts.size();
            }
        };
    }

    private static double ratio(Confusion counts, Metric metric) {
        return switch (metric) {
            case DICE -> counts.dice();
            case IOU -> counts.iou();
            case PRECISION -> counts.precision();
            case RECALL -> counts.recall();
            case SPECIFICITY -> counts.specificity();
            case ACCURACY -> counts.accuracy();
            case MEAN_IOU_TWO_CLASS -> counts.meanIouTwoClass();
            default -> Double.NaN;
        };
    }

    private static double macro(MacroScores scores, Metric metric) {
        return switch (metric) {
            case DICE -> scores.f1();
            case MEAN_IOU_TWO_CLASS -> scores.meanIou();
            case PRECISION -> scores.precision();
            case RECALL -> scores.recall();
            case ACCURACY -> scores.accuracy();
            default -> Double.NaN;
        };
    }
}
