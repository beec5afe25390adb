package org.delineate.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * Turns the values of a tensor of one shape into those of another.
 *
 * @param how in words; "" where nothing is changed
 */
record ShapeAdapter(String how, UnaryOperator<float[]> change) {
    private static final String POSITION = "position";

    /**
     * Finds the change that a tensor needs.
     *
     * @param name of our tensor
     * @param channels of the network's input
     * @return null where the shapes do not fit
     */
    static ShapeAdapter of(String name, long[] from, long[] to, int channels) {
        if (Arrays.equals(from, to)) {
            return ofEqual(from, to);
        }
        if (from.length != to.length) {
            return null;
        }
        if (differOnlyAt(1, from, to) && from.length == 4 && to[1] == channels) {
            return ofChannels(from, to);
        }
        return name.toLowerCase(Locale.ROOT).contains(POSITION) ? ofPositions(from, to) : null;
    }

    /** Changes nothing; null where the shapes differ. */
    static ShapeAdapter ofEqual(long[] from, long[] to) {
        return Arrays.equals(from, to) ? new ShapeAdapter("", v -> v) : null;
    }

    /** Changes the input channels of the first convolution: a grey image is one with three equal channels. */
    private static ShapeAdapter ofChannels(long[] from, long[] to) {
        int area = (int) (to[2] * to[3]);
        if (from[1] == 3 && to[1] == 1) {
            return new ShapeAdapter("its 3 input channels summed to 1", v -> summed(v, area));
        }
        return from[1] == 1 && to[1] == 3
                ? new ShapeAdapter("its input channel spread over 3", v -> spread(v, area))
                : null;
    }

    private static float[] summed(float[] v, int area) {
        float[] out = new float[v.length / 3];
        for (int i = 0; i < out.length; i++) {
            int at = i / area * 3 * area + i % area;
            out[i] = v[at] + v[at + area] + v[at + 2 * area];
        }
        return out;
    }

    private static float[] spread(float[] v, int area) {
        float[] out = new float[3 * v.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = v[i / (3 * area) * area + i % area] / 3;
        }
        return out;
    }

    /**
     * Resizes tables of relative positions [(2 w - 1)^2, heads] of windows of w x w, and embeddings of a square grid
     * [1, n, width], which in files follow that of a class token.
     */
    private static ShapeAdapter ofPositions(long[] from, long[] to) {
        boolean table = from.length == 2;
        int axis = table ? 0 : 1;
        if (!differOnlyAt(axis, from, to) || !table && (from.length != 3 || from[0] != 1)) {
            return null;
        }
        int width = (int) from[axis + 1];
        int side = side(to[axis]);
        int was = side(from[axis]);
        int skipped = was < 0 && !table ? 1 : 0;
        was = skipped == 1 ? side(from[axis] - 1) : was;
        if (side < 1 || was < 1) {
            return null;
        }
        int old = was;
        String how = (skipped == 1 ? "without the class token, " : "")
                + (old == side ? "" : "resized from " + old + "x" + old + " to " + side + "x" + side);
        return new ShapeAdapter(how.replaceFirst(", $", ""), v -> {
            float[] grid = Arrays.copyOfRange(v, skipped * width, v.length);
            return old == side
                    ? grid
                    : table ? GridResize.bicubic(grid, old, width, side) : GridResize.bilinear(grid, old, width, side);
        });
    }

    /** Gives the side of a square of this many values; -1 where it is none. */
    private static int side(long count) {
        int side = (int) Math.round(Math.sqrt(count));
        return (long) side * side == count ? side : -1;
    }

    private static boolean differOnlyAt(int axis, long[] a, long[] b) {
        for (int i = 0; i < a.length; i++) {
            if (i != axis && a[i] != b[i]) {
                return false;
            }
        }
        return true;
    }
}
