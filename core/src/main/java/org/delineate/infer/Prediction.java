package org.delineate.infer;

import org.delineate.image.Mask;

/**
 * What the network says of one picture, at the picture's original size.
 *
 * @param probability of the lesion, [height * width] row-major
 * @param mask probability above the threshold, post-processed
 * @param uncertainty of the mask, 0 to 1: the mean entropy, in bits, of the probabilities inside it; where nothing is
 *     marked, that of the most probable pixel
 */
public record Prediction(float[] probability, Mask mask, double uncertainty) {
    Prediction(float[] probability, Mask mask) {
        this(probability, mask, uncertainty(probability, mask));
    }

    private static double uncertainty(float[] probability, Mask mask) {
        double sum = 0;
        int marked = 0;
        float most = 0;
        for (int i = 0; i < probability.length; i++) {
            most = Math.max(most, probability[i]);
            if (mask.at(i)) {
                sum += entropy(probability[i]);
                marked++;
            }
        }
        return marked == 0 ? entropy(most) : sum / marked;
    }

    private static double entropy(double p) {
        return p <= 0 || p >= 1 ? 0 : -(p * Math.log(p) + (1 - p) * Math.log(1 - p)) / Math.log(2);
    }
}
