package org.delineate.metric;

/**
 * Computes the weighted F-measure (beta = 1) of a probability map: an error on the lesion weighs less where its
 * surroundings are right, and one beside the lesion weighs more the farther away it lies.
 *
 * <p>It is NaN where the truth has no lesion. The value depends, by up to some 1e-3, on which of several equally near
 * lesion pixels a background pixel belongs to; {@link DistanceMap} breaks the tie.
 *
 * <p>Source: Margolin, Zelnik-Manor, Tal, How to Evaluate Foreground Maps? (CVPR 2014).
 */
final class WeightedFMeasure {
    private static final double EPSILON = Math.ulp(1.0);
    private static final int RADIUS = 3;
    private static final double[] KERNEL = gaussian(5);

    private WeightedFMeasure() {}

    /**
     * Returns the measure, 0..1.
     *
     * @param toLesion distances to the truth's border, null where the truth is empty
     */
    static double of(ProbabilityMap map, DistanceMap toLesion) {
        if (map.lesionPixels() == 0) {
            return Double.NaN;
        }
        double[] smooth = smooth(spread(map, toLesion), map.height(), map.width());
        double onLesion = 0;
        double beside = 0;
        for (int i = 0; i < map.pixels(); i++) {
            double error = map.error(i);
            if (map.isLesion(i)) {
                onLesion += Math.min(error, smooth[i]);
            } else if (error > 0) {
                beside += error * (2 - Math.exp(Math.log(0.5) / 5 * toLesion.px(i)));
            }
        }
        double found = map.lesionPixels() - onLesion;
        double recall = found / map.lesionPixels();
        double precision = found / (EPSILON + found + beside);
        return 2 * recall * precision / (EPSILON + recall + precision);
    }

    /** Returns the errors, those beside the lesion replaced by the error at the nearest lesion pixel. */
    private static double[] spread(ProbabilityMap map, DistanceMap toLesion) {
        double[] error = new double[map.pixels()];
        for (int i = 0; i < error.length; i++) {
            error[i] = map.error(map.isLesion(i) ? i : toLesion.site(i));
        }
        return error;
    }

    /** Filters along rows and then along columns, with zeros beyond the image. */
    private static double[] smooth(double[] values, int height, int width) {
        double[] rows = new double[values.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double sum = 0;
                for (int k = Math.max(-RADIUS, -x); k <= Math.min(RADIUS, width - 1 - x); k++) {
                    sum += KERNEL[k + RADIUS] * values[y * width + x + k];
                }
                rows[y * width + x] = sum;
            }
        }
        double[] both = new double[values.length];
        for (int y = 0; y < height; y++) {
            for (int k = Math.max(-RADIUS, -y); k <= Math.min(RADIUS, height - 1 - y); k++) {
                for (int x = 0; x < width; x++) {
                    both[y * width + x] += KERNEL[k + RADIUS] * rows[(y + k) * width + x];
                }
            }
        }
        return both;
    }

    private static double[] gaussian(double sigma) {
        double[] kernel = new double[2 * RADIUS + 1];
        double sum = 0;
        for (int k = -RADIUS; k <= RADIUS; k++) {
            kernel[k + RADIUS] = Math.exp(-k * k / (2 * sigma * sigma));
            sum += kernel[k + RADIUS];
        }
        for (int k = 0; k < kernel.length; k++) {
            kernel[k] /= sum;
        }
        return kernel;
    }
}
