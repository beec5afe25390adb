package org.delineate.metric;

import java.util.List;
import org.delineate.image.Mask;

/**
 * Compares the probabilities of many pictures' pixels with how often they are lesion, and finds the temperature that
 * brings the two together. Every picture counts the same, whatever its size.
 *
 * <p>Dividing the logits by a temperature is the calibration of Guo et al., On Calibration of Modern Neural Networks
 * (ICML 2017).
 */
public final class TemperatureScaling {
    private static final double HIGHEST_LOGIT = 15;
    private static final double STEP = 0.05;
    private static final int BINS = (int) Math.round(2 * HIGHEST_LOGIT / STEP);
    private static final int GROUPS = 15; // of the calibration error, as in the paper
    private static final double LEAST = Math.log(0.2);
    private static final double MOST = Math.log(5);

    private final double[] lesion = new double[BINS];
    private final double[] background = new double[BINS];

    private TemperatureScaling() {}

    /** Adds up pictures, given as pairs of {@link #counts}. */
    public static TemperatureScaling of(List<int[][]> pictures) {
        TemperatureScaling all = new TemperatureScaling();
        for (int[][] counts : pictures) {
            long pixels = 0;
            for (int b = 0; b < BINS; b++) {
                pixels += counts[0][b] + counts[1][b];
            }
            for (int b = 0; b < BINS; b++) {
                all.background[b] += (double) counts[0][b] / pixels / pictures.size();
                all.lesion[b] += (double) counts[1][b] / pixels / pictures.size();
            }
        }
        return all;
    }

    /** Counts the pixels of a picture by their logits: first those of the background, then those of the lesion. */
    public static int[][] counts(float[] probability, Mask truth) {
        int[][] counts = new int[2][BINS];
        for (int i = 0; i < probability.length; i++) {
            if (!truth.ignores(i)) {
                double logit = Math.log(probability[i] / (1 - (double) probability[i]));
                int bin = (int) Math.floor((logit + HIGHEST_LOGIT) / STEP);
                counts[truth.at(i) ? 1 : 0][Math.max(0, Math.min(bin, BINS - 1))]++;
            }
        }
        return counts;
    }

    /** What a temperature makes of a probability: its logit is divided by it. */
    public static double scaled(double probability, double temperature) {
        return 1 / (1 + Math.pow(probability / (1 - probability), -1 / temperature));
    }

    private static double logit(int bin) {
        return (bin + 0.5) * STEP - HIGHEST_LOGIT;
    }

    private static double sigmoid(double logit) {
        return 1 / (1 + Math.exp(-logit));
    }

    /** The mean negative log-likelihood of a pixel at a temperature. */
    public double logLoss(double temperature) {
        double loss = 0;
        for (int b = 0; b < BINS; b++) {
            double z = logit(b) / temperature;
            loss += lesion[b] * Math.log1p(Math.exp(-z)) + background[b] * Math.log1p(Math.exp(z));
        }
        return loss;
    }

    /** The expected calibration error at a temperature: mean |probability - share of lesion| of 15 equal bins. */
    public double calibrationError(double temperature) {
        double[] gap = new double[GROUPS];
        for (int b = 0; b < BINS; b++) {
            double p = sigmoid(logit(b) / temperature);
            int group = Math.min(GROUPS - 1, (int) (p * GROUPS));
            gap[group] += p * (lesion[b] + background[b]) - lesion[b];
        }
        double error = 0;
        for (double g : gap) {
            error += Math.abs(g);
        }
        return error;
    }

    /** The temperature of the least log-loss between 0.2 and 5, to three digits: golden-section search. */
    public double temperature() {
        double ratio = (Math.sqrt(5) - 1) / 2;
        double low = LEAST;
        double high = MOST;
        while (high - low > 1e-4) {
            double a = high - ratio * (high - low);
            double b = low + ratio * (high - low);
            if (logLoss(Math.exp(a)) < logLoss(Math.exp(b))) {
                high = b;
            } else {
                low = a;
            }
        }
        return Math.round(1000 * Math.exp((low + high) / 2)) / 1000.0;
    }
}
