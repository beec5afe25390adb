package org.delineate.metric;

import org.delineate.image.Mask;

/**
 * Measures distances between prediction and truth in pixels: between their borders, and between their whole areas.
 *
 * <p>A border pixel is a lesion pixel with one of its four neighbours outside the lesion; beyond the image is outside.
 * "Pooled" = the distances of all border pixels of both masks, each to the nearest border pixel of the other, in one
 * list. Where exactly one mask is empty a border distance does not exist: NaN, never 0.
 */
public final class SurfaceDistances {
    private final Mask prediction;
    private final Mask truth;
    private final DistanceMap toPrediction; // null where the prediction is empty
    private final DistanceMap toTruth; // null where the truth is empty
    private final int borderPixels;
    private final Statistics pooled;

    private SurfaceDistances(Mask prediction, Mask truth) {
        this.prediction = prediction;
        this.truth = truth;
        Mask predictionBorder = border(prediction);
        Mask truthBorder = border(truth);
        int predictionPixels = predictionBorder.areaPx();
        int truthPixels = truthBorder.areaPx();
        borderPixels = predictionPixels + truthPixels;
        toPrediction = predictionPixels == 0 ? null : DistanceMap.to(predictionBorder);
        toTruth = truthPixels == 0 ? null : DistanceMap.to(truthBorder);
        if (toPrediction == null || toTruth == null) {
            pooled = Statistics.of();
            return;
        }
        double[] distances = new double[borderPixels];
        int n = 0;
        for (int i = 0; i < toTruth.pixels(); i++) {
            if (predictionBorder.at(i)) {
                distances[n++] = toTruth.px(i);
            }
            if (truthBorder.at(i)) {
                distances[n++] = toPrediction.px(i);
            }
        }
        pooled = Statistics.of(distances);
    }

    /**
     * Measures the distances between two masks, of which neither has a lesion where the truth ignores pixels.
     *
     * @throws IllegalArgumentException where the masks differ in size
     */
    public static SurfaceDistances of(Mask prediction, Mask truth) {
        Confusion.requireSameSize(prediction, truth);
        return new SurfaceDistances(prediction.where(truth), truth);
    }

    /** Returns the border pixels of a mask. */
    public static Mask border(Mask mask) {
        int height = mask.height();
        int width = mask.width();
        boolean[] border = new boolean[height * width];
        for (int y = 0, i = 0; y < height; y++) {
            for (int x = 0; x < width; x++, i++) {
                boolean inside = y > 0
                        && y < height - 1
                        && x > 0
                        && x < width - 1
                        && mask.at(i - width)
                        && mask.at(i + width)
                        && mask.at(i - 1)
                        && mask.at(i + 1);
                border[i] = mask.at(i) && !inside;
            }
        }
        return Mask.of(height, width, border);
    }

    /** Returns the 95 % Hausdorff distance: that quantile of the pooled distances, linear between ranks. */
    public double hausdorff95Px() {
        return pooled.quantile(0.95);
    }

    /** Returns the average symmetric surface distance (ASSD): the mean of the pooled distances. */
    public double assdPx() {
        return pooled.mean();
    }

    /**
     * Returns the share of the border pixels of both masks within the tolerance of the other border; 0 where one is
     * empty.
     */
    public double surfaceDice(double tolerancePx) {
        return (double) pooled.countUpTo(tolerancePx) / borderPixels;
    }

    /**
     * Returns the average Hausdorff distance: the mean of the two directed average distances over all lesion pixels;
     * the diagonal where exactly one mask is empty, 0 where both are.
     *
     * <p>Source: the "AHD" of RCA-IUnet (Punn and Agarwal, Machine Vision and Applications 2022).
     */
    public double averageHausdorffPx() {
        if (toPrediction == null || toTruth == null) {
            return borderPixels == 0 ? 0 : Math.hypot(truth.height(), truth.width());
        }
        return (meanDistance(prediction, truth, toTruth) + meanDistance(truth, prediction, toPrediction)) / 2;
    }

    /** Averages over an area: outside the other one its nearest pixel lies on its border, inside the distance is 0. */
    private static double meanDistance(Mask from, Mask to, DistanceMap toBorder) {
        double sum = 0;
        int n = 0;
        for (int i = 0; i < toBorder.pixels(); i++) {
            if (from.at(i)) {
                n++;
                sum += to.at(i) ? 0 : toBorder.px(i);
            }
        }
        return sum / n;
    }

    /** Returns the distances to the truth's border; null where the truth is empty. */
    DistanceMap toTruth() {
        return toTruth;
    }
}
