package org.delineate.denoise;

import org.delineate.image.Image;
import org.delineate.sample.GaussianBlur;

/**
 * Says how alike two pictures are.
 *
 * @param psnr peak signal-to-noise ratio in dB; infinite where they are equal
 * @param ssim structural similarity, 1 where they are equal (Wang et al., IEEE TIP 13, 600, 2004)
 */
public record Similarity(double psnr, double ssim) {
    private static final double DEVIATION = 1.5; // of the paper's window, in pixels
    private static final int BORDER = 5; // where a window would reach beyond the picture
    private static final double C1 = 0.01 * 0.01;
    private static final double C2 = 0.03 * 0.03;

    /**
     * Compares the luminance of two pictures of one size, at least 11 pixels high and wide.
     *
     * @throws IllegalArgumentException for pictures of other sizes
     */
    public static Similarity of(Image one, Image other) {
        return of(
                new Plane(one.height(), one.width(), one.luminance()),
                new Plane(other.height(), other.width(), other.luminance()));
    }

    static Similarity of(Plane one, Plane other) {
        if (one.height() != other.height() || one.width() != other.width()) {
            throw new IllegalArgumentException("a picture of " + one.height() + "x" + one.width()
                    + " cannot be compared with one of " + other.height() + "x" + other.width());
        }
        if (Math.min(one.height(), one.width()) <= 2 * BORDER) {
            throw new IllegalArgumentException(
                    "SSIM needs more than " + 2 * BORDER + " pixels each way, got " + one.height() + "x" + one.width());
        }
        double squares = 0;
        for (int i = 0; i < one.values().length; i++) {
            double difference = one.values()[i] - other.values()[i];
            squares += difference * difference;
        }
        return new Similarity(-10 * Math.log10(squares / one.values().length), ssim(one, other));
    }

    private static double ssim(Plane a, Plane b) {
        Plane meanA = blurred(a, a, false);
        Plane meanB = blurred(b, b, false);
        Plane squareA = blurred(a, a, true);
        Plane squareB = blurred(b, b, true);
        Plane product = blurred(a, b, true);
        double sum = 0;
        for (int y = BORDER; y < a.height() - BORDER; y++) {
            for (int x = BORDER; x < a.width() - BORDER; x++) {
                double ma = meanA.at(y, x);
                double mb = meanB.at(y, x);
                double variances = squareA.at(y, x) - ma * ma + squareB.at(y, x) - mb * mb;
                double covariance = product.at(y, x) - ma * mb;
                sum += (2 * ma * mb + C1) * (2 * covariance + C2) / ((ma * ma + mb * mb + C1) * (variances + C2));
            }
        }
        return sum / ((a.height() - 2 * BORDER) * (a.width() - 2.0 * BORDER));
    }

    /** The mean under the window of a, or of a times b. */
    private static Plane blurred(Plane a, Plane b, boolean product) {
        float[] values = a.values().clone();
        for (int i = 0; product && i < values.length; i++) {
            values[i] *= b.values()[i];
        }
        new GaussianBlur(DEVIATION, a.height(), a.width()).apply(values, 0);
        return new Plane(a.height(), a.width(), values);
    }
}
