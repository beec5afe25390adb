package org.delineate.image;

/** Scales one plane: bilinear with a triangle filter that widens when scaling down, half-pixel centres. */
public final class Resize {
    private Resize() {}

    /**
     * @param plane [height, width]
     * @return [toHeight, toWidth]
     */
    public static float[] bilinear(float[] plane, int height, int width, int toHeight, int toWidth) {
        return columns(rows(plane, height, width, toWidth), height, toWidth, toHeight);
    }

    private static float[] rows(float[] plane, int height, int width, int toWidth) {
        if (width == toWidth) {
            return plane;
        }
        float[] out = new float[height * toWidth];
        for (int x = 0; x < toWidth; x++) {
            int first = first(x, width, toWidth);
            float[] weights = weights(x, width, toWidth);
            for (int y = 0; y < height; y++) {
                float sum = 0;
                for (int k = 0; k < weights.length; k++) {
                    sum += weights[k] * plane[y * width + first + k];
                }
                out[y * toWidth + x] = sum;
            }
        }
        return out;
    }

    private static float[] columns(float[] plane, int height, int width, int toHeight) {
        if (height == toHeight) {
            return plane.clone();
        }
        float[] out = new float[toHeight * width];
        for (int y = 0; y < toHeight; y++) {
            int first = first(y, height, toHeight);
            float[] weights = weights(y, height, toHeight);
            for (int k = 0; k < weights.length; k++) {
                for (int x = 0; x < width; x++) {
                    out[y * width + x] += weights[k] * plane[(first + k) * width + x];
                }
            }
        }
        return out;
    }

    private static int first(int i, int from, int to) {
        double scale = (double) from / to;
        return (int) Math.max(0, (i + 0.5) * scale - Math.max(scale, 1) + 0.5);
    }

    private static float[] weights(int i, int from, int to) {
        double scale = (double) from / to;
        double reach = Math.max(scale, 1);
        double centre = (i + 0.5) * scale;
        int first = first(i, from, to);
        int end = (int) Math.min(from, centre + reach + 0.5);
        double[] raw = new double[end - first];
        double sum = 0;
        for (int k = 0; k < raw.length; k++) {
            raw[k] = Math.max(0, 1 - Math.abs(first + k + 0.5 - centre) / reach);
            sum += raw[k];
        }
        float[] weights = new float[raw.length];
        for (int k = 0; k < raw.length; k++) {
            weights[k] = (float) (raw[k] / sum);
        }
        return weights;
    }
}
