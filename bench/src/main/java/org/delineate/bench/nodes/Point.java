package org.delineate.bench.nodes;

/**
 * Is what was measured of a setup.
 *
 * @param arrayBytes of the gradients, as they travel
 * @param sentBytes that process 0 put on the wire in a step, headers included
 */
public record Point(Setup setup, long parameters, long arrayBytes, double sentBytes, Times times) {
    /**
     * Holds seconds, each a median, and the mean over the processes.
     *
     * @param compute of a step that exchanges nothing, while the other processes compute as well
     * @param exchange of the gradients alone, which all processes begin at once
     * @param step of a whole step
     */
    public record Times(double compute, double exchange, double step) {}

    /** Images a second of all processes. */
    double throughput() {
        return setup.processes() * setup.batch() / times.step();
    }

    /** The share of a step in which a process does not compute. */
    double waitShare() {
        return Math.max(0, 1 - times.compute() / times.step());
    }
}
