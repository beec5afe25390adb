package org.delineate.denoise;

import java.util.Arrays;

/**
 * Lets neighbours become alike where a picture varies as speckle does, in proportion to itself (SRAD: Yu and Acton,
 * IEEE TIP 11, 1260, 2002). Speckle's own variation is measured in the picture (the same, IEEE TIP 13, 1640, 2004) and
 * falls while the picture becomes smoother.
 *
 * @param steps of time
 * @param factor by which the picture's speckle is taken for stronger than it is measured
 */
record SpeckleDiffusion(int steps, double factor) implements Filter {
    private static final float RATE = 0.2f;
    private static final double DECAY = 4 * RATE / 6; // of the speckle's variation, for a step
    private static final float DARKEST = 1 / 255f; // a ratio to black would have no bound
    private static final double NORMAL_MAD = 1.4826; // deviation of normal values by their median deviation

    @Override
    public Plane apply(Plane noisy) {
        float[] start = new float[noisy.values().length];
        for (int i = 0; i < start.length; i++) {
            start[i] = noisy.values()[i] + DARKEST;
        }
        Plane now = new Plane(noisy.height(), noisy.width(), start);
        double variation = factor * variation(now);
        for (int i = 0; i < steps && variation > 0; i++) {
            now = step(now, variation * Math.exp(-DECAY * i));
        }
        Plane last = now;
        return Plane.of(noisy.height(), noisy.width(), (y, x) -> last.at(y, x) - DARKEST);
    }

    /** Measures the speckle: the median deviation of the differences of neighbours' logarithms. */
    static double variation(Plane x) {
        int width = x.width() - 1;
        float[] differences = new float[x.height() * width];
        int count = 0;
        for (int row = 0; row < x.height(); row++) {
            for (int column = 0; column < width; column++) {
                float here = x.at(row, column);
                float right = x.at(row, column + 1);
                if (here != right) { // equal ones are black borders, cut samples, drawn marks
                    differences[count++] = (float) Math.abs(Math.log(right / here));
                }
            }
        }
        if (count == 0) {
            return 0;
        }
        Arrays.sort(differences, 0, count);
        return NORMAL_MAD * differences[count / 2] / Math.sqrt(2);
    }

    private static Plane step(Plane x, double variation) {
        double speckle = variation * variation;
        int bottom = x.height() - 1;
        int right = x.width() - 1;
        Plane share = Plane.of(x.height(), x.width(), (row, column) -> {
            float here = x.at(row, column);
            double north = x.at(Math.max(0, row - 1), column) / here - 1;
            double south = x.at(Math.min(bottom, row + 1), column) / here - 1;
            double west = x.at(row, Math.max(0, column - 1)) / here - 1;
            double east = x.at(row, Math.min(right, column + 1)) / here - 1;
            double gradient = north * north + south * south + west * west + east * east;
            double curvature = north + south + west + east;
            double mean = 1 + curvature / 4;
            double found = (gradient / 2 - curvature * curvature / 16) / (mean * mean);
            double excess = (found - speckle) / (speckle * (1 + speckle));
            return (float) Math.max(0, Math.min(1 / (1 + excess), 1));
        });
        return Plane.of(x.height(), x.width(), (row, column) -> {
            float here = x.at(row, column);
            float own = share.at(row, column);
            int below = Math.min(bottom, row + 1);
            int beside = Math.min(right, column + 1);
            float flow = own * (x.at(Math.max(0, row - 1), column) - here)
                    + share.at(below, column) * (x.at(below, column) - here)
                    + own * (x.at(row, Math.max(0, column - 1)) - here)
                    + share.at(row, beside) * (x.at(row, beside) - here);
            return here + RATE * flow;
        });
    }
}
