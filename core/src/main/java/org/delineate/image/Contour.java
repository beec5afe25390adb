package org.delineate.image;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Is one closed outline in a mask: lesion pixels in order, each an 8-neighbour of the one before, the last of the
 * first.
 *
 * <p>It can be drawn at once: {@code graphics.drawPolygon(contour.x(), contour.y(), contour.x().length)}. Source:
 * Suzuki and Abe, Topological structural analysis of digitized binary images by border following, CVGIP 30 (1985)
 * 32-46, algorithm 1.
 *
 * @param x columns of the pixels
 * @param y rows of the pixels
 * @param hole whether it runs round a hole inside a lesion
 */
public record Contour(int[] x, int[] y, boolean hole) {
    private static final int[] DX = {1, 1, 0, -1, -1, -1, 0, 1};
    private static final int[] DY = {0, 1, 1, 1, 0, -1, -1, -1};
    private static final int RIGHT = 0;
    private static final int LEFT = 4;

    /** Returns the outlines of every 8-connected lesion and of every hole, in the order of their uppermost rows. */
    public static List<Contour> of(Mask mask) {
        List<Contour> contours = new ArrayList<>();
        Runs runs = Runs.of(mask);
        if (runs.count() == 0) {
            return contours;
        }
        Marks marks = new Marks(runs);
        for (int run = 0; run < runs.count(); run++) {
            int first = marks.at(runs.from(run));
            int last = marks.at(runs.to(run) - 1);
            if (marks.pixels[first] == 1) {
                contours.add(marks.follow(first, LEFT));
            } else if (first == last && marks.pixels[first] >= 1) {
                contours.add(marks.follow(last, RIGHT));
            }
            if (first != last && marks.pixels[last] >= 1) {
                contours.add(marks.follow(last, RIGHT));
            }
        }
        return contours;
    }

    /**
     * Holds the box around all lesions with one pixel of background on each side: 0 for background, 1 for lesion, 2 for
     * what was followed, -2 with background to the right, so that no outline is followed twice.
     */
    private static final class Marks {
        private final int maskWidth;
        private final int left; // column and row of the mask at the box's corner
        private final int top;
        private final int width;
        private final byte[] pixels;
        private final int[] step;
        private int[] path = new int[256];
        private int length;

        Marks(Runs runs) {
            maskWidth = runs.width();
            int least = maskWidth;
            int most = 0;
            for (int run = 0; run < runs.count(); run++) {
                least = Math.min(least, runs.from(run) % maskWidth);
                most = Math.max(most, (runs.to(run) - 1) % maskWidth);
            }
            left = least - 1;
            top = runs.from(0) / maskWidth - 1;
            width = most - left + 2;
            pixels = new byte[width * (runs.from(runs.count() - 1) / maskWidth - top + 2)];
            for (int run = 0; run < runs.count(); run++) {
                int from = at(runs.from(run));
                Arrays.fill(pixels, from, from + runs.to(run) - runs.from(run), (byte) 1);
            }
            step = IntStream.range(0, 8).map(d -> DY[d] * width + DX[d]).toArray();
        }

        /** Returns the place in the box of a pixel of the mask. */
        int at(int index) {
            return (index / maskWidth - top) * width + index % maskWidth - left;
        }

        /** Follows an outline and marks its pixels. */
        Contour follow(int start, int outside) {
            length = 0;
            add(start);
            int back = next(start, outside, 1);
            if (back < 0) {
                pixels[start] = -2;
                return contour(outside);
            }
            int last = start + step[back];
            for (int at = start, from = back; ; ) {
                int to = next(at, from + 7, -1);
                boolean rightIsOpen = (from + 7 - RIGHT & 7) < (from + 7 - to & 7);
                if (rightIsOpen) {
                    pixels[at] = -2;
                } else if (pixels[at] == 1) {
                    pixels[at] = 2;
                }
                int ahead = at + step[to];
                if (ahead == start && at == last) {
                    return contour(outside);
                }
                from = to + 4 & 7;
                at = ahead;
                add(at);
            }
        }

        private void add(int at) {
            if (length == path.length) {
                path = Arrays.copyOf(path, 2 * length);
            }
            path[length++] = at;
        }

        /** Returns the first direction with a lesion pixel, clockwise (1) or counterclockwise (-1); -1 for none. */
        private int next(int at, int first, int turn) {
            for (int k = 0; k < 8; k++) {
                int d = first + turn * k & 7;
                if (pixels[at + step[d]] != 0) {
                    return d;
                }
            }
            return -1;
        }

        private Contour contour(int outside) {
            int[] x = new int[length];
            int[] y = new int[length];
            for (int i = 0; i < length; i++) {
                x[i] = path[i] % width + left;
                y[i] = path[i] / width + top;
            }
            return new Contour(x, y, outside == RIGHT);
        }
    }
}
