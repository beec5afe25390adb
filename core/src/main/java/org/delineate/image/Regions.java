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
        int h = mask.height();
        int w = mask.width();
        int[] numbers = new int[h * w];
        int[] pixels = new int[h * w];
        int[] areas = new int[16];
        int count = 0;
        for (int start = 0; start < numbers.length; start++) {
            if (numbers[start] != 0 || !mask.at(start)) {
                continue;
            }
            int size = 1;
            pixels[0] = start;
            numbers[start] = ++count;
            for (int at = 0; at < size; at++) {
                int y = pixels[at] / w;
                int x = pixels[at] % w;
                for (int ny = Math.max(0, y - 1); ny <= Math.min(h - 1, y + 1); ny++) {
                    for (int nx = Math.max(0, x - 1); nx <= Math.min(w - 1, x + 1); nx++) {
                        int n = ny * w + nx;
                        if (numbers[n] == 0 && mask.at(n)) {
                            numbers[n] = count;
                            pixels[size++] = n;
                        }
                    }
                }
            }
            areas = count > areas.length ? Arrays.copyOf(areas, 2 * areas.length) : areas;
            areas[count - 1] = size;
        }
        return new Regions(mask, numbers, Arrays.copyOf(areas, count));
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

    /** Returns the mask without the regions that are smaller. */
    public Mask atLeast(double leastPx) {
        boolean[] keep = new boolean[numbers.length];
        for (int i = 0; i < keep.length; i++) {
            keep[i] = numbers[i] > 0 && areas[numbers[i] - 1] >= leastPx;
        }
        return Mask.of(mask.height(), mask.width(), keep);
    }
}
