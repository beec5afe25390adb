package org.delineate.metric;

import java.util.Arrays;

/**
 * Computes the enhanced-alignment measure (E-measure) of a probability map at the 256 thresholds 0, 1/255 … 1, where a
 * pixel is predicted as lesion if p ≥ threshold.
 *
 * <p>Sums are divided by pixels - 1 as in the authors' code, so a perfect map scores slightly above 1. Where the truth
 * has no lesion the measure is the share of pixels predicted as background, where it has nothing else the share
 * predicted as lesion.
 *
 * <p>The four counts of the confusion matrix suffice for a threshold, since all pixels of one kind align alike: one
 * histogram replaces 256 passes.
 *
 * <p>Source: Fan et al., Enhanced-alignment Measure for Binary Foreground Map Evaluation (IJCAI 2018), eq. 5, 6.
 */
public final class EnhancedAlignment {
    private static final int LEVELS = 256;
    private static final double EPSILON = Math.ulp(1.0);

    private final double[] curve;

    private EnhancedAlignment(double[] curve) {
        this.curve = curve;
    }

    public static EnhancedAlignment of(ProbabilityMap map) {
        long[] lesion = new long[LEVELS];
        long[] background = new long[LEVELS];
        for (int i = 0; i < map.pixels(); i++) {
            (map.isLesion(i) ? lesion : background)[level(map.at(i))]++;
        }
        double[] curve = new double[LEVELS];
        long hits = 0;
        long falseAlarms = 0;
        for (int level = LEVELS - 1; level >= 0; level--) {
            hits += lesion[level];
            falseAlarms += background[level];
            curve[level] = alignment(hits, falseAlarms, map.lesionPixels(), map.pixels());
        }
        return new EnhancedAlignment(curve);
    }

    /** Returns the measure at threshold level / 255. */
    double at(int level) {
        return curve[level];
    }

    /** Returns the mean over all thresholds. */
    public double mean() {
        double sum = 0;
        for (double e : curve) {
            sum += e;
        }
        return sum / LEVELS;
    }

    /** Returns the measure at the threshold that suits the image best. */
    public double max() {
        return Arrays.stream(curve).max().getAsDouble();
    }

    /** Returns the largest k with p ≥ k/255 in single precision, so that an 8-bit map keeps its own grey levels. */
    private static int level(float p) {
        int k = (int) (p * 255f);
        if (p < k / 255f) {
            return k - 1;
        }
        return k < 255 && p >= (k + 1) / 255f ? k + 1 : k;
    }

    private static double alignment(long hits, long falseAlarms, long lesionPixels, long pixels) {
        long marked = hits + falseAlarms;
        double sum;
        if (lesionPixels == 0) {
            sum = pixels - marked;
        } else if (lesionPixels == pixels) {
            sum = marked;
        } else {
            double p = (double) marked / pixels;
            double g = (double) lesionPixels / pixels;
            sum = hits * enhanced(1 - p, 1 - g)
                    + falseAlarms * enhanced(1 - p, -g)
                    + (lesionPixels - hits) * enhanced(-p, 1 - g)
                    + (pixels - lesionPixels - falseAlarms) * enhanced(-p, -g);
        }
        return sum / (pixels - 1 + EPSILON);
    }

    /** Returns the enhanced alignment of one pixel's prediction and truth, both less their means. */
    private static double enhanced(double prediction, double truth) {
        double aligned = 2 * prediction * truth / (prediction * prediction + truth * truth + EPSILON);
        return (aligned + 1) * (aligned + 1) / 4;
    }
}
