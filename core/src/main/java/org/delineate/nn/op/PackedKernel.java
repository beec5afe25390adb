package org.delineate.nn.op;

/** A convolution ready to run, with its own packed weights: of one map, or of one and another that is added. */
public interface PackedKernel extends Kernel, AutoCloseable {
    /** Of weight and bias, without what packing adds. */
    long bytes();

    @Override
    void close();
}
