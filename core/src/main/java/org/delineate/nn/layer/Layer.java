package org.delineate.nn.layer;

import org.delineate.nn.Tensor;

/** A module that computes one tensor from one tensor. */
public abstract class Layer extends Module {
    public abstract Tensor apply(Tensor x);
}
