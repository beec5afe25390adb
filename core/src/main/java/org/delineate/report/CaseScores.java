package org.delineate.report;

import org.delineate.dataset.audit.Seen;
import org.delineate.metric.ImageScores;

/**
 * The scores of one picture of a data set.
 *
 * @param name as in {@link org.delineate.dataset.Case#name}
 * @param label class of the data set, "" where it has none
 * @param group names the patient or the duplicates that it belongs to; the picture itself where it stands alone
 * @param seen says whether the model has seen it in training
 * @param uncertainty of its mask, 0 to 1; NaN where nobody computed it
 */
public record CaseScores(String name, String label, String group, Seen seen, ImageScores scores, double uncertainty) {
    /** Scores of a mask of unknown uncertainty. */
    public CaseScores(String name, String label, String group, Seen seen, ImageScores scores) {
        this(name, label, group, seen, scores, Double.NaN);
    }

    /** No lesion in the truth: a normal picture, without Dice. */
    public boolean truthEmpty() {
        return !scores.confusion().hasLesion();
    }

    public boolean predictionEmpty() {
        return !scores.confusion().hasPrediction();
    }
}
