package org.delineate.block;

import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Init;
import org.delineate.nn.layer.Layer;

/** 3x3 convolution to the logits, with Glorot-uniform initial weights whatever the rest of the network has. */
public final class Head extends Layer {
    private final Conv2d conv;

    public Head(int in, int classes) {
        init(Init.GLOROT_UNIFORM);
        conv = new Conv2d(in, classes, 3);
    }

    @Override
    public Tensor apply(Tensor x) {
        return conv.apply(x);
    }
}
