package org.delineate.image;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Measures one lesion of a mask: an 8-connected region, its holes left out. Lengths are in pixels of the picture and
 * count whole pixels, so that a single one is 1 long and 1 wide.
 *
 * @param areaPx number of its pixels
 * @param box the smallest upright rectangle around it
 * @param centreX mean of its pixels' columns
 * @param centreY mean of its pixels' rows
 * @param longestPx its longest diameter
 * @param acrossPx its extent at right angles to the longest diameter
 * @param outline its outer contour
 */
public record Lesion(
        int areaPx, Box box, double centreX, double centreY, double longestPx, double acrossPx, Contour outline) {

    /** An upright rectangle of pixels; x and y are those of its upper left pixel. */
    public record Box(int x, int y, int width, int height) {}

    /** Adds up the pixels of one region. */
    private static final class Extent {
        private int left = Integer.MAX_VALUE;
        private int top = Integer.MAX_VALUE;
        private int right;
        private int bottom;
        private double sumX;
        private double sumY;

        void add(int x, int y) {
            left = Math.min(left, x);
            right = Math.max(right, x);
            top = Math.min(top, y);
            bottom = Math.max(bottom, y);
            sumX += x;
            sumY += y;
        }

        Lesion lesion(int area, Contour outline) {
            double[] lengths = lengths(hull(outline));
            Box box = new Box(left, top, right - left + 1, bottom - top + 1);
            return new Lesion(area, box, sumX / area, sumY / area, lengths[0], lengths[1], outline);
        }
    }

    /** Measures every lesion of a mask, the largest first. */
    public static List<Lesion> of(Mask mask) {
        int w = mask.width();
        Regions regions = Regions.of(mask);
        Extent[] extents = new Extent[regions.count()];
        Arrays.setAll(extents, i -> new Extent());
        for (int i = 0; i < mask.height() * w; i++) {
            if (mask.at(i)) {
                extents[regions.at(i)].add(i % w, i / w);
            }
        }
        List<Lesion> lesions = new ArrayList<>();
        for (Contour contour : Contour.of(mask)) {
            if (!contour.hole()) {
                int region = regions.at(contour.y()[0] * w + contour.x()[0]);
                lesions.add(extents[region].lesion(regions.areaPx(region), contour));
            }
        }
        lesions.sort(Comparator.comparingInt(Lesion::areaPx).reversed());
        return lesions;
    }

    /** The longest distance of two points, and the extent of all at right angles to it. */
    private static double[] lengths(List<int[]> points) {
        int[] a = points.get(0);
        int[] b = a;
        long longest = 0;
        for (int[] p : points) {
            for (int[] q : points) {
                long dx = q[0] - p[0];
                long dy = q[1] - p[1];
                if (dx * dx + dy * dy > longest) {
                    longest = dx * dx + dy * dy;
                    a = p;
                    b = q;
                }
            }
        }
        double length = Math.sqrt(longest);
        double least = 0;
        double most = 0;
        for (int[] p : points) {
            long cross = (long) (b[0] - a[0]) * (p[1] - a[1]) - (long) (b[1] - a[1]) * (p[0] - a[0]);
            least = Math.min(least, cross / length);
            most = Math.max(most, cross / length);
        }
        return new double[] {length, most - least};
    }

    /**
     * The corners of the convex hull of the outline's pixels, each a square of side 1.
     *
     * <p>Source: Andrew, Another efficient algorithm for convex hulls in two dimensions, Information Processing Letters 9
     * (1979) 216-219.
     */
    private static List<int[]> hull(Contour outline) {
        List<int[]> corners = new ArrayList<>();
        for (int i = 0; i < outline.x().length; i++) {
            int x = outline.x()[i];
            int y = outline.y()[i];
            corners.addAll(
                    List.of(new int[] {x, y}, new int[] {x + 1, y}, new int[] {x, y + 1}, new int[] {x + 1, y + 1}));
        }
        corners.sort(Comparator.<int[]>comparingInt(p -> p[0]).thenComparingInt(p -> p[1]));
        List<int[]> hull = new ArrayList<>();
        for (int pass = 0; pass < 2; pass++) {
            int start = hull.size();
            for (int i = 0; i < corners.size(); i++) {
                int[] p = corners.get(pass == 0 ? i : corners.size() - 1 - i);
                while (hull.size() >= start + 2
                        && !turnsLeft(hull.get(hull.size() - 2), hull.get(hull.size() - 1), p)) {
                    hull.remove(hull.size() - 1);
                }
                hull.add(p);
            }
            hull.remove(hull.size() - 1);
        }
        return hull;
    }

    private static boolean turnsLeft(int[] a, int[] b, int[] c) {
        return (long) (b[0] - a[0]) * (c[1] - a[1]) - (long) (b[1] - a[1]) * (c[0] - a[0]) > 0;
    }
}
