package org.delineate.metric;

import java.io.Serializable;
import java.util.Collection;
import org.delineate.image.Mask;

/**
 * Counts the pixels of a prediction against its truth, in one image or pooled over many, and gives the ratios that
 * follow.
 *
 * <p>The ratios are plain arithmetic: one is NaN exactly where it is 0/0. The rule for images without a lesion is
 * applied by {@link ImageScores}, not here.
 */
public record Confusion(long truePositive, long falsePositive, long falseNegative, long trueNegative)
        implements Serializable {
    /** Holds no pixel: the neutral element of {@link #plus}. */
    public static final Confusion NONE = new Confusion(0, 0, 0, 0);

    public Confusion {
        if (truePositive < 0 || falsePositive < 0 || falseNegative < 0 || trueNegative < 0) {
            throw new IllegalArgumentException("pixel counts must not be negative, got TP " + truePositive + ", FP "
                    + falsePositive + ", FN " + falseNegative + ", TN " + trueNegative);
        }
    }

    /**
     * Counts the pixels of two masks, without those that the truth ignores.
     *
     * @throws IllegalArgumentException where the masks differ in size
     */
    public static Confusion of(Mask prediction, Mask truth) {
        requireSameSize(prediction, truth);
        long[] count = new long[4];
        for (int i = 0, n = truth.height() * truth.width(); i < n; i++) {
            if (!truth.ignores(i)) {
                count[(prediction.at(i) ? 0 : 2) + (prediction.at(i) == truth.at(i) ? 0 : 1)]++;
            }
        }
        return new Confusion(count[0], count[1], count[3], count[2]);
    }

    /** Adds up the counts of many images: in the pooled scores that follow, large lesions weigh more. */
    public static Confusion sum(Collection<Confusion> images) {
        return images.stream().reduce(NONE, Confusion::plus);
    }

    static void requireSameSize(Mask prediction, Mask truth) {
        if (prediction.height() != truth.height() || prediction.width() != truth.width()) {
            throw new IllegalArgumentException("prediction is " + prediction.height() + "x" + prediction.width()
                    + " and truth " + truth.height() + "x" + truth.width()
                    + "; scores are taken at the truth's size: bring the prediction back to it first");
        }
    }

    /** Adds the counts of another image. */
    public Confusion plus(Confusion other) {
        return new Confusion(
                Math.addExact(truePositive, other.truePositive),
                Math.addExact(falsePositive, other.falsePositive),
                Math.addExact(falseNegative, other.falseNegative),
                Math.addExact(trueNegative, other.trueNegative));
    }

    public long pixels() {
        return truePositive + falsePositive + falseNegative + trueNegative;
    }

    /** Returns whether the truth has a lesion pixel. */
    public boolean hasLesion() {
        return truePositive + falseNegative > 0;
    }

    /** Returns whether the prediction has a lesion pixel, in the right place or not. */
    public boolean hasPrediction() {
        return truePositive + falsePositive > 0;
    }

    /** Returns 2 TP / (2 TP + FP + FN), which is also the F1 score of the lesion's pixels. */
    public double dice() {
        return (double) (2 * truePositive) / (2 * truePositive + falsePositive + falseNegative);
    }

    /** Returns TP / (TP + FP + FN). */
    public double iou() {
        return (double) truePositive / (truePositive + falsePositive + falseNegative);
    }

    /** Returns TP / (TP + FP). */
    public double precision() {
        return (double) truePositive / (truePositive + falsePositive);
    }

    /** Returns TP / (TP + FN), the sensitivity. */
    public double recall() {
        return (double) truePositive / (truePositive + falseNegative);
    }

    /** Returns TN / (TN + FP). */
    public double specificity() {
        return (double) trueNegative / (trueNegative + falsePositive);
    }

    /** Returns (TP + TN) / all pixels. */
    public double accuracy() {
        return (double) (truePositive + trueNegative) / pixels();
    }

    /**
     * Returns the mean of the IoU of lesion and of background: the "mIoU" of many tables, far above the lesion's IoU.
     */
    public double meanIouTwoClass() {
        return (iou() + (double) trueNegative / (trueNegative + falsePositive + falseNegative)) / 2;
    }

    /**
     * Returns the mean over t = 0.50, 0.55 … 0.95 of the IoU where it exceeds t, else 0.
     *
     * <p>Source: the "mIoU" of RCA-IUnet (Punn and Agarwal, Machine Vision and Applications 2022).
     */
    public double thresholdedMeanIou() {
        double iou = iou();
        int passed = 0;
        for (int percent = 50; percent < 100; percent += 5) {
            passed += iou > percent / 100.0 ? 1 : 0;
        }
        return iou * passed / 10;
    }
}
