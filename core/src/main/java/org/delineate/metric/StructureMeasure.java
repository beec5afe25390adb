package org.delineate.metric;

/**
 * Computes the structure measure (S-measure, alpha = 0.5) of a probability map: the similarity of the object and that
 * of the four regions around its centre.
 *
 * <p>Where the truth has no lesion it is 1 - mean probability, where it has nothing else the mean probability.
 *
 * <p>Source: Fan et al., Structure-measure: A New Way to Evaluate Foreground Maps (ICCV 2017).
 */
public final class StructureMeasure {
    private static final double EPSILON = Math.ulp(1.0);

    private StructureMeasure() {}

    /** Returns the measure, 0..1. */
    public static double of(ProbabilityMap map) {
        if (map.lesionPixels() == 0) {
            return 1 - map.meanProbability();
        }
        if (map.lesionPixels() == map.pixels()) {
            return map.meanProbability();
        }
        return Math.max(0, 0.5 * objects(map) + 0.5 * regions(map));
    }

    private static double objects(ProbabilityMap map) {
        double share = (double) map.lesionPixels() / map.pixels();
        return share * object(map, true) + (1 - share) * object(map, false);
    }

    /** Scores the certainty 1 - |p - truth| on the lesion, or beside it: it should be high and even. */
    private static double object(ProbabilityMap map, boolean lesion) {
        int n = lesion ? map.lesionPixels() : map.pixels() - map.lesionPixels();
        double sum = 0;
        for (int i = 0; i < map.pixels(); i++) {
            sum += map.isLesion(i) == lesion ? 1 - map.error(i) : 0;
        }
        double mean = sum / n;
        double squares = 0;
        for (int i = 0; i < map.pixels(); i++) {
            double deviation = map.isLesion(i) == lesion ? 1 - map.error(i) - mean : 0;
            squares += deviation * deviation;
        }
        double deviation = n > 1 ? Math.sqrt(squares / (n - 1)) : 0;
        return 2 * mean / (mean * mean + 1 + deviation + EPSILON);
    }

    private static double regions(ProbabilityMap map) {
        long sumX = 0;
        long sumY = 0;
        for (int i = 0; i < map.pixels(); i++) {
            sumX += map.isLesion(i) ? i % map.width() : 0;
            sumY += map.isLesion(i) ? i / map.width() : 0;
        }
        int x = centre(sumX, map.lesionPixels());
        int y = centre(sumY, map.lesionPixels());
        return block(map, 0, y, 0, x)
                + block(map, 0, y, x, map.width())
                + block(map, y, map.height(), 0, x)
                + block(map, y, map.height(), x, map.width());
    }

    /** Returns the centre counted from 1 and rounded half up, as in the authors' code. */
    private static int centre(long sum, int n) {
        return (int) Math.floor((double) sum / n + 1.5);
    }

    /**
     * Returns the structural similarity of rows top..bottom-1 and columns left..right-1, times their share of the
     * image.
     */
    private static double block(ProbabilityMap map, int top, int bottom, int left, int right) {
        long n = (long) (bottom - top) * (right - left);
        if (n == 0) {
            return 0;
        }
        double p = 0;
        double g = 0;
        for (int y = top; y < bottom; y++) {
            for (int i = y * map.width() + left; i < y * map.width() + right; i++) {
                p += map.at(i);
                g += map.isLesion(i) ? 1 : 0;
            }
        }
        p /= n;
        g /= n;
        double varianceP = 0;
        double varianceG = 0;
        double covariance = 0;
        for (int y = top; y < bottom; y++) {
            for (int i = y * map.width() + left; i < y * map.width() + right; i++) {
                double dp = map.at(i) - p;
                double dg = (map.isLesion(i) ? 1 : 0) - g;
                varianceP += dp * dp;
                varianceG += dg * dg;
                covariance += dp * dg;
            }
        }
        double freedom = n - 1 + EPSILON;
        double above = 4 * p * g * covariance / freedom;
        double below = (p * p + g * g) * (varianceP + varianceG) / freedom;
        double similarity = above != 0 ? above / (below + EPSILON) : below == 0 ? 1 : 0;
        return similarity * n / map.pixels();
    }
}
