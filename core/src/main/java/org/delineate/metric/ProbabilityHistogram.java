package org.delineate.metric;

import java.io.Serializable;
import org.delineate.image.Mask;

/**
 * Counts the pixels of one image by their lesion probability, in hundredths: what any threshold would mark, and how far
 * the probabilities themselves can be trusted ({@link Reliability}). Pixels that the truth ignores do not count.
 */
public final class ProbabilityHistogram implements Serializable {
    /** A bin holds what is greater than its lower edge and not greater than its upper one; the first also holds 0. */
    static final int BINS = 100;

    private static final float[] LOWER_EDGES = new float[BINS];

    static {
        for (int i = 0; i < BINS; i++) {
            LOWER_EDGES[i] = (float) ((double) i / BINS);
        }
    }

    private final int[] lesion = new int[BINS];
    private final int[] background = new int[BINS];
    private final double[] sums = new double[BINS];

    private ProbabilityHistogram() {}

    /**
     * Counts the pixels of an image.
     *
     * @param probability 0..1, row-major, at the truth's size
     */
    public static ProbabilityHistogram of(float[] probability, Mask truth) {
        ProbabilityHistogram counts = new ProbabilityHistogram();
        for (int i = 0; i < probability.length; i++) {
            if (!truth.ignores(i)) {
                int bin = bin(probability[i]);
                (truth.at(i) ? counts.lesion : counts.background)[bin]++;
                counts.sums[bin] += probability[i];
            }
        }
        return counts;
    }

    private static int bin(float probability) {
        int bin = Math.min((int) (probability * BINS), BINS - 1);
        if (bin > 0 && !(probability > LOWER_EDGES[bin])) {
            return bin - 1;
        }
        return bin < BINS - 1 && probability > LOWER_EDGES[bin + 1] ? bin + 1 : bin;
    }

    /**
     * Returns the Dice of the mask of all pixels above a threshold, as {@link Mask#above} draws it.
     *
     * @param percent the threshold in hundredths, 1..99
     * @return NaN where the truth has no lesion
     */
    public double dice(int percent) {
        if (percent < 1 || percent >= BINS) {
            throw new IllegalArgumentException("a threshold in hundredths is 1..99, got " + percent);
        }
        long truePositive = 0;
        long falsePositive = 0;
        long truth = 0;
        for (int i = 0; i < BINS; i++) {
            truth += lesion[i];
            truePositive += i >= percent ? lesion[i] : 0;
            falsePositive += i >= percent ? background[i] : 0;
        }
        return truth == 0 ? Double.NaN : 2.0 * truePositive / (truth + truePositive + falsePositive);
    }

    int lesion(int bin) {
        return lesion[bin];
    }

    int background(int bin) {
        return background[bin];
    }

    /** Adds up the probabilities of the pixels of a bin. */
    double sum(int bin) {
        return sums[bin];
    }
}
