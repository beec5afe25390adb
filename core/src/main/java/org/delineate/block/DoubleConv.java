package org.delineate.block;

import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Layer;
import org.delineate.nn.layer.Sequential;

/** Twice convolution, batch norm, ReLU (U-Net, Ronneberger et al. 2015, with norms as in the benchmarks). */
public final class DoubleConv extends Layer {
    private final Sequential conv;

    /** 3x3, with bias. */
    public DoubleConv(int in, int out) {
        conv = ConvNormRelu.of(new Conv2d(in, out, 3), new Conv2d(out, out, 3));
    }

    @Override
    public Tensor apply(Tensor x) {
        return conv.apply(x);
    }
}
