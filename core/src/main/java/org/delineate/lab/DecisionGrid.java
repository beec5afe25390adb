package org.delineate.lab;

import java.io.Serializable;
import org.delineate.image.Mask;
import org.delineate.image.Regions;
import org.delineate.model.PostProcess;

/**
 * Scores the masks that one picture would get at every threshold and minimum area of a grid, from one run of the
 * network.
 */
public final class DecisionGrid implements Serializable {
    /** Thresholds 0.05, 0.10 … 0.95. */
    static final double[] THRESHOLDS = thresholds();

    /** Minimum areas of a region, as shares of the picture. */
    static final double[] AREAS = {0, 0.0005, 0.001, 0.002, 0.003, 0.005, 0.01, 0.02};

    private final boolean lesion;
    private final double[][] dice = new double[THRESHOLDS.length][AREAS.length];
    private final boolean[][] empty = new boolean[THRESHOLDS.length][AREAS.length];

    private DecisionGrid(boolean lesion) {
        this.lesion = lesion;
    }

    private static double[] thresholds() {
        double[] thresholds = new double[19];
        for (int i = 0; i < thresholds.length; i++) {
            thresholds[i] = (i + 1) / 20.0;
        }
        return thresholds;
    }

    /**
     * Scores every mask of a picture.
     *
     * @param probability of the lesion at the truth's size
     * @param fillHoles whether holes are filled before regions are dropped
     */
    public static DecisionGrid of(float[] probability, Mask truth, boolean fillHoles) {
        DecisionGrid grid = new DecisionGrid(!truth.isEmpty());
        int lesionPx = truth.areaPx();
        for (int t = 0; t < THRESHOLDS.length; t++) {
            Mask above = Mask.above((float) THRESHOLDS[t], truth.height(), truth.width(), probability);
            grid.score(t, Regions.of(new PostProcess(fillHoles, 0).apply(above)), truth, lesionPx);
        }
        return grid;
    }

    private void score(int threshold, Regions regions, Mask truth, int lesionPx) {
        int[] predicted = new int[regions.count()]; // without what the truth ignores
        int[] right = new int[regions.count()];
        int pixels = truth.height() * truth.width();
        for (int i = 0; i < pixels; i++) {
            int region = regions.at(i);
            if (region >= 0 && !truth.ignores(i)) {
                predicted[region]++;
                right[region] += truth.at(i) ? 1 : 0;
            }
        }
        for (int a = 0; a < AREAS.length; a++) {
            long area = 0;
            long hits = 0;
            for (int r = 0; r < predicted.length; r++) {
                boolean kept = regions.areaPx(r) >= AREAS[a] * pixels;
                area += kept ? predicted[r] : 0;
                hits += kept ? right[r] : 0;
            }
            dice[threshold][a] = lesionPx == 0 ? Double.NaN : 2.0 * hits / (area + lesionPx);
            empty[threshold][a] = area == 0;
        }
    }

    boolean hasLesion() {
        return lesion;
    }

    /** The Dice at a threshold and a minimum area, by their numbers; NaN without a lesion. */
    double dice(int threshold, int area) {
        return dice[threshold][area];
    }

    /** Whether nothing is marked there. */
    boolean isEmpty(int threshold, int area) {
        return empty[threshold][area];
    }
}
