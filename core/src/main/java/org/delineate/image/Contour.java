package org.delineate.image;

import java.util.ArrayList;
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
        int width = mask.width() + 2;
        byte[] marks = new byte[width * (mask.height() + 2)];
        for (int y = 0, i = 0; y < mask.height(); y++) {
            for (int at = (y + 1) * width + 1, end = at + mask.width(); at < end; at++, i++) {
                marks[at] = (byte) (mask.at(i) ? 1 : 0);
            }
        }
        List<Contour> contours = new ArrayList<>();
        for (int i = 0; i < marks.length; i++) {
            if (marks[i] == 1 && marks[i - 1] == 0) {
                contours.add(follow(marks, width, i, LEFT));
            } else if (marks[i] >= 1 && marks[i + 1] == 0) {
                contours.add(follow(marks, width, i, RIGHT));
            }
        }
        return contours;
    }

    /**
     * Follows an outline and marks its pixels: 2, or -2 with background to the right, so that none is followed twice.
     */
    private static Contour follow(byte[] marks, int width, int start, int outside) {
        int[] step = IntStream.range(0, 8).map(d -> DY[d] * width + DX[d]).toArray();
        List<Integer> path = new ArrayList<>(List.of(start));
        int back = next(marks, step, start, outside, 1);
        if (back < 0) {
            marks[start] = -2;
            return contour(path, width, outside);
        }
        int last = start + step[back];
        for (int at = start, from = back; ; ) {
            int to = next(marks, step, at, from + 7, -1);
            boolean rightIsOpen = Math.floorMod(from + 7 - RIGHT, 8) < Math.floorMod(from + 7 - to, 8);
            if (rightIsOpen) {
                marks[at] = -2;
            } else if (marks[at] == 1) {
                marks[at] = 2;
            }
            int ahead = at + step[to];
            if (ahead == start && at == last) {
                return contour(path, width, outside);
            }
            from = (to + 4) % 8;
            at = ahead;
            path.add(at);
        }
    }

    /** Returns the first direction with a lesion pixel, turning clockwise (1) or counterclockwise (-1); -1 for none. */
    private static int next(byte[] marks, int[] step, int at, int first, int turn) {
        for (int k = 0; k < 8; k++) {
            int d = Math.floorMod(first + turn * k, 8);
            if (marks[at + step[d]] != 0) {
                return d;
            }
        }
        return -1;
    }

    private static Contour contour(List<Integer> path, int width, int outside) {
        int[] x = path.stream().mapToInt(i -> i % width - 1).toArray();
        int[] y = path.stream().mapToInt(i -> i / width - 1).toArray();
        return new Contour(x, y, outside == RIGHT);
    }
}
