package org.delineate.sample;

import java.util.Arrays;

/**
 * Blurs with a Gaussian, rows then columns, cut at three standard deviations; beyond the border the outermost pixel is
 * repeated.
 */
public final class GaussianBlur {
    private final int height;
    private final int width;
    private final int radius;
    private final float[] weights;

    /** Prepares the blur of planes of one size. */
    public GaussianBlur(double deviationPx, int height, int width) {
        this.height = height;
        this.width = width;
        this.radius = (int) Math.ceil(3 * deviationPx);
        this.weights = new float[2 * radius + 1];
        double sum = 0;
        for (int k = -radius; k <= radius; k++) {
            sum += StrictMath.exp(-k * k / (2 * deviationPx * deviationPx));
        }
        for (int k = -radius; k <= radius; k++) {
            weights[k + radius] = (float) (StrictMath.exp(-k * k / (2 * deviationPx * deviationPx)) / sum);
        }
    }

    /** Blurs the plane that begins at the offset, in place. */
    public void apply(float[] x, int offset) {
        float[] rows = new float[height * width];
        float[] wide = new float[width + 2 * radius];
        for (int y = 0; y < height; y++) {
            for (int j = 0; j < wide.length; j++) {
                wide[j] = x[offset + y * width + Math.max(0, Math.min(j - radius, width - 1))];
            }
            for (int k = 0; k < weights.length; k++) {
                add(weights[k], wide, k, rows, y * width);
            }
        }
        for (int y = 0; y < height; y++) {
            Arrays.fill(x, offset + y * width, offset + (y + 1) * width, 0);
            for (int k = 0; k < weights.length; k++) {
                int from = Math.max(0, Math.min(y + k - radius, height - 1));
                add(weights[k], rows, from * width, x, offset + y * width);
            }
        }
    }

    /** Returns the deviation that white noise of deviation 1 has after the blur, away from the border. */
    public double deviationOfWhiteNoise() {
        double squares = 0;
        for (float weight : weights) {
            squares += weight * weight;
        }
        return squares; // the root of its square: rows and columns
    }

    private void add(float weight, float[] from, int at, float[] to, int offset) {
        for (int j = 0; j < width; j++) {
            to[offset + j] += weight * from[at + j];
        }
    }
}
