package org.delineate.denoise;

import java.util.Arrays;

/**
 * Takes the mean of all pixels nearby, each weighted by how much its surroundings look like those of the pixel (Buades,
 * Coll, Morel, CVPR 2005): exp(-max(d - 2 deviation^2, 0) / h^2), where d is the mean squared difference of two
 * patches.
 *
 * <p>As in Darbon et al. (ISBI 2008) the differences to one neighbour are taken for the whole picture and then summed
 * over patches.
 *
 * @param roots whether patches are compared by the square roots of their values, whose noise is the same in dark and
 *     bright places where photons are counted (Anscombe, Biometrika 35, 246, 1948)
 * @param deviation of the noise of what is compared, white being 1
 * @param h how fast the weight falls, white being 1
 * @param patch reaches so far from its pixel
 * @param reach of the search, up and down, left and right
 */
record NonLocalMeans(boolean roots, double deviation, double h, int patch, int reach) implements Filter {
    private static final int BAND = 32; // rows that one thread does at a time
    private static final int FARTHEST = 5; // d / h^2 beyond which there is no weight
    private static final int STEPS = 2048; // of the table of exp, for 1
    private static final float[] EXP = exp();

    private static float[] exp() {
        float[] table = new float[FARTHEST * STEPS + 2];
        for (int i = 0; i < table.length; i++) {
            table[i] = (float) StrictMath.exp(-(double) i / STEPS);
        }
        return table;
    }

    @Override
    public Plane apply(Plane noisy) {
        if (h == 0) {
            return noisy;
        }
        int border = patch + reach;
        Plane wide = noisy.window(-border, -border, noisy.height() + 2 * border, noisy.width() + 2 * border);
        Plane compared = compared(wide, roots);
        float[] out = new float[noisy.values().length];
        int bands = (noisy.height() + BAND - 1) / BAND;
        Plane.rows(bands, band -> {
            int first = band * BAND;
            new Band(wide, compared, noisy.width(), first, Math.min(BAND, noisy.height() - first)).write(out);
        });
        return new Plane(noisy.height(), noisy.width(), out);
    }

    /** Returns what is compared of a plane. */
    static Plane compared(Plane plane, boolean roots) {
        return roots ? Plane.of(plane.height(), plane.width(), (y, x) -> (float) Math.sqrt(plane.at(y, x))) : plane;
    }

    /** Does neighbouring rows; each pixel's sums have one order, whatever the bands are. */
    private final class Band {
        private final float[] from;
        private final float[] compared;
        private final int stride;
        private final int width;
        private final int first;
        private final int rows;
        private final float[] sums;
        private final float[] weights;
        private final float[] squares; // of the differences to one neighbour, a patch wider on all sides
        private final float[] columns; // their sums over the patch's rows
        private final float[] distances; // and over its columns

        Band(Plane wide, Plane compared, int width, int first, int rows) {
            this.from = wide.values();
            this.compared = compared.values();
            this.stride = wide.width();
            this.width = width;
            this.first = first;
            this.rows = rows;
            sums = new float[rows * width];
            weights = new float[rows * width];
            squares = new float[(rows + 2 * patch) * (width + 2 * patch)];
            columns = new float[width + 2 * patch];
            distances = new float[width];
        }

        void write(float[] out) {
            for (int dy = -reach; dy <= reach; dy++) {
                for (int dx = -reach; dx <= reach; dx++) {
                    compare(dy, dx);
                    for (int y = 0; y < rows; y++) {
                        add(y, dy, dx);
                    }
                }
            }
            for (int i = 0; i < sums.length; i++) {
                out[first * width + i] = sums[i] / weights[i];
            }
        }

        private void compare(int dy, int dx) {
            int wide = width + 2 * patch;
            for (int y = 0; y < rows + 2 * patch; y++) {
                int here = (first + reach + y) * stride + reach;
                int there = here + dy * stride + dx;
                for (int x = 0; x < wide; x++) {
                    float difference = compared[here + x] - compared[there + x];
                    squares[y * wide + x] = difference * difference;
                }
            }
        }

        private void add(int y, int dy, int dx) {
            int wide = width + 2 * patch;
            Arrays.fill(columns, 0);
            for (int row = y; row <= y + 2 * patch; row++) {
                for (int x = 0; x < wide; x++) {
                    columns[x] += squares[row * wide + x];
                }
            }
            int side = 2 * patch + 1;
            float scale = (float) (STEPS / (h * h * side * side));
            float least = (float) (2 * deviation * deviation * side * side);
            int neighbour = (first + y + patch + reach + dy) * stride + patch + reach + dx;
            Arrays.fill(distances, 0);
            for (int k = 0; k < side; k++) {
                for (int x = 0; x < width; x++) {
                    distances[x] += columns[x + k];
                }
            }
            for (int x = 0; x < width; x++) {
                float distance = Math.max(0, distances[x] - least) * scale;
                if (distance < FARTHEST * STEPS) {
                    int step = (int) distance;
                    float weight = EXP[step] + (distance - step) * (EXP[step + 1] - EXP[step]);
                    weights[y * width + x] += weight;
                    sums[y * width + x] += weight * from[neighbour + x];
                }
            }
        }
    }
}
