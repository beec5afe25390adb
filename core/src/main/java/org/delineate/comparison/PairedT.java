package org.delineate.comparison;

import org.apache.commons.statistics.inference.TTest;

/**
 * Student's t-test of paired differences, two-sided; NaN for fewer than two.
 *
 * <p>Differences that are all zero tell nothing: p is 1 there.
 *
 * @param t mean divided by its standard error; NaN where all differences are zero
 * @param freedom degrees of freedom
 */
public record PairedT(double t, int freedom, double p) {
    static PairedT of(double[] differences) {
        int n = differences.length;
        if (n < 2) {
            return new PairedT(Double.NaN, Math.max(0, n - 1), Double.NaN);
        }
        boolean equal = true;
        for (double d : differences) {
            equal &= d == differences[0];
        }
        if (equal) {
            return differences[0] == 0
                    ? new PairedT(Double.NaN, n - 1, 1)
                    : new PairedT(Math.copySign(Double.POSITIVE_INFINITY, differences[0]), n - 1, 0);
        }
        TTest.Result result = TTest.withDefaults().test(differences);
        return new PairedT(result.getStatistic(), n - 1, result.getPValue());
    }
}
