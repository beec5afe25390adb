package org.delineate.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.delineate.file.UnknownName;

/**
 * How each score of an image is shown and explained; in the order of {@link org.delineate.metric.ImageScores#byName}.
 */
public enum Metric {
    DICE(Family.OVERLAP, "Dice ↑", "2 TP / (2 TP + FP + FN); equals the F1 score of the pixels"),
    IOU(Family.OVERLAP, "IoU ↑", "TP / (TP + FP + FN), of the lesion alone; also called Jaccard index"),
    PRECISION(Family.OVERLAP, "Precision ↑", "TP / (TP + FP): share of the marked pixels that are lesion"),
    RECALL(Family.OVERLAP, "Recall ↑", "TP / (TP + FN): share of the lesion that is marked; also called sensitivity"),
    SPECIFICITY(Family.OVERLAP, "Specificity ↑", "TN / (TN + FP): high wherever the background is large"),
    ACCURACY(Family.OVERLAP, "Accuracy ↑", "(TP + TN) / all pixels: high wherever the background is large"),
    MAE(Family.MAP, "Mean absolute error ↓", "mean difference of probability and truth, before the threshold"),
    AVERAGE_HAUSDORFF_PX(
            Family.BOUNDARY,
            "Average Hausdorff (px) ↓",
            "mean of both directed average distances over whole areas; the image's diagonal where nothing is marked"),
    HAUSDORFF95_PX(
            Family.BOUNDARY,
            "Hausdorff 95 % (px) ↓",
            "95 % quantile of the distances between both outlines; undefined where nothing is marked"),
    ASSD_PX(
            Family.BOUNDARY,
            "Average surface distance (px) ↓",
            "mean distance between both outlines, symmetric; undefined where nothing is marked"),
    SURFACE_DICE_1PX(
            Family.BOUNDARY, "Surface Dice, 1 px ↑", "share of both outlines that lies within 1 px of the other one"),
    SURFACE_DICE_2PX(
            Family.BOUNDARY, "Surface Dice, 2 px ↑", "share of both outlines that lies within 2 px of the other one"),
    S_MEASURE(Family.MAP, "S-measure ↑", "structural similarity of probability map and truth (Fan 2017)"),
    WEIGHTED_F(Family.MAP, "Weighted F ↑", "F-measure weighted by place and neighbourhood (Margolin 2014)"),
    E_MEASURE_MEAN(Family.MAP, "E-measure, mean ↑", "enhanced alignment (Fan 2018), mean over all thresholds"),
    E_MEASURE_MAX(Family.MAP, "E-measure, max ↑", "enhanced alignment (Fan 2018) at the best threshold of each image"),
    MEAN_IOU_TWO_CLASS(
            Family.OTHER,
            "Mean IoU, two classes ↑",
            "mean of the IoU of lesion and of background, the “mIoU” of many tables: high because background is easy"),
    THRESHOLDED_MEAN_IOU(
            Family.OTHER,
            "Thresholded mean IoU ↑",
            "mean over t = 0.50, 0.55 … 0.95 of the IoU where it exceeds t, else 0");

    /** Stands where a number does not exist. */
    static final String UNDEFINED = "–";

    /** Metrics that stand together in a table. */
    enum Family {
        OVERLAP("Overlap"),
        BOUNDARY("Boundary, in pixels of the original image"),
        MAP("Probability map"),
        OTHER("Other definitions in use, for comparison");

        final String title;

        Family(String title) {
            this.title = title;
        }

        List<Metric> members() {
            return Arrays.stream(Metric.values()).filter(m -> m.family == this).toList();
        }
    }

    final Family family;
    final String title;
    final String meaning;

    Metric(Family family, String title, String meaning) {
        this.family = family;
        this.title = title;
        this.meaning = meaning;
    }

    /** Finds the metric with this name in JSON and CSV. */
    public static Metric of(String id) {
        return Arrays.stream(values())
                .filter(m -> m.id().equals(id))
                .findFirst()
                .orElseThrow(() -> UnknownName.of("metric", id, ids()));
    }

    /** Lists the names of all metrics in JSON and CSV. */
    public static List<String> ids() {
        return Arrays.stream(values()).map(Metric::id).toList();
    }

    /** As in JSON and CSV. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** As shown, with an arrow to the better values. */
    public String title() {
        return title;
    }

    /** In a sentence. */
    public String meaning() {
        return meaning;
    }

    public boolean higherIsBetter() {
        return title.endsWith("↑");
    }

    public boolean isDistance() {
        return id().endsWith("_px");
    }

    /** Distances with one decimal, shares with three; a dash where undefined. */
    String text(double value) {
        return text(value, isDistance() ? 1 : 3);
    }

    static String text(double value, int decimals) {
        return Double.isNaN(value) ? UNDEFINED : String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
