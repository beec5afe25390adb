package org.delineate.metric;

import java.util.LinkedHashMap;
import java.util.Map;
import org.delineate.image.Mask;

/**
 * Every score of one image at its original size; distances in pixels, everything else without unit.
 *
 * <p>NaN = undefined, to be counted and left out of means. The one rule for empty masks is written in the package's
 * documentation and in docs/metrics.md.
 */
public record ImageScores(
        double dice,
        double iou,
        double precision,
        double recall,
        double specificity,
        double accuracy,
        double mae,
        double averageHausdorffPx,
        double hausdorff95Px,
        double assdPx,
        double surfaceDice1px,
        double surfaceDice2px,
        double sMeasure,
        double weightedF,
        double eMeasureMean,
        double eMeasureMax,
        double meanIouTwoClass,
        double thresholdedMeanIou,
        Confusion confusion) {

    /**
     * @param probability lesion probabilities 0..1, row-major, at the truth's size
     * @param prediction the mask made from them, after post-processing
     * @throws IllegalArgumentException where sizes differ or a probability lies outside 0..1
     */
    public static ImageScores of(float[] probability, Mask prediction, Mask truth) {
        Confusion c = Confusion.of(prediction, truth);
        ProbabilityMap map = ProbabilityMap.of(probability, truth);
        double lesion = c.hasLesion() ? 1 : Double.NaN;
        SurfaceDistances surface = SurfaceDistances.of(prediction, truth);
        EnhancedAlignment alignment = EnhancedAlignment.of(map);
        return new ImageScores(
                lesion * c.dice(),
                lesion * c.iou(),
                lesion * c.precision(),
                c.recall(),
                c.specificity(),
                c.accuracy(),
                map.meanAbsoluteError(),
                lesion * surface.averageHausdorffPx(),
                surface.hausdorff95Px(),
                surface.assdPx(),
                lesion * surface.surfaceDice(1),
                lesion * surface.surfaceDice(2),
                StructureMeasure.of(map),
                WeightedFMeasure.of(map, surface.toTruth()),
                alignment.mean(),
                alignment.max(),
                lesion * c.meanIouTwoClass(),
                lesion * c.thresholdedMeanIou(),
                c);
    }

    /** The scores under the names used in JSON and CSV, in a fixed order, without the counts. */
    public Map<String, Double> byName() {
        Map<String, Double> scores = new LinkedHashMap<>();
        scores.put("dice", dice);
        scores.put("iou", iou);
        scores.put("precision", precision);
        scores.put("recall", recall);
        scores.put("specificity", specificity);
        scores.put("accuracy", accuracy);
        scores.put("mae", mae);
        scores.put("average_hausdorff_px", averageHausdorffPx);
        scores.put("hausdorff95_px", hausdorff95Px);
        scores.put("assd_px", assdPx);
        scores.put("surface_dice_1px", surfaceDice1px);
        scores.put("surface_dice_2px", surfaceDice2px);
        scores.put("s_measure", sMeasure);
        scores.put("weighted_f", weightedF);
        scores.put("e_measure_mean", eMeasureMean);
        scores.put("e_measure_max", eMeasureMax);
        scores.put("mean_iou_two_class", meanIouTwoClass);
        scores.put("thresholded_mean_iou", thresholdedMeanIou);
        return scores;
    }
}
