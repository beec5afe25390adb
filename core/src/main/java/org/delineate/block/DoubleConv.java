package org.delineate.block;

import org.delineate.nn.BatchNorm2d;
import org.delineate.nn.Conv2d;
import org.delineate.nn.Layer;
import org.delineate.nn.Sequential;
import org.delineate.nn.Sequential.Relu;
import org.delineate.nn.Tensor;

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
