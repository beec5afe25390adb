package org.delineate.metric;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.delineate.random.SplitMix64;

/**
 * Summarises the values of one score over many images; undefined ones (NaN) are left out and counted.
 *
 * <p>The order of the images does not matter. Where no value is defined, every summary is NaN.
 */
public final class Statistics {
    private static final int RESAMPLES = 10_000;

    private final double[] sorted;
    private final int undefined;
    private final List<Share> shares;

    /** Is what a group adds to the mean, so that it can be resampled as a whole. */
    private record Share(double sum, int count) {
        Share and(Share other) {
            return new Share(sum + other.sum, count + other.count);
        }
    }

    private Statistics(double[] sorted, int undefined, List<Share> shares) {
        this.sorted = sorted;
        this.undefined = undefined;
        this.shares = shares;
    }

    /**
     * Collects the values.
     *
     * @throws IllegalArgumentException where a value is infinite: no score here ever is
     */
    public static Statistics of(double... values) {
        return of(values, IntStream.range(0, values.length).boxed().toList());
    }

    /**
     * Collects the values of images that belong to groups, as those of one patient do.
     *
     * @param groups one per value; images of equal ones belong together
     * @throws IllegalArgumentException where a value is infinite, or there is not one group per value
     */
    public static Statistics of(double[] values, List<?> groups) {
        if (groups.size() != values.length) {
            throw new IllegalArgumentException(groups.size() + " groups of " + values.length + " values");
        }
        double[] defined = Arrays.stream(values).filter(v -> !Double.isNaN(v)).toArray();
        Arrays.sort(defined);
        if (defined.length > 0 && (Double.isInfinite(defined[0]) || Double.isInfinite(defined[defined.length - 1]))) {
            throw new IllegalArgumentException("an infinite value has no mean; write NaN for an undefined score");
        }
        Map<Object, Share> shares = new HashMap<>();
        IntStream.range(0, values.length)
                .filter(i -> !Double.isNaN(values[i]))
                .boxed()
                .sorted(Comparator.comparingDouble(i -> values[i])) // a sum of floats depends on its order
                .forEach(i -> shares.merge(groups.get(i), new Share(values[i], 1), Share::and));
        List<Share> sorted = shares.values().stream()
                .sorted(Comparator.comparingDouble(Share::sum).thenComparingInt(Share::count))
                .toList();
        return new Statistics(defined, values.length - defined.length, sorted);
    }

    /** Returns how many values are defined. */
    public int count() {
        return sorted.length;
    }

    /** Returns how many values are NaN. */
    public int undefined() {
        return undefined;
    }

    public double mean() {
        double sum = 0;
        for (double v : sorted) {
            sum += v;
        }
        return sum / sorted.length;
    }

    /** Returns the standard deviation with denominator count - 1; NaN for fewer than two values. */
    public double sd() {
        double mean = mean();
        double squares = 0;
        for (double v : sorted) {
            squares += (v - mean) * (v - mean);
        }
        return sorted.length < 2 ? Double.NaN : Math.sqrt(squares / (sorted.length - 1));
    }

    public double median() {
        return quantile(0.5);
    }

    /**
     * Returns a quantile, linear between ranks.
     *
     * @param share 0 = smallest value, 1 = largest
     */
    public double quantile(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("a quantile's share must lie in 0..1, got " + share);
        }
        if (sorted.length == 0) {
            return Double.NaN;
        }
        double rank = share * (sorted.length - 1);
        int below = (int) rank;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (rank - below) * (sorted[above] - sorted[below]);
    }

    /** Returns how many values are not greater than the limit. */
    public int countUpTo(double limit) {
        return (int) Arrays.stream(sorted).takeWhile(v -> v <= limit).count();
    }

    /**
     * Returns the bootstrap 95 % interval of the mean: percentiles of the means of 10,000 resamples, the same on every
     * machine.
     *
     * <p>It resamples groups, so it is too narrow where several images show one patient and no group says so. An image
     * counts as much as any other, whatever its group.
     *
     * <p>Source: Efron, Bootstrap Methods: Another Look at the Jackknife (Annals of Statistics 1979); percentile form.
     */
    public Interval mean95(long seed) {
        double[] means = new double[RESAMPLES];
        int n = shares.size();
        double[] sums = shares.stream().mapToDouble(Share::sum).toArray();
        int[] counts = shares.stream().mapToInt(Share::count).toArray();
        SplitMix64 random = SplitMix64.seeded(seed);
        for (int r = 0; r < RESAMPLES; r++) {
            double sum = 0;
            int count = 0;
            for (int i = 0; i < n; i++) {
                int drawn = (int) ((random.bits() >>> 33) * n >>> 31);
                sum += sums[drawn];
                count += counts[drawn];
            }
            means[r] = sum / count;
        }
        Statistics resampled = of(means);
        return new Interval(resampled.quantile(0.025), resampled.quantile(0.975));
    }

    /** Is an interval with both ends included; NaN where there was no value. */
    public record Interval(double low, double high) {}
}
