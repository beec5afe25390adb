package org.delineate.bench;

import java.util.Locale;

/**
 * What is timed: one network on noise of 256x256.
 *
 * @param network id in the zoo, or "matmul-N" for the product of two N x N matrices
 * @param batch pictures at once
 * @param threads of the operations
 */
record Task(String network, What what, int batch, int threads) {
    static final int SIDE = 256;
    static final int CHANNELS = 3;
    private static final String MATMUL = "matmul-";

    /** A network answers, or takes one step of learning: forward, loss, backward, step of the optimizer. */
    enum What {
        INFERENCE,
        TRAINING;

        String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Multiply-accumulates in those of one forward: backward makes one product for the maps and one for the weights. */
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

    static Task matmul(int side, int threads) {
        return new Task(MATMUL + side, What.INFERENCE, 1, threads);
    }

    boolean isMatmul() {
        return network.startsWith(MATMUL);
    }

    /** Rows of the matrices of {@link #matmul}. */
    int rows() {
        return Integer.parseInt(network.substring(MATMUL.length()));
    }

    /** For people: "unet, training, batch 8, 2 threads". */
    @Override
    public String toString() {
        String threaded = threads + (threads == 1 ? " thread" : " threads");
        return isMatmul()
                ? network + ", " + threaded
                : network + ", " + what.id() + ", batch " + batch + ", " + threaded;
    }
}
