package org.delineate.comparison;

import java.util.List;
import org.delineate.report.CaseScores;
import org.delineate.report.Metric;

/**
 * Dice and IoU of one result, aggregated in the three ways that publications use; they are not comparable with one
 * another.
 *
 * @param image mean over images
 * @param pooled from the pixels of all images
 * @param batches mean over batches of 8 images, each pooled, as benchmarks report
 * @param misses images whose lesion was missed: {@link CaseScores#isMiss}
 */
public record Aggregates(Overlap image, Overlap pooled, Overlap batches, int misses) {
    /** Is Dice, which publications also call F1, and IoU. */
    public record Overlap(double dice, double iou) {
        private static Overlap of(Aggregation aggregation, List<CaseScores> images) {
            return new Overlap(aggregation.of(images, Metric.DICE), aggregation.of(images, Metric.IOU));
        }
    }

    static Aggregates of(List<CaseScores> images) {
        return new Aggregates(
                Overlap.of(Aggregation.IMAGE, images),
                Overlap.of(Aggregation.POOLED, images),
                Overlap.of(Aggregation.BATCHES, images),
                (int) images.stream().filter(CaseScores::isMiss).count());
    }
}
