package org.delineate.metric;

import org.delineate.image.Mask;

/** Holds the lesion probabilities of one image beside its truth: scores without a threshold are computed from both. */
public final class ProbabilityMap {
    private final float[] probability;
    private final Mask truth;
    private final int lesionPixels;

    private ProbabilityMap(float[] probability, Mask truth) {
        this.probability = probability;
        this.truth = truth;
        this.lesionPixels = truth.areaPx();
    }

    /**
     * Checks the probabilities and puts them beside the truth. Where it ignores pixels, they count as 0.
     *
     * @param probability 0..1, row-major, at the truth's size; copied only where the truth ignores pixels
     * @throws IllegalArgumentException where the length differs or a value lies outside 0..1
     */
    public static ProbabilityMap of(float[] probability, Mask truth) {
        if (probability.length != truth.height() * truth.width()) {
            throw new IllegalArgumentException(probability.length + " probabilities for a truth of " + truth.height()
                    + "x" + truth.width() + "; bring them back to the original size first");
        }
        for (int i = 0; i < probability.length; i++) {
            if (!(probability[i] >= 0 && probability[i] <= 1)) {
                throw new IllegalArgumentException("a probability must lie in 0..1, got " + probability[i] + " at row "
                        + i / truth.width() + ", column " + i % truth.width()
                        + "; apply the sigmoid to logits first");
            }
        }
        return new ProbabilityMap(truth.ignoredPx() == 0 ? probability : counted(probability, truth), truth);
    }

    private static float[] counted(float[] probability, Mask truth) {
        float[] counted = probability.clone();
        for (int i = 0; i < counted.length; i++) {
            counted[i] = truth.ignores(i) ? 0 : counted[i];
        }
        return counted;
    }

    /** Returns the mean of |probability - truth| over all pixels that count. */
    public double meanAbsoluteError() {
        double sum = 0;
        for (int i = 0; i < probability.length; i++) {
            sum += error(i);
        }
        return sum / (probability.length - truth.ignoredPx());
    }

    float at(int index) {
        return probability[index];
    }

    boolean isLesion(int index) {
        return truth.at(index);
    }

    /** Returns |probability - truth| of one pixel. */
    double error(int index) {
        return truth.at(index) ? 1.0 - probability[index] : probability[index];
    }

    int height() {
        return truth.height();
    }

    int width() {
        return truth.width();
    }

    int pixels() {
        return probability.length;
    }

    int lesionPixels() {
        return lesionPixels;
    }

    double meanProbability() {
        double sum = 0;
        for (float p : probability) {
            sum += p;
        }
        return sum / probability.length;
    }
}
