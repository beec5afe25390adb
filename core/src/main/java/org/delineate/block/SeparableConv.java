package org.delineate.block;

import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Layer;

/**
 * Depthwise k x k convolution, then 1x1 with bias; keeps the size (Keras' SeparableConv2D, Chollet 2017, arXiv
 * 1610.02357).
 */
public final class SeparableConv extends Layer {
    private final Conv2d dw;
    private final Conv2d pw;

    public SeparableConv(int in, int out, int kernel) {
        dw = Conv2d.depthwise(in, kernel).withoutBias();
        pw = new Conv2d(in, out, 1);
    }

    @Override
    public Tensor apply(Tensor x) {
        return pw.apply(dw.apply(x));
    }
}
