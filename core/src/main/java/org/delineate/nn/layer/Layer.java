package org.delineate.nn.layer;

import java.util.function.UnaryOperator;
import org.delineate.nn.Tensor;

/** A module that computes one tensor from one tensor. */
public abstract class Layer extends Module {
    /** A layer without weights, to stand between others: {@code Layer.of(Tensor::relu)}. */
    public static Layer of(UnaryOperator<Tensor> function) {
        return new Layer() {
            @Override
            public Tensor apply(Tensor x) {
                return function.apply(x);
            }
        };
    }

    public abstract Tensor apply(Tensor x);
}
