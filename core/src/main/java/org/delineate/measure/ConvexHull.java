package org.delineate.measure;

import java.util.Arrays;
import org.delineate.image.Contour;

/**
 * Is the convex hull of a lesion's pixels, by the corners of the pixels.
 *
 * <p>Source: Andrew, Another efficient algorithm for convex hulls in two dimensions, Information Processing Letters 9
 * (1979) 216-219. The rows are sorted already, and each needs its first and last corner only.
 *
 * @param x of its corners, in order
 * @param y of its corners
 */
record ConvexHull(int[] x, int[] y) {
    private static final double EQUAL = 1 - 1e-12; // of two lengths, with rounding

    static ConvexHull of(Contour outline, Box box) {
        int[] left = new int[box.height() + 1];
        int[] right = new int[box.height() + 1];
        Arrays.fill(left, Integer.MAX_VALUE);
        Arrays.fill(right, Integer.MIN_VALUE);
        for (int i = 0; i < outline.x().length; i++) {
            int row = outline.y()[i] - box.y();
            for (int corner = row; corner <= row + 1; corner++) {
                left[corner] = Math.min(left[corner], outline.x()[i]);
                right[corner] = Math.max(right[corner], outline.x()[i] + 1);
            }
        }
        int[] x = new int[2 * left.length];
        int[] y = new int[2 * left.length];
        int size = 0;
        for (int pass = 0; pass < 2; pass++) { // down the left side, up the right one
            int start = size;
            for (int i = 0; i < left.length; i++) {
                int row = pass == 0 ? i : left.length - 1 - i;
                int column = pass == 0 ? left[row] : right[row];
                while (size >= start + 2
                        && !turnsLeft(x[size - 2], y[size - 2], x[size - 1], y[size - 1], column, box.y() + row)) {
                    size--;
                }
                x[size] = column;
                y[size++] = box.y() + row;
            }
        }
        return new ConvexHull(Arrays.copyOf(x, size), Arrays.copyOf(y, size));
    }

    /** Whether the way from a over b to c turns against the clock, as seen with y upwards down the left side. */
    private static boolean turnsLeft(long ax, long ay, long bx, long by, long cx, long cy) {
        return (bx - ax) * (cy - ay) - (by - ay) * (cx - ax) < 0;
    }

    /** The two callipers of a lesion: the longest one, and the longest one at right angles to it. */
    record Axes(Line longest, Line perpendicular, double length, double across) {}

    /**
     * Finds the callipers where a column is so wide and a row so high. Of several longest ones it is the one with the
     * longest perpendicular, so that a mirrored lesion measures the same.
     */
    Axes axes(double wide, double high) {
        double longest = 0;
        for (int i = 0; i < x.length; i++) {
            for (int j = i + 1; j < x.length; j++) {
                longest = Math.max(longest, Math.hypot((x[j] - x[i]) * wide, (y[j] - y[i]) * high));
            }
        }
        Axes best = null;
        for (int i = 0; i < x.length; i++) {
            for (int j = i + 1; j < x.length; j++) {
                double length = Math.hypot((x[j] - x[i]) * wide, (y[j] - y[i]) * high);
                if (length >= longest * EQUAL) {
                    Axes axes = axes(i, j, length, wide, high);
                    best = best == null || axes.across > best.across ? axes : best;
                }
            }
        }
        return best;
    }

    private Axes axes(int a, int b, double length, double wide, double high) {
        double ux = (x[b] - x[a]) * wide / length;
        double uy = (y[b] - y[a]) * high / length;
        double[] along = new double[x.length];
        double[] across = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            double dx = (x[i] - x[a]) * wide;
            double dy = (y[i] - y[a]) * high;
            along[i] = dx * ux + dy * uy;
            across[i] = dy * ux - dx * uy;
        }
        double[] chord = chord(along, across);
        Line perpendicular = new Line(
                x[a] + (chord[0] * ux - chord[1] * uy) / wide,
                y[a] + (chord[0] * uy + chord[1] * ux) / high,
                x[a] + (chord[0] * ux - chord[2] * uy) / wide,
                y[a] + (chord[0] * uy + chord[2] * ux) / high);
        return new Axes(new Line(x[a], y[a], x[b], y[b]), perpendicular, length, chord[2] - chord[1]);
    }

    /**
     * The longest line across the axis: where along it, from and to. The width of a convex shape is concave along the
     * axis, and straight between corners: its most is at a corner.
     */
    private static double[] chord(double[] along, double[] across) {
        double[] best = {0, 0, 0};
        for (double t : along) {
            double least = Double.POSITIVE_INFINITY;
            double most = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < along.length; i++) {
                int j = (i + 1) % along.length;
                double span = along[j] - along[i];
                double part = span == 0 ? 0 : (t - along[i]) / span;
                if (part >= 0 && part <= 1 && (span != 0 || along[i] == t)) {
                    double v = across[i] + part * (across[j] - across[i]);
                    least = Math.min(least, v);
                    most = Math.max(most, v);
                }
            }
            if (most - least > best[2] - best[1]) {
                best = new double[] {t, least, most};
            }
        }
        return best;
    }
}
