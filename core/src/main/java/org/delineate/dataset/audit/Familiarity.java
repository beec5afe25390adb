package org.delineate.dataset.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.delineate.image.Appearance;
import org.delineate.image.Image;

/**
 * Tells pictures that look like those a model was trained on from others, such as a chest X-ray from breast ultrasound:
 * by the Mahalanobis distance of their {@link Appearance} from that of the training pictures.
 *
 * @param pictures how many it was learnt from
 * @param mean of their appearances
 * @param whitening turns a difference from the mean into independent numbers: the rows of a lower triangle
 * @param limit distance above which a picture is unlike them
 */
public record Familiarity(int pictures, List<Float> mean, List<Float> whitening, float limit) {
    /** Fewer pictures do not say how pictures of their kind differ. */
    public static final int FEWEST = 40;

    private static final double LEAST_VARIANCE = 1e-6;
    private static final int FOLDS = 5;

    /** @throws IllegalArgumentException where numbers are missing */
    public Familiarity {
        mean = List.copyOf(mean);
        whitening = List.copyOf(whitening);
        if (mean.size() != Appearance.SIZE || whitening.size() != Appearance.SIZE * (Appearance.SIZE + 1) / 2) {
            throw new IllegalArgumentException("an appearance has " + Appearance.SIZE + " numbers, the mean "
                    + mean.size() + " and its whitening " + whitening.size());
        }
    }

    /** Learns how the pictures of these names look; empty where they are too few. */
    public static Optional<Familiarity> of(Digests digests, Collection<String> names) {
        Set<String> wanted = new HashSet<>(names);
        return of(digests.cases().stream()
                .filter(c -> wanted.contains(c.name()) && c.picture() != null)
                .map(c -> c.picture().appearance())
                .toList());
    }

    /** Learns how pictures look; the limit comes from pictures that their part of the sum left out. */
    static Optional<Familiarity> of(List<float[]> appearances) {
        if (appearances.size() < FEWEST) {
            return Optional.empty();
        }
        double[] left = new double[appearances.size()];
        for (int fold = 0; fold < FOLDS; fold++) {
            List<float[]> others = new ArrayList<>();
            for (int i = 0; i < left.length; i++) {
                if (i % FOLDS != fold) {
                    others.add(appearances.get(i));
                }
            }
            Familiarity without = fit(others, Float.MAX_VALUE);
            for (int i = fold; i < left.length; i += FOLDS) {
                left[i] = without.distance(appearances.get(i));
            }
        }
        Arrays.sort(left);
        // of some tens of pictures the 99th percentile is the strangest one: it alone does not decide
        double limit = Math.min(1.1 * quantile(left, 0.99), 1.5 * quantile(left, 0.95));
        return Optional.of(fit(appearances, (float) limit));
    }

    private static double quantile(double[] sorted, double share) {
        return sorted[(int) Math.ceil(share * (sorted.length - 1))];
    }

    private static Familiarity fit(List<float[]> of, float limit) {
        int size = Appearance.SIZE;
        double[] mean = new double[size];
        for (float[] one : of) {
            for (int i = 0; i < size; i++) {
                mean[i] += one[i] / of.size();
            }
        }
        double[][] covariance = new double[size][size];
        for (float[] one : of) {
            for (int i = 0; i < size; i++) {
                for (int j = 0; j <= i; j++) {
                    covariance[i][j] += (one[i] - mean[i]) * (one[j] - mean[j]) / (of.size() - 1);
                }
            }
        }
        double trust = (double) of.size() / (of.size() + size); // in correlations: few pictures show some by chance
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < i; j++) {
                covariance[i][j] *= trust;
            }
            covariance[i][i] += LEAST_VARIANCE;
        }
        return new Familiarity(of.size(), floats(mean), floats(inverse(factor(covariance))), limit);
    }

    /** The factor L of a covariance L L^T (Cholesky): a lower triangle. */
    private static double[][] factor(double[][] covariance) {
        int size = covariance.length;
        double[][] l = new double[size][size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = covariance[i][j];
                for (int k = 0; k < j; k++) {
                    sum -= l[i][k] * l[j][k];
                }
                l[i][j] = i == j ? Math.sqrt(sum) : sum / l[j][j];
            }
        }
        return l;
    }

    /** The inverse of a lower triangle, row by row. */
    private static double[] inverse(double[][] l) {
        int size = l.length;
        double[] rows = new double[size * (size + 1) / 2];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = i == j ? 1 : 0;
                for (int k = j; k < i; k++) {
                    sum -= l[i][k] * rows[k * (k + 1) / 2 + j];
                }
                rows[i * (i + 1) / 2 + j] = sum / l[i][i];
            }
        }
        return rows;
    }

    private static List<Float> floats(double[] values) {
        return Arrays.stream(values).mapToObj(v -> (float) v).toList();
    }

    /** How far a picture's appearance lies from the mean, in standard deviations per number: mostly about 1. */
    private double distance(float[] appearance) {
        double squares = 0;
        int at = 0;
        for (int i = 0; i < appearance.length; i++) {
            double sum = 0;
            for (int j = 0; j <= i; j++) {
                sum += whitening.get(at++) * (appearance[j] - mean.get(j));
            }
            squares += sum * sum;
        }
        return Math.sqrt(squares / appearance.length);
    }

    /** How unlike the training pictures one is, as a share of the limit: above 1 the model does not know its kind. */
    public double strangeness(Image image) {
        return distance(Appearance.of(image)) / limit;
    }
}
