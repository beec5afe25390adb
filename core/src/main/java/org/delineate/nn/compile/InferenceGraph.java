package org.delineate.nn.compile;

import java.util.List;

/** A graph that is ready to compute its outputs for batches of one shape; several threads may run it at once. */
public interface InferenceGraph extends AutoCloseable {
    /**
     * Computes the outputs, in float32.
     *
     * @param inputs values of each in the order of the graph, row-major
     */
    List<float[]> run(float[]... inputs);

    /**
     * How long one operation of a run took.
     *
     * @param name of the operation, with what is fused into it
     * @param shape of its result
     * @param macs multiply-accumulates
     */
    record Timing(String name, long[] shape, long macs, double milliseconds) {}

    /** Runs once as {@link #run} and returns the time of each operation. */
    List<Timing> profile(float[]... inputs);

    /** Memory of packed weights and constants. */
    long bytes();

    /** Frees them; it cannot run any more. */
    @Override
    void close();
}
