package org.delineate.metric;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.delineate.image.Mask;

/**
 * Every score of one image at its original size; distances are in pixels, everything else has no unit.
 *
 * <p>NaN = undefined, to be counted and left out of means. The one rule for empty masks is written in the package's
 * documentation and in docs/metrics.md.
 *
 * @param overlap ratios of pixel counts, of the predicted mask
 * @param surface distances between the borders, of the predicted mask
 * @param map scores of the probabilities themselves, without a threshold
 * @param confusion the pixel counts that the overlap is computed from
 */
public record ImageScores(OverlapScores overlap, SurfaceScores surface, MapScores map, Confusion confusion)
        implements Serializable {

    /** How far predicted mask and truth cover each other, 0..1; the formulas are those of {@link Confusion}. */
    public record OverlapScores(
            double dice,
            double iou,
            double precision,
            double recall,
            double specificity,
            double accuracy,
            double meanIouTwoClass,
            double thresholdedMeanIou)
            implements Serializable {}

    /** How far the border of the predicted mask lies from that of the truth; see {@link SurfaceDistances}. */
    public record SurfaceScores(
            double averageHausdorffPx,
            double hausdorff95Px,
            double assdPx,
            double surfaceDice1px,
            double surfaceDice2px)
            implements Serializable {}

    /**
     * How well the lesion probabilities agree with the truth.
     *
     * @param mae mean absolute error
     * @param sMeasure {@link StructureMeasure}
     * @param weightedF weighted F-measure (Margolin et al., CVPR 2014)
     * @param eMeasureMean mean over all thresholds of {@link EnhancedAlignment}
     * @param eMeasureMax the same at the threshold that suits the image best
     */
    public record MapScores(double mae, double sMeasure, double weightedF, double eMeasureMean, double eMeasureMax)
            implements Serializable {}

    /**
     * Computes every score of one image.
     *
     * @param probability lesion probabilities 0..1, row-major, at the truth's size
     * @param prediction the mask that was derived from them, after post-processing
     * @throws IllegalArgumentException where sizes differ or a probability lies outside 0..1
     */
    public static ImageScores of(float[] probability, Mask prediction, Mask truth) {
        Confusion c = Confusion.of(prediction, truth);
        double lesion = c.hasLesion() ? 1 : Double.NaN;
        SurfaceDistances distances = SurfaceDistances.of(prediction, truth);
        return new ImageScores(
                overlap(c, lesion),
                surface(distances, lesion),
                map(ProbabilityMap.of(probability, truth), distances.toTruth()),
                c);
    }

    /** @param lesion 1, or NaN where the truth has no lesion */
    private static OverlapScores overlap(Confusion c, double lesion) {
        return new OverlapScores(
                lesion * c.dice(),
                lesion * c.iou(),
                lesion * c.precision(),
                c.recall(),
                c.specificity(),
                c.accuracy(),
                lesion * c.meanIouTwoClass(),
                lesion * c.thresholdedMeanIou());
    }

    private static SurfaceScores surface(SurfaceDistances distances, double lesion) {
        return new SurfaceScores(
                lesion * distances.averageHausdorffPx(),
                distances.hausdorff95Px(),
                distances.assdPx(),
                lesion * distances.surfaceDice(1),
                lesion * distances.surfaceDice(2));
    }

    private static MapScores map(ProbabilityMap map, DistanceMap toTruth) {
        EnhancedAlignment alignment = EnhancedAlignment.of(map);
        return new MapScores(
                map.meanAbsoluteError(),
                StructureMeasure.of(map),
                WeightedFMeasure.of(map, toTruth),
                alignment.mean(),
                alignment.max());
    }

    /** Returns the scores under their names in JSON and CSV files, in a fixed order, without the pixel counts. */
    public Map<String, Double> byName() {
        Map<String, Double> scores = new LinkedHashMap<>();
        scores.put("dice", overlap.dice);
        scores.put("iou", overlap.iou);
        scores.put("precision", overlap.precision);
        scores.put("recall", overlap.recall);
        scores.put("specificity", overlap.specificity);
        scores.put("accuracy", overlap.accuracy);
        scores.put("mae", map.mae);
        scores.put("average_hausdorff_px", surface.averageHausdorffPx);
        scores.put("hausdorff95_px", surface.hausdorff95Px);
        scores.put("assd_px", surface.assdPx);
        scores.put("surface_dice_1px", surface.surfaceDice1px);
        scores.put("surface_dice_2px", surface.surfaceDice2px);
        scores.put("s_measure", map.sMeasure);
        scores.put("weighted_f", map.weightedF);
        scores.put("e_measure_mean", map.eMeasureMean);
        scores.put("e_measure_max", map.eMeasureMax);
        scores.put("mean_iou_two_class", overlap.meanIouTwoClass);
        scores.put("thresholded_mean_iou", overlap.thresholdedMeanIou);
        return scores;
    }

    /**
     * Gathers the scores of one image that {@link #byName} told.
     *
     * @param scores by their names; all of them
     */
    public static ImageScores of(Map<String, Double> scores, Confusion counts) {
        return new ImageScores(
                new OverlapScores(
                        scores.get("dice"),
                        scores.get("iou"),
                        scores.get("precision"),
                        scores.get("recall"),
                        scores.get("specificity"),
                        scores.get("accuracy"),
                        scores.get("mean_iou_two_class"),
                        scores.get("thresholded_mean_iou")),
                new SurfaceScores(
                        scores.get("average_hausdorff_px"),
                        scores.get("hausdorff95_px"),
                        scores.get("assd_px"),
                        scores.get("surface_dice_1px"),
                        scores.get("surface_dice_2px")),
                new MapScores(
                        scores.get("mae"),
                        scores.get("s_measure"),
                        scores.get("weighted_f"),
                        scores.get("e_measure_mean"),
                        scores.get("e_measure_max")),
                counts);
    }

    /**
     * Returns the statistics of each score over many images, by the names of {@link #byName}, in its order.
     *
     * @param groups of the images ({@link Statistics#of(double[], List)})
     */
    public static Map<String, Statistics> statistics(List<ImageScores> images, List<String> groups) {
        Map<String, double[]> columns = new LinkedHashMap<>();
        for (int i = 0; i < images.size(); i++) {
            int image = i;
            images.get(i)
                    .byName()
                    .forEach((name, value) ->
                            columns.computeIfAbsent(name, n -> new double[images.size()])[image] = value);
        }
        Map<String, Statistics> statistics = new LinkedHashMap<>();
        columns.forEach((name, values) -> statistics.put(name, Statistics.of(values, groups)));
        return statistics;
    }
}
