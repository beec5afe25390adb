package org.delineate.comparison;

import java.util.Arrays;
import org.apache.commons.statistics.inference.ContinuityCorrection;
import org.apache.commons.statistics.inference.PValueMethod;
import org.apache.commons.statistics.inference.WilcoxonSignedRankTest;

/**
 * Wilcoxon's signed-rank test of paired differences, two-sided.
 *
 * <p>Differences of zero are dropped, as Wilcoxon did; equal ones share the mean of their ranks. The p-value is exact
 * for at most 50 differences without ties, and else comes from the normal distribution with the variance corrected for
 * ties, without a correction for continuity.
 *
 * <p>Source: Wilcoxon, Individual Comparisons by Ranking Methods (Biometrics Bulletin 1945).
 *
 * @param statistic the smaller of the sums of positive and negative ranks
 * @param zeros differences that were dropped
 * @param exact says whether p is exact
 */
public record SignedRank(double statistic, double p, int zeros, boolean exact) {
    private static final int MOST_EXACT = 50;

    static SignedRank of(double[] differences) {
        double[] z = Arrays.stream(differences).filter(d -> d != 0).toArray();
        int zeros = differences.length - z.length;
        if (z.length == 0) {
            return new SignedRank(0, differences.length == 0 ? Double.NaN : 1, zeros, true);
        }
        boolean few = z.length <= MOST_EXACT;
        WilcoxonSignedRankTest.Result result = WilcoxonSignedRankTest.withDefaults()
                .with(few ? PValueMethod.EXACT : PValueMethod.ASYMPTOTIC)
                .with(ContinuityCorrection.DISABLED)
                .test(z);
        double all = z.length * (z.length + 1.0) / 2;
        double positive = result.getStatistic();
        return new SignedRank(
                Math.min(positive, all - positive), result.getPValue(), zeros, few && !result.hasTiedValues());
    }
}
