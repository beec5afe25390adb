package org.delineate.denoise;

import java.util.Arrays;

/** Measures how much noise a plane has. */
final class NoiseDeviation {
    private static final double NORMAL_MEDIAN = 0.6745; // median of the absolute value of normal numbers

    private NoiseDeviation() {}

    /**
     * Estimates the deviation of noise, white being 1: the median of the finest diagonal Haar coefficients (Donoho and
     * Johnstone, Biometrika 81, 425, 1994). Flat squares do not count: black borders have no noise.
     */
    static double of(Plane plane) {
        float[] details = new float[plane.height() / 2 * (plane.width() / 2)];
        int count = 0;
        for (int y = 0; y + 1 < plane.height(); y += 2) {
            for (int x = 0; x + 1 < plane.width(); x += 2) {
                float a = plane.at(y, x);
                float b = plane.at(y, x + 1);
                float c = plane.at(y + 1, x);
                float d = plane.at(y + 1, x + 1);
                if (a != b || b != c || c != d) {
                    details[count++] = Math.abs(a - b - c + d) / 2;
                }
            }
        }
        if (count == 0) {
            return 0;
        }
        Arrays.sort(details, 0, count);
        return details[count / 2] / NORMAL_MEDIAN;
    }
}
