package org.delineate.nn;

import org.bytedeco.pytorch.Tensor;

/** A convolution ready to run, with its own packed weights. */
interface Kernel extends AutoCloseable {
    /** @param other is added before the activation; null for none */
    Tensor run(Tensor x, Tensor other);

    @Override
    void close();
}
