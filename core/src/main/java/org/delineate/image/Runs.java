package org.delineate.image;

import java.util.Arrays;

/**
 * Lists the pixels of a mask that follow each other in a row, row by row: what is done for runs costs little where a
 * mask is mostly background.
 */
public final class Runs {
    private final int width;
    private final int[] firsts; // [rows + 1], of each row
    private int[] from = new int[64];
    private int[] to = new int[64];
    private int count;

    private Runs(Mask mask, boolean lesion) {
        width = mask.width();
        firsts = new int[mask.height() + 1];
        for (int row = 0; row < mask.height(); row++) {
            int end = (row + 1) * width;
            int start = mask.next(lesion, row * width, end);
            while (start < end) {
                int stop = mask.next(!lesion, start, end);
                add(start, stop);
                start = mask.next(lesion, stop, end);
            }
            firsts[row + 1] = count;
        }
    }

    /** Finds the runs of lesion pixels. */
    public static Runs of(Mask mask) {
        return new Runs(mask, true);
    }

    /** Finds the runs of all other pixels. */
    static Runs ofBackground(Mask mask) {
        return new Runs(mask, false);
    }

    private void add(int start, int stop) {
        if (count == from.length) {
            from = Arrays.copyOf(from, 2 * count);
            to = Arrays.copyOf(to, 2 * count);
        }
        from[count] = start;
        to[count++] = stop;
    }

    public int count() {
        return count;
    }

    int width() {
        return width;
    }

    int rows() {
        return firsts.length - 1;
    }

    /** Returns the first run that is not above a row; the number of runs where there is none. */
    int first(int row) {
        return firsts[row];
    }

    /** Returns the index y * width + x of a run's first pixel. */
    public int from(int run) {
        return from[run];
    }

    /** Returns the index after a run's last pixel. */
    public int to(int run) {
        return to[run];
    }

    /** Returns the run that a pixel belongs to, -1 where there is none. */
    int at(int index) {
        int row = index / width;
        int place = Arrays.binarySearch(from, firsts[row], firsts[row + 1], index);
        int run = place >= 0 ? place : -place - 2; // the last one that begins before
        return run >= firsts[row] && index < to[run] ? run : -1;
    }

    /**
     * Counts the pixels right below a run that belong to a run too.
     *
     * @param shift columns to the right of the pixels themselves: -1, 0 or 1
     */
    public int below(int run, int shift) {
        int row = from[run] / width + 1;
        int begin = from[run] + width + shift;
        int end = to[run] + width + shift;
        int pixels = 0;
        for (int i = row == rows() ? count : firsts[row]; i < count && i < firsts[row + 1] && from[i] < end; i++) {
            pixels += Math.max(0, Math.min(to[i], end) - Math.max(from[i], begin));
        }
        return pixels;
    }
}
