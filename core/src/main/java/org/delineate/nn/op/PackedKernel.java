package org.delineate.nn.op;

/** Convolves one map with packed weights of its own; where a second map is given, it is added to the result. */
public interface PackedKernel extends Kernel, AutoCloseable {
    /** Memory of weight and bias, without what packing adds. */
    long bytes();

    @Override
    void close();
}
