package org.delineate.image;

import java.util.Arrays;

/** Finds the 8-connected regions of a mask. */
public final class Regions {
    private final Mask mask;
    private final int[] numbers; // 0 = background, else 1 + the region
    private final int[] areas;

    private Regions(Mask mask, int[] numbers, int[] areas) {
        this.mask = mask;
        this.numbers = numbers;
        this.areas = areas;
    }

    /** Finds them in the order of their first pixels, row by row. */
    public static Regions of(Mask mask) {
        return new Runs(mask).regions();
    }

    /**
     * The lesion pixels that follow each other in a row. Runs that touch those of the row above, even at a corner, belong
     * to one region: a forest of union and find, whose roots are the first runs of the regions.
     */
    private static final class Runs {
        private final Mask mask;
        private int[] from = new int[64];
        private int[] to = new int[64]; // exclusive
        private int[] parent = new int[64];
        private int count;

        Runs(Mask mask) {
            this.mask = mask;
            int w = mask.width();
            int above = 0;
            for (int row = 0, end = w * mask.height(); row < end; row += w) {
                int first = count;
                for (int i = row; i < row + w; i++) {
                    if (mask.at(i)) {
                        int start = i;
                        while (i < row + w && mask.at(i)) {
                            i++;
                        }
                        add(start, i);
                    }
                }
                for (int run = first, up = above; run < count; run++) {
                    while (up < first && to[up] + w < from[run]) {
                        up++;
                    }
                    // the last that touches this run may touch the next one too
                    for (int touching = up; touching < first && from[touching] + w <= to[run]; touching++) {
                        join(run, touching);
                    }
                }
                above = first;
            }
        }

        private void add(int start, int end) {
            if (count == from.length) {
                from = Arrays.copyOf(from, 2 * count);
                to = Arrays.copyOf(to, 2 * count);
                parent = Arrays.copyOf(parent, 2 * count);
            }
            from[count] = start;
            to[count] = end;
            parent[count] = count++;
        }

        private int root(int run) {
            int at = run;
            while (parent[at] != at) {
                parent[at] = parent[parent[at]];
                at = parent[at];
            }
            return at;
        }

        private void join(int a, int b) {
            int rootA = root(a);
            int rootB = root(b);
            parent[Math.max(rootA, rootB)] = Math.min(rootA, rootB);
        }

        Regions regions() {
            int[] numbers = new int[mask.height() * mask.width()];
            int[] number = new int[count]; // of the region, at its root
            int[] areas = new int[count];
            int found = 0;
            for (int run = 0; run < count; run++) {
                int root = root(run);
                number[root] = root == run ? ++found : number[root];
                areas[number[root] - 1] += to[run] - from[run];
                Arrays.fill(numbers, from[run], to[run], number[root]);
            }
            return new Regions(mask, numbers, Arrays.copyOf(areas, found));
        }
    }

    public int count() {
        return areas.length;
    }

    /** Returns the pixels of a region. */
    public int areaPx(int region) {
        return areas[region];
    }

    /** Returns the region that a pixel belongs to, -1 where it is background. */
    public int at(int index) {
        return numbers[index] - 1;
    }

    /** Returns the mask of one region alone. */
    public Mask only(int region) {
        boolean[] keep = new boolean[numbers.length];
        for (int i = 0; i < keep.length; i++) {
            keep[i] = numbers[i] == region + 1;
        }
        return Mask.of(mask.height(), mask.width(), keep);
    }

    /** Returns the mask without the regions that are smaller. */
    public Mask atLeast(double leastPx) {
        boolean[] keep = new boolean[numbers.length];
        for (int i = 0; i < keep.length; i++) {
            keep[i] = numbers[i] > 0 && areas[numbers[i] - 1] >= leastPx;
        }
        return Mask.of(mask.height(), mask.width(), keep);
    }
}
