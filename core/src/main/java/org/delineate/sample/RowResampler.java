package org.delineate.sample;

/**
 * Resamples a picture row by row: holds the source coordinates of one row and interpolates there.
 *
 * <p>Its arrays are used again for the next row.
 */
final class RowResampler {
    private final int height;
    private final int width;
    /** Source columns and rows, in pixels; 0 = centre of the first. */
    final float[] x;

    final float[] y;
    private final int[] upperLeft;

    RowResampler(int height, int width) {
        this.height = height;
        this.width = width;
        this.x = new float[width];
        this.y = new float[width];
        this.upperLeft = new int[width];
    }

    /** Sets the source of column j to (stepX * j + firstX, stepY * j + firstY). */
    void locate(double stepX, double firstX, double stepY, double firstY) {
        float sx = (float) stepX;
        float fx = (float) firstX;
        float sy = (float) stepY;
        float fy = (float) firstY;
        for (int j = 0; j < width; j++) {
            x[j] = sx * j + fx;
            y[j] = sy * j + fy;
        }
    }

    /** Reflects sources beyond the border about the outermost pixels, as often as it takes. */
    void mirror() {
        mirror(x, width - 1);
        mirror(y, height - 1);
        for (int j = 0; j < width; j++) {
            int column = Math.max(0, Math.min((int) x[j], width - 2));
            int row = Math.max(0, Math.min((int) y[j], height - 2));
            upperLeft[j] = row * width + column;
            x[j] -= column;
            y[j] -= row;
        }
    }

    /** Interpolates a plane bilinearly; after {@link #mirror}. */
    void bilinear(float[] plane, int offset, float[] out, int at) {
        int right = width > 1 ? 1 : 0;
        int below = height > 1 ? width : 0;
        for (int j = 0; j < width; j++) {
            int i = offset + upperLeft[j];
            float fx = x[j];
            float fy = y[j];
            float upper = (1 - fx) * plane[i] + fx * plane[i + right];
            float lower = (1 - fx) * plane[i + below] + fx * plane[i + below + right];
            out[at + j] = (1 - fy) * upper + fy * lower;
        }
    }

    /** Takes the nearest pixels of a mask; after {@link #mirror}. */
    void nearest(byte[] mask, byte[] out, int at) {
        for (int j = 0; j < width; j++) {
            int right = x[j] >= 0.5f ? 1 : 0;
            int below = y[j] >= 0.5f ? width : 0;
            out[at + j] = mask[upperLeft[j] + below + right];
        }
    }

    private static void mirror(float[] p, int last) {
        float period = 2 * last;
        float perPeriod = last == 0 ? 0 : 1 / period;
        for (int j = 0; j < p.length; j++) {
            float positive = Math.abs(p[j]);
            float inside = positive - period * (int) (positive * perPeriod);
            p[j] = Math.max(0, Math.min(last, Math.min(inside, period - inside)));
        }
    }
}
