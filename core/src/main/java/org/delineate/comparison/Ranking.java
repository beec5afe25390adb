package org.delineate.comparison;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.apache.commons.statistics.ranking.NaturalRanking;
import org.apache.commons.statistics.ranking.TiesStrategy;

/**
 * The mean rank of each result, 1 = best on every image, with Friedman's test and Nemenyi's critical difference; both
 * are NaN for fewer than three results.
 *
 * <p>Results that tie on an image share the mean of their ranks, and the statistic is corrected for it.
 *
 * <p>Source: Demsar, Statistical Comparisons of Classifiers over Multiple Data Sets (JMLR 2006); images stand for its
 * data sets.
 *
 * @param meanRanks in the order of the results
 * @param chiSquared Friedman's statistic
 * @param p probability of such a statistic where no result is better than another
 * @param criticalDifference of mean ranks, at 5 %: results whose ranks differ by less are not told apart
 */
public record Ranking(List<Double> meanRanks, double chiSquared, double p, double criticalDifference) {
    static final double ALPHA = 0.05;
    private static final NaturalRanking RANKS = new NaturalRanking(TiesStrategy.AVERAGE);

    /** @param scores of each result on each image [results][images] */
    static Ranking of(double[][] scores, boolean higherIsBetter) {
        int k = scores.length;
        int n = scores[0].length;
        double[] sums = new double[k];
        double squares = 0;
        for (int i = 0; i < n; i++) {
            double[] image = new double[k];
            for (int r = 0; r < k; r++) {
                image[r] = higherIsBetter ? -scores[r][i] : scores[r][i];
            }
            double[] ranks = RANKS.apply(image);
            for (int r = 0; r < k; r++) {
                sums[r] += ranks[r];
                squares += ranks[r] * ranks[r];
            }
        }
        List<Double> means = new ArrayList<>();
        Arrays.stream(sums).forEach(s -> means.add(s / n));
        if (k < 3 || n == 0) {
            return new Ranking(means, Double.NaN, Double.NaN, Double.NaN);
        }
        double expected = n * (k + 1) / 2.0;
        double between =
                Arrays.stream(sums).map(s -> (s - expected) * (s - expected)).sum();
        double within = squares - expected * expected * k / n;
        double chiSquared = within == 0 ? 0 : (k - 1) * between / within; // all results tie on all images
        return new Ranking(
                means,
                chiSquared,
                ChiSquaredDistribution.of(k - 1).survivalProbability(chiSquared),
                StudentizedRange.critical(ALPHA, k) / Math.sqrt(2) * Math.sqrt(k * (k + 1) / (6.0 * n)));
    }

    /** Lists the largest sets of results, best first, whose mean ranks differ by less than the critical difference. */
    List<List<Integer>> notToldApart() {
        List<Integer> order = order();
        List<List<Integer>> sets = new ArrayList<>();
        int reached = 0;
        for (int from = 0; from < order.size(); from++) {
            int to = from;
            while (to + 1 < order.size()
                    && meanRanks.get(order.get(to + 1)) - meanRanks.get(order.get(from)) < criticalDifference) {
                to++;
            }
            if (to > from && to > reached) {
                sets.add(List.copyOf(order.subList(from, to + 1)));
                reached = to;
            }
        }
        return sets;
    }

    /** Lists the numbers of the results by their mean ranks, best first. */
    List<Integer> order() {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < meanRanks.size(); i++) {
            order.add(i);
        }
        order.sort((a, b) -> Double.compare(meanRanks.get(a), meanRanks.get(b)));
        return order;
    }
}
