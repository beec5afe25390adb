package org.delineate.bench;

import java.util.Arrays;
import java.util.Collection;

/** Of positive numbers. */
final class RoundStatistics {
    private RoundStatistics() {}

    /** The mean of the two in the middle where their number is even. */
    static double median(double... values) {
        double[] sorted = sorted(values);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    static double least(double... values) {
        return sorted(values)[0];
    }

    static double most(double... values) {
        return sorted(values)[values.length - 1];
    }

    /** NaN of none. */
    static double geometricMean(Collection<Double> values) {
        return Math.exp(values.stream().mapToDouble(Math::log).average().orElse(Double.NaN));
    }

    private static double[] sorted(double... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("no values: nothing was measured");
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted;
    }
}
