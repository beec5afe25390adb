package org.delineate.image;

import java.util.Arrays;

/** Finds the 8-connected regions of a mask. */
public final class Regions {
    private final Mask mask;
    private final Runs runs;
    private final int[] numbers; // of each run
    private final int[] areas;

    private Regions(Mask mask, Runs runs, int[] numbers, int[] areas) {
        this.mask = mask;
        this.runs = runs;
        this.numbers = numbers;
        this.areas = areas;
    }

    /** Finds them in the order of their first pixels, row by row. */
    public static Regions of(Mask mask) {
        return of(mask, Runs.of(mask), 1);
    }

    /**
     * Joins runs that touch those of the row above: a forest of union and find, whose roots are the first runs of the
     * regions.
     *
     * @param corner 1 where pixels that touch at a corner belong to one region, else 0
     */
    private static Regions of(Mask mask, Runs runs, int corner) {
        int[] parent = new int[runs.count()];
        int width = runs.width();
        for (int row = 0; row < runs.rows(); row++) {
            int up = row == 0 ? 0 : runs.first(row - 1);
            for (int run = runs.first(row); run < runs.first(row + 1); run++) {
                parent[run] = run;
                while (up < runs.first(row) && runs.to(up) + width - 1 + corner < runs.from(run)) {
                    up++;
                }
                // the last that touches this run may touch the next one too
                for (int i = up; i < runs.first(row) && runs.from(i) + width < runs.to(run) + corner; i++) {
                    join(parent, run, i);
                }
            }
        }
        int[] numbers = new int[parent.length];
        int[] areas = new int[parent.length];
        int found = 0;
        for (int run = 0; run < parent.length; run++) {
            int root = root(parent, run);
            numbers[run] = root == run ? found++ : numbers[root];
            areas[numbers[run]] += runs.to(run) - runs.from(run);
        }
        return new Regions(mask, runs, numbers, Arrays.copyOf(areas, found));
    }

    private static int root(int[] parent, int run) {
        int at = run;
        while (parent[at] != at) {
            parent[at] = parent[parent[at]];
            at = parent[at];
        }
        return at;
    }

    private static void join(int[] parent, int a, int b) {
        int rootA = root(parent, a);
        int rootB = root(parent, b);
        parent[Math.max(rootA, rootB)] = Math.min(rootA, rootB);
    }

    /** Fills the holes of a mask: background that a walk from the border, to neighbours in rows and columns, misses. */
    public static Mask filled(Mask mask) {
        Runs runs = Runs.ofBackground(mask);
        Regions background = of(mask, runs, 0);
        boolean[] outside = new boolean[background.count()];
        for (int run = 0; run < runs.count(); run++) {
            outside[background.numbers[run]] |= runs.from(run) < mask.width()
                    || runs.to(run) > (mask.height() - 1) * mask.width()
                    || runs.from(run) % mask.width() == 0
                    || runs.to(run) % mask.width() == 0;
        }
        boolean[] filled = mask.toArray();
        for (int run = 0; run < runs.count(); run++) {
            if (!outside[background.numbers[run]]) {
                Arrays.fill(filled, runs.from(run), runs.to(run), true);
            }
        }
        return Mask.of(mask.height(), mask.width(), filled);
    }

    public int count() {
        return areas.length;
    }

    /** Returns the pixels of a region. */
    public int areaPx(int region) {
        return areas[region];
    }

    /** Returns the runs of the mask's pixels, each of which belongs to one region. */
    public Runs runs() {
        return runs;
    }

    /** Returns the region that a run belongs to. */
    public int ofRun(int run) {
        return numbers[run];
    }

    /** Returns the region that a pixel belongs to, -1 where it is background. */
    public int at(int index) {
        int run = mask.at(index) ? runs.at(index) : -1;
        return run < 0 ? -1 : numbers[run];
    }

    /** Returns the mask of one region alone. */
    public Mask only(int region) {
        boolean[] keep = new boolean[mask.height() * mask.width()];
        for (int run = 0; run < numbers.length; run++) {
            if (numbers[run] == region) {
                Arrays.fill(keep, runs.from(run), runs.to(run), true);
            }
        }
        return Mask.of(mask.height(), mask.width(), keep);
    }

    /** Returns the mask without the regions that are smaller. */
    public Mask atLeast(double leastPx) {
        boolean[] keep = new boolean[mask.height() * mask.width()];
        for (int run = 0; run < numbers.length; run++) {
            if (areas[numbers[run]] >= leastPx) {
                Arrays.fill(keep, runs.from(run), runs.to(run), true);
            }
        }
        return Mask.of(mask.height(), mask.width(), keep);
    }
}
