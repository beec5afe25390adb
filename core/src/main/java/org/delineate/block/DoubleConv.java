package org.delineate.block;

import org.delineate.nn.Tensor;
import org.delineate.nn.layer.BatchNorm2d;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Layer;
import org.delineate.nn.layer.Sequential;
import org.delineate.nn.layer.Sequential.Relu;

/** Twice convolution, batch norm, ReLU (U-Net, Ronneberger et al. 2015, with norms as in the benchmarks). */
public final class DoubleConv extends Layer {
    private final Sequential conv;

    /** The kind of both convolutions. */
    public interface Convolution {
        /** [N, in, H, W] to [N, out, H, W]. */
        Layer of(int in, int out);
    }

    /** 3x3, with bias. */
    public DoubleConv(int in, int out) {
        this(in, out, out, (i, o) -> new Conv2d(i, o, 3));
    }

    /** @param mid channels between the two convolutions */
    public DoubleConv(int in, int mid, int out, Convolution convolution) {
        conv = new Sequential(
                convolution.of(in, mid),
                new BatchNorm2d(mid),
                new Relu(),
                convolution.of(mid, out),
                new BatchNorm2d(out),
                new Relu());
    }

    @Override
    public Tensor apply(Tensor x) {
        return conv.apply(x);
    }
}
