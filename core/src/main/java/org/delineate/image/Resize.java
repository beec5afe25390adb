package org.delineate.image;

/** Resizes planes (row-major [height, width]) with half-pixel centres: the corners of both sizes coincide. */
public final class Resize {
    private Resize() {}

    /**
     * Resizes bilinearly. When shrinking, the triangle is as wide as two target pixels, so that every source pixel
     * counts and nothing aliases (the antialiased "bilinear" of the Python imaging library and of PyTorch's
     * interpolate(antialias=True)).
     *
     * @return [toH, toW]; every value lies between the least and the greatest of the plane, up to rounding
     */
    public static float[] bilinear(float[] plane, int h, int w, int toH, int toW) {
        check(plane.length, h, w, toH, toW);
        if (h == toH && w == toW) {
            return plane.clone();
        }
        return across(down(plane, w, TriangleFilter.of(h, toH)), w, toH, TriangleFilter.of(w, toW));
    }

    /** Filters along the columns first: whole rows are added, which the compiler turns into vector code. */
    private static float[] down(float[] plane, int w, TriangleFilter filter) {
        float[] out = new float[filter.count() * w];
        for (int y = 0; y < filter.count(); y++) {
            for (int k = 0; k < filter.width(); k++) {
                float weight = filter.weight(y, k);
                if (weight != 0) {
                    add(plane, filter.first(y) + k, weight, out, y, w);
                }
            }
        }
        return out;
    }

    private static void add(float[] plane, int fromRow, float weight, float[] out, int toRow, int w) {
        int from = fromRow * w;
        int to = toRow * w;
        for (int x = 0; x < w; x++) {
            out[to + x] += weight * plane[from + x];
        }
    }

    private static float[] across(float[] plane, int w, int h, TriangleFilter filter) {
        int toW = filter.count();
        int width = filter.width();
        int[] firsts = filter.firsts();
        float[] weights = filter.weights();
        float[] out = new float[h * toW];
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < toW; x++) {
                int from = y * w + firsts[x];
                float sum = 0;
                for (int k = 0; k < width; k++) {
                    sum += weights[x * width + k] * plane[from + k];
                }
                out[y * toW + x] = sum;
            }
        }
        return out;
    }

    /** Takes the value of the source pixel in which the target pixel's centre lies. */
    public static Mask nearest(Mask mask, int toH, int toW) {
        check(mask.height() * mask.width(), mask.height(), mask.width(), toH, toW);
        boolean[] out = new boolean[toH * toW];
        boolean[] ignored = mask.ignoredPx() == 0 ? null : new boolean[out.length];
        int[] columns = centres(mask.width(), toW);
        int[] rows = centres(mask.height(), toH);
        for (int y = 0, to = 0; y < toH; y++) {
            for (int x = 0; x < toW; x++, to++) {
                int from = rows[y] * mask.width() + columns[x];
                out[to] = mask.at(from);
                if (ignored != null) {
                    ignored[to] = mask.ignores(from);
                }
            }
        }
        return Mask.of(toH, toW, out, ignored);
    }

    private static int[] centres(int from, int to) {
        int[] source = new int[to];
        for (int i = 0; i < to; i++) {
            source[i] = (int) ((2L * i + 1) * from / (2L * to));
        }
        return source;
    }

    private static void check(int length, int h, int w, int toH, int toW) {
        if (h < 1 || w < 1 || (long) h * w != length || toH < 1 || toW < 1) {
            throw new IllegalArgumentException(
                    "cannot resize " + length + " values as " + h + "x" + w + " to " + toH + "x" + toW);
        }
    }
}
