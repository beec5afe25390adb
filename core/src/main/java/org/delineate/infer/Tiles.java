package org.delineate.infer;

/**
 * How a picture larger than the network's size is cut at its own resolution: tiles of the network's size that overlap,
 * spread evenly from border to border. A side that is shorter than a tile lies in the middle of it, with black around.
 *
 * <p>In the overlap the answers are blended: the weight of a tile falls smoothly to nothing at its edge, where its
 * answer saw least around it, and all weights of a pixel add up to one.
 *
 * @param overlap least share of a tile's side that the next one covers too, 0..0.9
 */
public record Tiles(double overlap) {
    private static final double MOST = 0.9;

    public Tiles {
        if (!(overlap >= 0 && overlap <= MOST)) {
            throw new IllegalArgumentException("tiles overlap by 0 to 90 %, not " + 100 * overlap + " %");
        }
    }

    /** For reports: "tiles at original resolution, overlap 25 %". */
    public String words() {
        return "tiles at original resolution, overlap " + Math.round(100 * overlap) + " %";
    }

    /** Where tiles begin along an axis; one that is longer than the axis begins before it. */
    int[] starts(int length, int side) {
        if (length <= side) {
            return new int[] {-(side - length) / 2};
        }
        double most = Math.max(1, side * (1 - overlap));
        int[] starts = new int[1 + (int) Math.ceil((length - side) / most)];
        for (int i = 1; i < starts.length; i++) {
            starts[i] = (int) ((long) i * (length - side) / (starts.length - 1));
        }
        return starts;
    }

    /**
     * The weight of each tile's [side] places along an axis; over all tiles they add up to one at each place of the
     * axis.
     */
    static float[][] weights(int[] starts, int length, int side) {
        double[] sums = new double[length];
        for (int start : starts) {
            for (int i = Math.max(0, -start); i < side && start + i < length; i++) {
                sums[start + i] += window(i, side);
            }
        }
        float[][] weights = new float[starts.length][side];
        for (int t = 0; t < starts.length; t++) {
            for (int i = Math.max(0, -starts[t]); i < side && starts[t] + i < length; i++) {
                weights[t][i] = (float) (window(i, side) / sums[starts[t] + i]);
            }
        }
        return weights;
    }

    /** Hann's window, which is nowhere 0: a place that only the edge of one tile covers has this tile's answer. */
    private static double window(int i, int side) {
        double sine = Math.sin(Math.PI * (i + 0.5) / side);
        return sine * sine;
    }
}
