package org.delineate.block;

import org.delineate.nn.Tensor;
import org.delineate.nn.layer.BatchNorm2d;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Layer;

/** Twice separable 3x3 convolution, norm, ReLU, plus a normalised 1x1 shortcut: base block of RCA-IUnet's ablation. */
public final class ResidualSeparable extends Layer {
    private final SeparableConv c1;
    private final BatchNorm2d b1;
    private final SeparableConv c2;
    private final BatchNorm2d b2;
    private final Conv2d short_;
    private final BatchNorm2d shortBn;

    public ResidualSeparable(int in, int out) {
        c1 = new SeparableConv(in, out, 3);
        b1 = BatchNorm2d.withKerasDefaults(out);
        c2 = new SeparableConv(out, out, 3);
        b2 = BatchNorm2d.withKerasDefaults(out);
        short_ = new Conv2d(in, out, 1);
        shortBn = BatchNorm2d.withKerasDefaults(out);
    }

    @Override
    public Tensor apply(Tensor x) {
        Tensor y = b1.apply(c1.apply(x)).relu();
        y = b2.apply(c2.apply(y)).relu();
        return shortBn.apply(short_.apply(x)).add(y);
    }
}
