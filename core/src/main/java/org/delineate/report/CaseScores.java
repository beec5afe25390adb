package org.delineate.report;

import java.io.Serializable;
import java.util.Comparator;
import org.delineate.dataset.audit.Seen;
import org.delineate.metric.ImageScores;
import org.delineate.metric.ProbabilityHistogram;

/**
 * The scores of one picture of a data set.
 *
 * @param name as in {@link org.delineate.dataset.Case#name}
 * @param label class of the data set, "" where it has none
 * @param group names the patient or the duplicates that it belongs to; the picture itself where it stands alone
 * @param seen says whether the model has seen it in training
 * @param histogram its pixels by their probability; null where it was read from a file, which has none
 * @param uncertainty of its mask, 0 to 1; NaN where nobody computed it
 */
public record CaseScores(
        String name,
        String label,
        String group,
        Seen seen,
        ImageScores scores,
        ProbabilityHistogram histogram,
        double uncertainty)
        implements Serializable {
    /** The lowest Dice first, cases without Dice last, equal ones by name. */
    static final Comparator<CaseScores> LOWEST_FIRST =
            Comparator.comparingDouble(CaseScores::dice).thenComparing(CaseScores::name);

    /** Below this Dice a lesion counts as missed: what was marked hardly touches it. */
    public static final double MISS = 0.1;

    /** Scores of a mask of unknown uncertainty. */
    public CaseScores(
            String name, String label, String group, Seen seen, ImageScores scores, ProbabilityHistogram histogram) {
        this(name, label, group, seen, scores, histogram, Double.NaN);
    }

    /** No lesion in the truth: a normal picture, without Dice. */
    public boolean truthEmpty() {
        return !scores.confusion().hasLesion();
    }

    public boolean predictionEmpty() {
        return !scores.confusion().hasPrediction();
    }

    /** NaN where there is no lesion in the truth. */
    double dice() {
        return scores.overlap().dice();
    }

    /** Was something else marked than the lesion, or nothing? */
    public boolean isMiss() {
        return dice() < MISS;
    }

    /** Share of the picture's pixels that are lesion, 0..1. */
    double lesionShare() {
        return (double) (scores.confusion().truePositive() + scores.confusion().falseNegative())
                / scores.confusion().pixels();
    }
}
