package org.delineate.bench;

import java.util.Arrays;
import java.util.Collection;

/** Summarises the positive numbers of several rounds. */
public final class RoundStatistics {
    private RoundStatistics() {}

    /** Returns the median: the mean of the two in the middle where their number is even. */
    public static double median(double... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("no values: nothing was measured");
        }
        double[] sorted = Arrays.stream(values).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    static double min(double... values) {
        return Arrays.stream(values).min().orElseThrow();
    }

    static double max(double... values) {
        return Arrays.stream(values).max().orElseThrow();
    }

    /** Returns the geometric mean; NaN where there is no value. */
    static double geometricMean(Collection<Double> values) {
        return Math.exp(values.stream().mapToDouble(Math::log).average().orElse(Double.NaN));
    }
}
