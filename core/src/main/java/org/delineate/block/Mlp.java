package org.delineate.block;

import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Dropout;
import org.delineate.nn.layer.Init;
import org.delineate.nn.layer.Layer;
import org.delineate.nn.layer.Linear;

/**
 * The perceptron of a transformer: linear to four times the channels, GELU, linear back; dropout after both ([..., C]).
 */
public final class Mlp extends Layer {
    private static final int RATIO = 4;

    private final Linear fc1;
    private final Linear fc2;
    private final Dropout dropout;

    /** @param init null = as the enclosing module says */
    public Mlp(int channels, double dropout, Init init) {
        init(init);
        fc1 = new Linear(channels, RATIO * channels);
        fc2 = new Linear(RATIO * channels, channels);
        this.dropout = new Dropout(dropout);
    }

    @Override
    public Tensor apply(Tensor x) {
        return dropout.apply(fc2.apply(dropout.apply(fc1.apply(x).gelu())));
    }
}
