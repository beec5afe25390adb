package org.delineate.image;

import java.util.Arrays;
import java.util.List;

/**
 * Says how much of each pixel the outline of a mask covers: a dashed line through the centres of the lesion's outermost
 * pixels, and a halo twice as wide. Edges are smooth: a pixel is covered by as much as the edge lies beyond its centre,
 * give or take half a pixel.
 */
final class OutlineCoverage {
    private static final float DASH = 3.5f; // of the line's width
    private static final float GAP = 2.5f;

    /** Is told every pixel that the halo touches. */
    interface Pixel {
        /** Takes the index y * width + x, and the shares of the pixel that are covered. */
        void at(int index, float halo, float line);
    }

    private final Mask mask;
    private final float line;
    private final int reach;
    private int left;
    private int top;
    private int right;
    private int bottom;
    private int[] toHalo; // squared distances from the pixels of the box to the outline, in half pixels
    private int[] toLine; // those to its dashes

    private OutlineCoverage(Mask mask, float line) {
        this.mask = mask;
        this.line = line;
        reach = (int) Math.ceil(line + 0.5f);
    }

    static OutlineCoverage of(Mask mask, float line) {
        OutlineCoverage coverage = new OutlineCoverage(mask, line);
        coverage.draw(Contour.of(mask));
        return coverage;
    }

    private void draw(List<Contour> contours) {
        left = mask.width();
        top = mask.height();
        for (Contour contour : contours) {
            left = Math.min(left, Arrays.stream(contour.x()).min().getAsInt() - reach);
            right = Math.max(right, Arrays.stream(contour.x()).max().getAsInt() + reach + 1);
            top = Math.min(top, Arrays.stream(contour.y()).min().getAsInt() - reach);
            bottom = Math.max(bottom, Arrays.stream(contour.y()).max().getAsInt() + reach + 1);
        }
        left = Math.max(0, left);
        top = Math.max(0, top);
        right = Math.min(mask.width(), right);
        bottom = Math.min(mask.height(), bottom);
        int area = Math.max(0, right - left) * Math.max(0, bottom - top);
        toHalo = new int[area];
        toLine = new int[area];
        Arrays.fill(toHalo, Integer.MAX_VALUE);
        Arrays.fill(toLine, Integer.MAX_VALUE);
        contours.forEach(this::draw);
    }

    /** Stamps the pixels of an outline, and the middles between those that touch at a corner. */
    private void draw(Contour contour) {
        int[] xs = contour.x();
        int[] ys = contour.y();
        double along = 0;
        for (int i = 0; i < xs.length; i++) {
            int next = i + 1 == xs.length ? 0 : i + 1;
            boolean isDash = isDash(along);
            stamp(2 * xs[i], 2 * ys[i], isDash);
            boolean isDiagonal = xs[i] != xs[next] && ys[i] != ys[next];
            along += isDiagonal ? Math.sqrt(2) : 1;
            if (isDiagonal) {
                stamp(xs[i] + xs[next], ys[i] + ys[next], isDash && isDash(along));
            }
        }
    }

    /** Dashes have round ends, which make them longer by the line's width. */
    private boolean isDash(double along) {
        return along % ((DASH + GAP) * line) <= (DASH - 1) * line;
    }

    /** Takes a point in half pixels. */
    private void stamp(int x2, int y2, boolean isDash) {
        int fromX = Math.max(left, (x2 + 1) / 2 - reach);
        int toX = Math.min(right, x2 / 2 + reach + 1);
        int toY = Math.min(bottom, y2 / 2 + reach + 1);
        for (int y = Math.max(top, (y2 + 1) / 2 - reach); y < toY; y++) {
            int row = (y - top) * (right - left) - left;
            int down = (2 * y - y2) * (2 * y - y2);
            for (int x = fromX; x < toX; x++) {
                int distance = down + (2 * x - x2) * (2 * x - x2);
                toHalo[row + x] = Math.min(toHalo[row + x], distance);
                if (isDash) {
                    toLine[row + x] = Math.min(toLine[row + x], distance);
                }
            }
        }
    }

    /** Goes through all pixels that are covered, row by row. */
    void forEach(Pixel pixel) {
        int most = (int) Math.ceil((2 * line + 1) * (2 * line + 1)); // from here on nothing is covered
        for (int y = top, i = 0; y < bottom; y++) {
            for (int x = left; x < right; x++, i++) {
                if (toHalo[i] < most) {
                    pixel.at(y * mask.width() + x, covered(toHalo[i], line), covered(toLine[i], line / 2));
                }
            }
        }
    }

    private static float covered(int squared, float radius) {
        return (float) Math.max(0, Math.min(1, radius + 0.5 - Math.sqrt(squared) / 2));
    }
}
