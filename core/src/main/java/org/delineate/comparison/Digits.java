package org.delineate.comparison;

import java.util.Locale;
import org.delineate.metric.Statistics;
import org.delineate.report.Metric;

/** Rounds numbers for all tables alike, so that one quantity has the same digits in each of them. */
final class Digits {
    /** Stands where a number does not exist. */
    static final String NONE = "–";

    private Digits() {}

    /** Rounds a score: distances have two decimals, shares four. */
    static String score(Metric metric, double value) {
        return number(value, metric.isDistance() ? 2 : 4);
    }

    static String interval(Metric metric, Statistics.Interval interval) {
        return Double.isNaN(interval.low())
                ? NONE
                : "[" + score(metric, interval.low()) + ", " + score(metric, interval.high()) + "]";
    }

    static String number(double value, int decimals) {
        if (Double.isNaN(value)) {
            return NONE;
        }
        String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
        return text.matches("-0\\.0+") ? text.substring(1) : text;
    }

    /** Rounds a p-value to four decimals, a smaller one to two digits. */
    static String p(double p) {
        return Double.isNaN(p) || p == 0 || p >= 1e-4 ? number(p, 4) : String.format(Locale.ROOT, "%.1e", p);
    }

    /** Rounds the statistic of a t-test, which is infinite where all differences are equal. */
    static String t(double t) {
        return Double.isInfinite(t) ? (t > 0 ? "∞" : "-∞") : number(t, 3);
    }

    /** Writes a sum of ranks, which may be a half. */
    static String ranks(double sum) {
        return number(sum, sum == Math.rint(sum) ? 0 : 1);
    }
}
