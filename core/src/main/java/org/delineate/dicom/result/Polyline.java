package org.delineate.dicom.result;

import java.util.Arrays;
import org.delineate.image.Contour;

/**
 * Is a line through points of a picture, in spatial coordinates of DICOM: 0, 0 is the upper left corner of the first
 * pixel, 0.5, 0.5 its centre (PS3.3, C.18.6.1). The last point of a closed line is its first.
 *
 * @param x columns
 * @param y rows
 */
public record Polyline(double[] x, double[] y) {
    /** A value of VR FL holds as many, two numbers of four bytes each. */
    private static final int MOST_POINTS = 0xfffe / 8;

    /** @throws IllegalArgumentException where there are fewer than two points, too many, or one is no place */
    public Polyline {
        if (x.length != y.length || x.length < 2 || x.length > MOST_POINTS) {
            throw new IllegalArgumentException(
                    "a line has 2 to " + MOST_POINTS + " points, got " + x.length + " columns, " + y.length + " rows");
        }
        x = x.clone();
        y = y.clone();
        for (double place : concat(x, y)) {
            if (!(place >= 0 && place <= Integer.MAX_VALUE)) {
                throw new IllegalArgumentException("a point of a line lies at " + place + ", outside the picture");
            }
        }
    }

    /** Draws the calliper between two points. */
    public static Polyline between(double x1, double y1, double x2, double y2) {
        return new Polyline(new double[] {x1, x2}, new double[] {y1, y2});
    }

    /**
     * Closes an outline through the centres of a region's outermost pixels, points within straight runs left out; round
     * a region without width or height, through its pixels' corners.
     */
    public static Polyline around(Contour contour) {
        int[] cx = contour.x();
        int[] cy = contour.y();
        int left = Arrays.stream(cx).min().orElseThrow();
        int right = Arrays.stream(cx).max().orElseThrow() + 1;
        int top = Arrays.stream(cy).min().orElseThrow();
        int bottom = Arrays.stream(cy).max().orElseThrow() + 1;
        if (right - left == 1 || bottom - top == 1) {
            return new Polyline(
                    new double[] {left, right, right, left, left}, new double[] {top, top, bottom, bottom, top});
        }
        int n = cx.length;
        double[] x = new double[n + 1];
        double[] y = new double[n + 1];
        int count = 0;
        for (int i = 0; i < n; i++) {
            int before = (i + n - 1) % n;
            int after = (i + 1) % n;
            boolean straight = cx[i] - cx[before] == cx[after] - cx[i] && cy[i] - cy[before] == cy[after] - cy[i];
            if (!straight) {
                x[count] = cx[i] + 0.5;
                y[count++] = cy[i] + 0.5;
            }
        }
        x[count] = x[0];
        y[count++] = y[0];
        return new Polyline(Arrays.copyOf(x, count), Arrays.copyOf(y, count));
    }

    boolean isClosed() {
        return x[0] == x[x.length - 1] && y[0] == y[y.length - 1];
    }

    /** Returns whether all points lie on a picture of this size, its edges included. */
    boolean fits(int rows, int columns) {
        return Arrays.stream(x).max().orElseThrow() <= columns
                && Arrays.stream(y).max().orElseThrow() <= rows;
    }

    /** Returns column and row of one point after the other, as (0070,0022) has them. */
    double[] graphicData() {
        double[] data = new double[2 * x.length];
        for (int i = 0; i < x.length; i++) {
            data[2 * i] = x[i];
            data[2 * i + 1] = y[i];
        }
        return data;
    }

    private static double[] concat(double[] x, double[] y) {
        double[] both = Arrays.copyOf(x, x.length + y.length);
        System.arraycopy(y, 0, both, x.length, y.length);
        return both;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Polyline o && Arrays.equals(o.x, x) && Arrays.equals(o.y, y);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(x) + Arrays.hashCode(y);
    }
}
