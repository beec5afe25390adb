package org.delineate.sample;

import org.delineate.random.SplitMix64;

/**
 * Two crosses, as doctors measure with, and mostly a dotted line between them. Archives hold many pictures with such
 * marks at the lesion's ends, where a network learns to read them; marks in any place teach it to look at the tissue.
 *
 * @param x columns of the crosses
 * @param y rows of the crosses
 * @param arm length of a cross's arm in pixels
 * @param dots distance of the dots in pixels, 0 = no line
 * @param value brightness, 0..1
 */
record CalliperMarks(int[] x, int[] y, int arm, int dots, float value) {
    static CalliperMarks draw(SplitMix64 random, int height, int width) {
        int[] x = {random.below(width), random.below(width)};
        int[] y = {random.below(height), random.below(height)};
        int arm = Math.max(1, (int) (random.between(0.01, 0.025) * Math.min(height, width)));
        int dots = random.happens(0.6) ? 3 + random.below(4) : 0;
        return new CalliperMarks(x, y, arm, dots, (float) random.between(0.7, 1));
    }

    /** Draws on the first planes of a picture [at least planes, height, width]. */
    void burnInto(float[] picture, int planes, int height, int width) {
        for (int end = 0; end < 2; end++) {
            for (int d = -arm; d <= arm; d++) {
                dot(picture, planes, height, width, y[end], x[end] + d);
                dot(picture, planes, height, width, y[end] + d, x[end]);
            }
        }
        double length = Math.hypot(x[1] - x[0], y[1] - y[0]);
        for (int at = dots; dots > 0 && at < length; at += dots) {
            int row = (int) Math.round(y[0] + (y[1] - y[0]) * at / length);
            int column = (int) Math.round(x[0] + (x[1] - x[0]) * at / length);
            dot(picture, planes, height, width, row, column);
        }
    }

    private void dot(float[] picture, int planes, int height, int width, int row, int column) {
        if (row >= 0 && row < height && column >= 0 && column < width) {
            for (int plane = 0; plane < planes; plane++) {
                picture[(plane * height + row) * width + column] = value;
            }
        }
    }
}
