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
        float[] out = new float[originalHeight * originalWidth];
        double stepY = (double) scaledHeight / originalHeight;
        double stepX = (double) scaledWidth / originalWidth;
        int[] x0 = new int[originalWidth];
        int[] x1 = new int[originalWidth];
        float[] fx = new float[originalWidth];
        for (int x = 0; x < originalWidth; x++) {
            double p = Math.min(Math.max((x + 0.5) * stepX - 0.5, 0), scaledWidth - 1);
            x0[x] = left + (int) p;
            x1[x] = left + Math.min((int) p + 1, scaledWidth - 1);
            fx[x] = (float) (p - (int) p);
        }
        for (int y = 0; y < originalHeight; y++) {
            double p = Math.min(Math.max((y + 0.5) * stepY - 0.5, 0), scaledHeight - 1);
            int upper = (top + (int) p) * width;
            int lower = (top + Math.min((int) p + 1, scaledHeight - 1)) * width;
            float fy = (float) (p - (int) p);
            for (int x = 0; x < originalWidth; x++) {
                float a = map[upper + x0[x]] + fx[x] * (map[upper + x1[x]] - map[upper + x0[x]]);
                float b = map[lower + x0[x]] + fx[x] * (map[lower + x1[x]] - map[lower + x0[x]]);
                out[y * originalWidth + x] = a + fy * (b - a);
            }
        }
        return out;
    }
}
