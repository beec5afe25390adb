package org.delineate.bench.nodes;

/**
 * Says what is measured.
 *
 * @param threads of each process
 * @param batch images of each process
 * @param side height and width of an image
 * @param bf16 whether gradients travel in bf16
 * @param gigabits a second that each host may send; 0 = the processes share one host
 * @param milliseconds that a packet is on its way to another host
 */
public record Setup(
        String network,
        int processes,
        int threads,
        int batch,
        int side,
        boolean bf16,
        double gigabits,
        double milliseconds) {
    /** Whether the processes are on hosts of their own. */
    boolean hasLink() {
        return gigabits > 0;
    }
}
