package org.delineate.model;

/** Resizes square grids of vectors [side, side, width], in 64 bits. */
final class GridResize {
    private static final double A = -0.75; // of the cubic convolution kernel, as the field's libraries choose it

    private GridResize() {}

    /** Holds what an output takes from inputs along one axis: the first of them, and their weights. */
    private record Taps(int first, double[] weights) {}

    private interface Axis {
        Taps at(int out);
    }

    /** Resizes with aligned corners: a grid of positions keeps its corner positions. */
    static float[] bilinear(float[] grid, int side, int width, int to) {
        double step = to == 1 ? 0 : (side - 1.0) / (to - 1);
        return resized(grid, side, width, to, out -> {
            int first = Math.min((int) (out * step), Math.max(0, side - 2));
            double t = out * step - first;
            return new Taps(first, new double[] {1 - t, t});
        });
    }

    /**
     * Resizes with half-pixel centres and repeated borders: Keys, Cubic convolution interpolation, 1981, eq. 4 with a =
     * -0.75.
     */
    static float[] bicubic(float[] grid, int side, int width, int to) {
        double scale = (double) side / to;
        return resized(grid, side, width, to, out -> {
            double x = (out + 0.5) * scale - 0.5;
            int below = (int) Math.floor(x);
            double t = x - below;
            return new Taps(below - 1, new double[] {far(1 + t), near(t), near(1 - t), far(2 - t)});
        });
    }

    private static double near(double t) {
        return ((A + 2) * t - (A + 3)) * t * t + 1;
    }

    private static double far(double t) {
        return ((A * t - 5 * A) * t + 8 * A) * t - 4 * A;
    }

    private static float[] resized(float[] grid, int side, int width, int to, Axis axis) {
        float[] out = new float[to * to * width];
        for (int row = 0; row < to; row++) {
            for (int column = 0; column < to; column++) {
                Taps y = axis.at(row);
                Taps x = axis.at(column);
                for (int c = 0; c < width; c++) {
                    double sum = 0;
                    for (int i = 0; i < y.weights().length; i++) {
                        for (int j = 0; j < x.weights().length; j++) {
                            int from = inside(y.first() + i, side) * side + inside(x.first() + j, side);
                            sum += y.weights()[i] * x.weights()[j] * grid[from * width + c];
                        }
                    }
                    out[(row * to + column) * width + c] = (float) sum;
                }
            }
        }
        return out;
    }

    private static int inside(int index, int side) {
        return Math.max(0, Math.min(side - 1, index));
    }
}
