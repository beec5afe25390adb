package org.delineate.block;

import org.delineate.nn.Tensor;
import org.delineate.nn.layer.BatchNorm2d;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Layer;

/** A convolution and its batch norm, under the names conv and bn; no activation. */
public final class ConvNorm extends Layer {
    private final Conv2d conv;
    private final BatchNorm2d bn;

    public ConvNorm(Conv2d conv, BatchNorm2d bn) {
        this.conv = conv;
        this.bn = bn;
    }

    public ConvNorm(Conv2d conv) {
        this(conv, new BatchNorm2d(conv.channels()));
    }

    /** Keeps the size; without bias. */
    public ConvNorm(int in, int out, int kernel) {
        this(new Conv2d(in, out, kernel).withoutBias());
    }

    @Override
    public Tensor apply(Tensor x) {
        return bn.apply(conv.apply(x));
    }
}
