package org.delineate.comparison;

import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * The range of independent standard normal values: that of Tukey's and Nemenyi's tests for infinitely many degrees of
 * freedom.
 *
 * <p>It is computed here because the statistics library lacks it.
 */
final class StudentizedRange {
    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);
    private static final double REACH = 9;
    private static final int STEPS = 2_000;
    private static final int HALVINGS = 60;

    private StudentizedRange() {}

    /** Returns the probability that the range of so many values is at most q. */
    static double probability(double q, int values) {
        if (q <= 0) {
            return 0;
        }
        double step = 2 * REACH / STEPS; // Simpson's rule over the smallest value z
        double sum = 0;
        for (int i = 0; i <= STEPS; i++) {
            double z = -REACH + i * step;
            double weight = i == 0 || i == STEPS ? 1 : i % 2 == 1 ? 4 : 2;
            sum += weight * NORMAL.density(z) * Math.pow(NORMAL.probability(z, z + q), values - 1);
        }
        return Math.min(1, values * sum * step / 3);
    }

    /** Returns the range that is exceeded with the probability alpha. */
    static double critical(double alpha, int values) {
        double low = 0;
        double high = 100;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (probability(middle, values) < 1 - alpha) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }
}
