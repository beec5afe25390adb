package org.delineate.nn;

/** A convolution ready to run, with its own packed weights: of one map, or of one and another that is added. */
interface Packed extends Kernel, AutoCloseable {
    @Override
    void close();
}
