package org.delineate.comparison;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Corrects the p-values of several tests so that the probability of any false alarm among them keeps its level.
 *
 * <p>Source: Holm, A Simple Sequentially Rejective Multiple Test Procedure (Scandinavian Journal of Statistics 1979).
 */
final class Holm {
    private Holm() {}

    /** Returns the corrected p-values in the same order; those that are NaN are no tests and stay NaN. */
    static double[] correct(double... p) {
        int[] ascending = IntStream.range(0, p.length)
                .filter(i -> !Double.isNaN(p[i]))
                .boxed()
                .sorted(Comparator.comparingDouble(i -> p[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] corrected = p.clone();
        double before = 0;
        for (int rank = 0; rank < ascending.length; rank++) {
            before = Math.max(before, Math.min(1, (ascending.length - rank) * p[ascending[rank]]));
            corrected[ascending[rank]] = before;
        }
        return corrected;
    }
}
