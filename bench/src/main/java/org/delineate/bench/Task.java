package org.delineate.bench;

import java.util.Locale;

/**
 * Describes what is timed: one network on noise of 256x256.
 *
 * @param network id in the zoo, or "matmul-N" for the product of two N x N matrices
 * @param kind inference or a training step
 * @param batch pictures at once
 * @param threads threads of the operations
 */
record Task(String network, Kind kind, int batch, int threads) {
    static final int SIDE = 256;
    static final int CHANNELS = 3;
    private static final String MATMUL = "matmul-";

    /** Distinguishes inference from a training step: forward, loss, backward, step of the optimizer. */
    enum Kind {
        INFERENCE,
        TRAINING;

        String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        /**
         * Returns how many forwards take as many multiply-accumulates: backward has one product for maps and one for
         * weights.
         */
        int forwards() {
            return this == INFERENCE ? 1 : 3;
        }
    }

    Task {
        if (batch < 1 || threads < 1) {
            throw new IllegalArgumentException(
                    "batch and threads must be at least 1, got " + batch + " and " + threads);
        }
    }

    /** Creates the task of a matrix product. */
    static Task matmul(int side, int threads) {
        return new Task(MATMUL + side, Kind.INFERENCE, 1, threads);
    }

    boolean isMatmul() {
        return network.startsWith(MATMUL);
    }

    /** Returns the rows of the matrices of {@link #matmul}. */
    int rows() {
        return Integer.parseInt(network.substring(MATMUL.length()));
    }

    /** Returns the text for people: "unet, training, batch 8, 2 threads". */
    @Override
    public String toString() {
        String threaded = threads + (threads == 1 ? " thread" : " threads");
        return isMatmul()
                ? network + ", " + threaded
                : network + ", " + kind.id() + ", batch " + batch + ", " + threaded;
    }
}
