package org.delineate.metric;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Compares lesion probabilities with how often they come true, over the pixels of all images: of the pixels with a
 * probability near 0.7, seven in ten should be lesion.
 *
 * <p>Source: Guo et al., On Calibration of Modern Neural Networks (ICML 2017), with the probability of the lesion in
 * place of that of the likelier class.
 *
 * @param bins ten of equal width, from 0 to 1
 */
public record Reliability(List<Bin> bins) {
    private static final int COUNT = 10;

    /**
     * Holds the pixels whose probability lies in a tenth.
     *
     * @param from lower edge, of which the bin is exclusive but for 0
     * @param to upper edge
     * @param pixels how many there are
     * @param meanProbability NaN where there is none
     * @param lesionShare share of them that is lesion; NaN where there is none
     */
    public record Bin(double from, double to, long pixels, double meanProbability, double lesionShare) {}

    /** Adds up the pixels of all images. */
    public static Reliability of(Collection<ProbabilityHistogram> images) {
        int width = ProbabilityHistogram.BINS / COUNT;
        List<Bin> bins = new ArrayList<>();
        for (int b = 0; b < COUNT; b++) {
            long lesion = 0;
            long pixels = 0;
            double sum = 0;
            for (ProbabilityHistogram image : images) {
                for (int i = b * width; i < (b + 1) * width; i++) {
                    lesion += image.lesion(i);
                    pixels += image.lesion(i) + image.background(i);
                    sum += image.sum(i);
                }
            }
            bins.add(new Bin(
                    (double) b / COUNT, (double) (b + 1) / COUNT, pixels, sum / pixels, (double) lesion / pixels));
        }
        return new Reliability(bins);
    }

    public long pixels() {
        return bins.stream().mapToLong(Bin::pixels).sum();
    }

    /**
     * Returns the expected calibration error: the mean over all pixels of the distance, in their bin, between mean
     * probability and share of lesion; NaN where there is no pixel.
     */
    public double expectedError() {
        double sum = 0;
        for (Bin bin : bins) {
            sum += bin.pixels == 0 ? 0 : bin.pixels * Math.abs(bin.meanProbability - bin.lesionShare);
        }
        return sum / pixels();
    }
}
