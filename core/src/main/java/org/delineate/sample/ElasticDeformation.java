package org.delineate.sample;

import org.delineate.random.SplitMix64;

/**
 * A smooth random displacement field: random vectors on a coarse grid, joined by cubic B-splines (Rueckert et al., IEEE
 * TMI 1999).
 *
 * <p>B-spline weights are positive and sum to 1, so no pixel is displaced further than the largest vector of the grid.
 */
final class ElasticDeformation {
    private final float spacingPx;
    private final int columns;
    private final float[] gridX;
    private final float[] gridY;
    private final float[] rowX;
    private final float[] rowY;
    private final int[] first;
    private final float[] weights;

    /**
     * @param reachPx largest displacement in each direction
     * @param smoothnessPx standard deviation of the smoothing; that of a cubic B-spline is its spacing / sqrt(3)
     */
    ElasticDeformation(int height, int width, double reachPx, double smoothnessPx, SplitMix64 random) {
        this.spacingPx = (float) Math.max(1, smoothnessPx * Math.sqrt(3));
        this.columns = (int) (width / spacingPx) + 4;
        int rows = (int) (height / spacingPx) + 4;
        this.gridX = new float[rows * columns];
        this.gridY = new float[rows * columns];
        for (int i = 0; i < gridX.length; i++) {
            gridX[i] = (float) random.between(-reachPx, reachPx);
            gridY[i] = (float) random.between(-reachPx, reachPx);
        }
        this.rowX = new float[columns];
        this.rowY = new float[columns];
        this.first = new int[width];
        this.weights = new float[4 * width];
        for (int j = 0; j < width; j++) {
            first[j] = (int) (j / spacingPx);
            spline(j / spacingPx - first[j], weights, 4 * j);
        }
    }

    /** Adds the displacements of row i to the sources. */
    void displace(int i, RowResampler sources) {
        int top = (int) (i / spacingPx);
        float[] w = new float[4];
        spline(i / spacingPx - top, w, 0);
        for (int c = 0, g = top * columns; c < columns; c++, g++) {
            rowX[c] = w[0] * gridX[g]
                    + w[1] * gridX[g + columns]
                    + w[2] * gridX[g + 2 * columns]
                    + w[3] * gridX[g + 3 * columns];
            rowY[c] = w[0] * gridY[g]
                    + w[1] * gridY[g + columns]
                    + w[2] * gridY[g + 2 * columns]
                    + w[3] * gridY[g + 3 * columns];
        }
        for (int j = 0; j < first.length; j++) {
            int c = first[j];
            float a = weights[4 * j];
            float b = weights[4 * j + 1];
            float d = weights[4 * j + 2];
            float e = weights[4 * j + 3];
            sources.x[j] += a * rowX[c] + b * rowX[c + 1] + d * rowX[c + 2] + e * rowX[c + 3];
            sources.y[j] += a * rowY[c] + b * rowY[c + 1] + d * rowY[c + 2] + e * rowY[c + 3];
        }
    }

    /** Computes the four weights at t in 0..1 between the second and the third grid line. */
    private static void spline(float t, float[] weights, int at) {
        float s = 1 - t;
        weights[at] = s * s * s / 6;
        weights[at + 1] = (3 * t * t * t - 6 * t * t + 4) / 6;
        weights[at + 2] = (3 * s * s * s - 6 * s * s + 4) / 6;
        weights[at + 3] = t * t * t / 6;
    }
}
