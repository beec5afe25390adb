package org.delineate.block;

import org.delineate.nn.Tensor;
import org.delineate.nn.layer.BatchNorm2d;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Layer;
import org.delineate.nn.layer.Sequential;
import org.delineate.nn.layer.Sequential.Relu;

/** Twice 3x3 convolution, batch norm, ReLU (U-Net, Ronneberger et al. 2015, with norms as in the benchmarks). */
public final class DoubleConv extends Layer {
    private final Sequential conv;

    public DoubleConv(int in, int out) {
        conv = new Sequential(
                new Conv2d(in, out, 3),
                new BatchNorm2d(out),
                new Relu(),
                new Conv2d(out, out, 3),
                new BatchNorm2d(out),
                new Relu());
    }

    @Override
    public Tensor apply(Tensor x) {
        return conv.apply(x);
    }
}
