package org.delineate.comparison;

import java.util.List;
import org.delineate.metric.Statistics;

/**
 * The difference of two results on the same images: first minus second.
 *
 * @param first number of the result that the other is subtracted from, from 0
 * @param second number of the other result
 * @param mean of the differences, with its bootstrap 95 % interval, which resamples groups
 * @param effect mean divided by the standard deviation of the differences (Cohen's d_z)
 * @param t paired t-test
 * @param signedRank Wilcoxon's test
 * @param corrected the p-values of both tests after Holm's correction over all pairs of a comparison
 * @param wins images on which the first result is better, the second is, or neither
 */
public record PairedDifference(
        int first,
        int second,
        Mean mean,
        double effect,
        PairedT t,
        SignedRank signedRank,
        Corrected corrected,
        Wins wins) {
    /** Fixed, so that the same scores have the same intervals in every comparison. */
    private static final long BOOTSTRAP_SEED = 1;

    /** Is a mean with its 95 % interval. */
    public record Mean(double value, Statistics.Interval mean95) {}

    /** Is a pair of corrected p-values. */
    public record Corrected(double t, double signedRank) {}

    /** Counts images by which result is better on them. */
    public record Wins(int first, int second, int ties) {}

    /** Compares the scores of two results, without a correction of their p-values. */
    static PairedDifference of(int first, int second, double[][] scores, List<String> groups, boolean higherIsBetter) {
        double[] difference = new double[groups.size()];
        int higher = 0;
        int lower = 0;
        for (int i = 0; i < difference.length; i++) {
            difference[i] = scores[first][i] - scores[second][i];
            higher += difference[i] > 0 ? 1 : 0;
            lower += difference[i] < 0 ? 1 : 0;
        }
        Statistics statistics = Statistics.of(difference, groups);
        PairedT t = PairedT.of(difference);
        SignedRank signedRank = SignedRank.of(difference);
        return new PairedDifference(
                first,
                second,
                new Mean(statistics.mean(), statistics.mean95(BOOTSTRAP_SEED)),
                statistics.mean() / statistics.sd(),
                t,
                signedRank,
                new Corrected(t.p(), signedRank.p()),
                new Wins(
                        higherIsBetter ? higher : lower,
                        higherIsBetter ? lower : higher,
                        difference.length - higher - lower));
    }

    PairedDifference with(Corrected holm) {
        return new PairedDifference(first, second, mean, effect, t, signedRank, holm, wins);
    }
}
