package org.delineate.sample;

/**
 * Says where a picture lies inside the network's input, and brings the network's output back to its original size.
 *
 * @param originalHeight size of the picture
 * @param height size of the network's input
 * @param top row of the input at which the scaled picture begins
 * @param scaledHeight rows of the input that the scaled picture takes
 */
public record Geometry(
        int originalHeight,
        int originalWidth,
        int height,
        int width,
        int top,
        int left,
        int scaledHeight,
        int scaledWidth) {

    /**
     * Brings a map of the network's output back to the picture's original size: bilinear, half-pixel centres, edges
     * clamped.
     *
     * @param map [height, width]
     * @return [originalHeight, originalWidth]
     */
    public float[] invert(float[] map) {
        double stepY = (double) scaledHeight / originalHeight;
        float[] out = new float[originalHeight * originalWidth];
        float[] wide = widened(map);
        for (int y = 0; y < originalHeight; y++) {
            double p = Math.min(Math.max((y + 0.5) * stepY - 0.5, 0), scaledHeight - 1);
            int upper = (int) p * originalWidth;
            int lower = Math.min((int) p + 1, scaledHeight - 1) * originalWidth;
            between(wide, upper, lower, (float) (p - (int) p), out, y * originalWidth);
        }
        return out;
    }

    /** Brings the rows of the scaled picture to its original width [scaledHeight, originalWidth]. */
    private float[] widened(float[] map) {
        double stepX = (double) scaledWidth / originalWidth;
        int[] left0 = new int[originalWidth];
        int[] right0 = new int[originalWidth];
        float[] fractions = new float[originalWidth];
        for (int x = 0; x < originalWidth; x++) {
            double p = Math.min(Math.max((x + 0.5) * stepX - 0.5, 0), scaledWidth - 1);
            left0[x] = left + (int) p;
            right0[x] = left + Math.min((int) p + 1, scaledWidth - 1);
            fractions[x] = (float) (p - (int) p);
        }
        float[] wide = new float[scaledHeight * originalWidth];
        for (int y = 0; y < scaledHeight; y++) {
            int row = (top + y) * width;
            for (int x = 0; x < originalWidth; x++) {
                float from = map[row + left0[x]];
                wide[y * originalWidth + x] = from + fractions[x] * (map[row + right0[x]] - from);
            }
        }
        return wide;
    }

    /** A loop of its own, which the compiler turns into vector code. */
    private void between(float[] rows, int upper, int lower, float fraction, float[] out, int to) {
        for (int x = 0; x < originalWidth; x++) {
            out[to + x] = rows[upper + x] + fraction * (rows[lower + x] - rows[upper + x]);
        }
    }
}
