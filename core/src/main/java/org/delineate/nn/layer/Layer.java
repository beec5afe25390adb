package org.delineate.nn.layer;

import org.delineate.nn.Tensor;

/** A module with one tensor in and one out. */
public abstract class Layer extends Module {
    public abstract Tensor apply(Tensor x);
}
