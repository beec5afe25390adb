package org.delineate.image;

import java.util.Arrays;

/**
 * Says in some numbers how a picture looks as a whole: colour, brightness and where it lies, and how fine its structure
 * is. Pictures of one organ, made in one way, have similar ones, whatever they show.
 */
public final class Appearance {
    /** How many numbers. */
    public static final int SIZE = 36;

    private static final int SIDE = 128;
    private static final int BANDS = 8;
    private static final double[] QUANTILES = {0.05, 0.25, 0.5, 0.75, 0.95};
    private static final double LEAST = 1e-4; // of a mean difference: what is flat has a logarithm too

    private Appearance() {}

    /** Computes them; the size and the range of the picture's samples do not matter. */
    public static float[] of(Image image) {
        float[] red = fields(image, 0);
        float[] green = image.channels() < 3 ? red : fields(image, 1);
        float[] blue = image.channels() < 3 ? red : fields(image, 2);
        float[] grey = new float[red.length];
        double redness = 0;
        double blueness = 0;
        double colour = 0;
        for (int i = 0; i < grey.length; i++) {
            grey[i] = (red[i] + green[i] + blue[i]) / 3;
            redness += red[i] - green[i];
            blueness += blue[i] - green[i];
            colour += Math.max(red[i], Math.max(green[i], blue[i])) - Math.min(red[i], Math.min(green[i], blue[i]));
        }
        float[] values = new float[SIZE];
        int at = 0;
        values[at++] = (float) (redness / grey.length);
        values[at++] = (float) (blueness / grey.length);
        values[at++] = (float) Math.log(LEAST * 10 + colour / grey.length);
        float[] sorted = grey.clone();
        Arrays.sort(sorted);
        for (double q : QUANTILES) {
            values[at++] = sorted[(int) (q * (sorted.length - 1))];
        }
        for (int band = 0; band < BANDS; band++) {
            values[at++] = mean(grey, band * SIDE / BANDS, (band + 1) * SIDE / BANDS, 0, SIDE);
        }
        for (int band = 0; band < BANDS; band++) {
            values[at++] = mean(grey, 0, SIDE, band * SIDE / BANDS, (band + 1) * SIDE / BANDS);
        }
        values[at++] = share(sorted, 0.02f);
        values[at++] = 1 - share(sorted, 0.95f);
        double spread = Math.sqrt(LEAST + variance(grey));
        values[at++] = (float) Math.log(spread);
        float[] smaller = grey;
        for (int side = SIDE; side >= SIDE / 8; side /= 2) {
            values[at++] = (float) Math.log(LEAST + step(smaller, side, 1) / spread);
            values[at++] = (float) Math.log(LEAST + step(smaller, side, side) / spread);
            smaller = halved(smaller, side);
        }
        values[at++] = corners(grey);
        if (at != SIZE) {
            throw new AssertionError(at + " numbers of " + SIZE);
        }
        return values;
    }

    /** The means of the pixels in each of 128 x 128 fields, 0..1. */
    private static float[] fields(Image image, int channel) {
        float[] sums = new float[SIDE * SIDE];
        int[] counts = new int[SIDE * SIDE];
        float[] samples = image.plane(channel);
        int height = image.height();
        int width = image.width();
        for (int y = 0; y < Math.max(height, SIDE); y++) {
            int fromY = height >= SIDE ? y : y * height / SIDE;
            int toY = height >= SIDE ? y * SIDE / height : y;
            for (int x = 0; x < Math.max(width, SIDE); x++) {
                int fromX = width >= SIDE ? x : x * width / SIDE;
                int toX = width >= SIDE ? x * SIDE / width : x;
                sums[toY * SIDE + toX] += samples[fromY * width + fromX];
                counts[toY * SIDE + toX]++;
            }
        }
        for (int i = 0; i < sums.length; i++) {
            sums[i] /= counts[i];
        }
        return sums;
    }

    private static float mean(float[] grey, int top, int bottom, int left, int right) {
        double sum = 0;
        for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
                sum += grey[y * SIDE + x];
            }
        }
        return (float) (sum / (bottom - top) / (right - left));
    }

    /** How much darker or brighter the corners are than the rest. */
    private static float corners(float[] grey) {
        int part = SIDE / BANDS;
        int far = SIDE - part;
        float corners = mean(grey, 0, part, 0, part)
                + mean(grey, 0, part, far, SIDE)
                + mean(grey, far, SIDE, 0, part)
                + mean(grey, far, SIDE, far, SIDE);
        return corners / 4 - mean(grey, 0, SIDE, 0, SIDE);
    }

    private static float share(float[] sorted, float below) {
        int count = 0;
        while (count < sorted.length && sorted[count] < below) {
            count++;
        }
        return (float) count / sorted.length;
    }

    private static double variance(float[] grey) {
        double sum = 0;
        double squares = 0;
        for (float v : grey) {
            sum += v;
            squares += (double) v * v;
        }
        double mean = sum / grey.length;
        return Math.max(0, squares / grey.length - mean * mean);
    }

    /** The mean difference of a field from the next one: across where the step is 1, down where it is the side. */
    private static double step(float[] grey, int side, int step) {
        double sum = 0;
        int count = 0;
        for (int y = 0; y < (step == 1 ? side : side - 1); y++) {
            for (int x = 0; x < (step == 1 ? side - 1 : side); x++) {
                sum += Math.abs(grey[y * side + x + step] - grey[y * side + x]);
                count++;
            }
        }
        return sum / count;
    }

    private static float[] halved(float[] grey, int side) {
        int half = side / 2;
        float[] out = new float[half * half];
        for (int y = 0; y < half; y++) {
            for (int x = 0; x < half; x++) {
                int i = 2 * y * side + 2 * x;
                out[y * half + x] = (grey[i] + grey[i + 1] + grey[i + side] + grey[i + side + 1]) / 4;
            }
        }
        return out;
    }
}
