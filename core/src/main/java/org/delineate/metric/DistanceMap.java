package org.delineate.metric;

import java.util.Arrays;
import org.delineate.image.Mask;

/**
 * Gives the exact Euclidean distance of every pixel to the nearest site (lesion pixel of a mask), and which site that
 * is.
 *
 * <p>Two passes, along columns and then along rows as the lower envelope of parabolas, work in integers throughout: the
 * squared distances are exact and the time is linear in pixels. Of several sites at the same distance, the one in the
 * leftmost column is taken and in that column the upper one; only {@link WeightedFMeasure} depends on the choice.
 *
 * <p>Source: Meijster, Roerdink, Hesselink, A general algorithm for computing distance transforms in linear time
 * (2000).
 */
public final class DistanceMap {
    /** The squared diagonal of a picture must fit into an int. */
    private static final int LONGEST_SIDE_PX = 32_767;

    private final int height;
    private final int width;
    private final int[] siteOf;

    private DistanceMap(int height, int width, int[] siteOf) {
        this.height = height;
        this.width = width;
        this.siteOf = siteOf;
    }

    /**
     * Computes the distances to the lesion pixels of a mask.
     *
     * @throws IllegalArgumentException where the mask has none, or a side above 32767 pixels
     */
    public static DistanceMap to(Mask sites) {
        int height = sites.height();
        int width = sites.width();
        if (Math.max(height, width) > LONGEST_SIDE_PX) {
            throw new IllegalArgumentException("distances need sides of at most " + LONGEST_SIDE_PX + " pixels, got "
                    + height + "x" + width + "; scale the masks down");
        }
        if (sites.isEmpty()) {
            throw new IllegalArgumentException("there is no distance to an empty mask; ask isEmpty() first");
        }
        int[] siteOf = nearestRows(sites);
        Envelope envelope = new Envelope(width);
        for (int y = 0; y < height; y++) {
            envelope.replaceRowsBySites(siteOf, y);
        }
        return new DistanceMap(height, width, siteOf);
    }

    /** Returns the exact squared distance of pixel {@code index}, in pixels. */
    public int squared(int index) {
        int dy = index / width - siteOf[index] / width;
        int dx = index % width - siteOf[index] % width;
        return dy * dy + dx * dx;
    }

    /** Returns the distance of pixel {@code index}, in pixels. */
    public double px(int index) {
        return Math.sqrt(squared(index));
    }

    /** Returns the index (y * width + x) of the nearest site. */
    public int site(int index) {
        return siteOf[index];
    }

    public int pixels() {
        return height * width;
    }

    /**
     * Finds for each pixel the row of the nearest site in its own column, the upper one of two; -1 where there is none.
     */
    private static int[] nearestRows(Mask sites) {
        int width = sites.width();
        int last = sites.height() - 1;
        int[] row = new int[(last + 1) * width];
        for (int i = 0; i < row.length; i++) {
            row[i] = sites.at(i) ? i / width : i < width ? -1 : row[i - width];
        }
        int[] below = new int[width];
        Arrays.fill(below, -1);
        for (int y = last; y >= 0; y--) {
            for (int x = 0; x < width; x++) {
                int above = row[y * width + x];
                below[x] = above == y ? y : below[x];
                if (below[x] >= 0 && (above < 0 || below[x] - y < y - above)) {
                    row[y * width + x] = below[x];
                }
            }
        }
        return row;
    }

    /** Holds the columns whose parabola is the lowest somewhere in a row, from left to right, and where each starts. */
    private static final class Envelope {
        private final int[] column;
        private final int[] start;
        private final int[] rise; // squared vertical distance of each column of the row
        private final int[] siteRow;

        Envelope(int width) {
            column = new int[width];
            start = new int[width];
            rise = new int[width];
            siteRow = new int[width];
        }

        void replaceRowsBySites(int[] map, int y) {
            int width = column.length;
            int rowStart = y * width;
            System.arraycopy(map, rowStart, siteRow, 0, width);
            int top = -1;
            for (int x = 0; x < width; x++) {
                if (siteRow[x] < 0) {
                    continue;
                }
                rise[x] = (siteRow[x] - y) * (siteRow[x] - y);
                while (top >= 0 && squared(start[top], column[top]) > squared(start[top], x)) {
                    top--;
                }
                int from = top < 0 ? 0 : lastOf(column[top], x) + 1;
                if (from < width) {
                    top++;
                    column[top] = x;
                    start[top] = from;
                }
            }
            for (int x = width - 1; x >= 0; x--) {
                map[rowStart + x] = siteRow[column[top]] * width + column[top];
                if (x == start[top]) {
                    top--;
                }
            }
        }

        private int squared(int x, int column) {
            return (x - column) * (x - column) + rise[column];
        }

        /** Returns the last x at which the left column's site is not farther than the right one's. */
        private int lastOf(int left, int right) {
            int difference = right * right - left * left + rise[right] - rise[left];
            return Math.floorDiv(difference, 2 * (right - left));
        }
    }
}
