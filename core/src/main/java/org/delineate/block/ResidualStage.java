package org.delineate.block;

import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Layer;
import org.delineate.nn.layer.Sequential;

/** ARU-Net's encoder stage: y = c1(x) + proj(x), then y + c2(y); [N, in, H, W] to [N, out, H, W]. */
public final class ResidualStage extends Layer {
    private final boolean residual;
    private final Sequential c1;
    private final Sequential c2;
    private final Conv2d proj;

    /**
     * @param residual or else both convolutions one after the other
     * @param projected the input is added too, through a 1x1 convolution
     */
    public ResidualStage(int in, int out, boolean residual, boolean projected) {
        this.residual = residual;
        c1 = ConvNormRelu.withoutBias(in, out, 3);
        c2 = ConvNormRelu.withoutBias(out, out, 3);
        proj = residual && projected ? new Conv2d(in, out, 1).withoutBias() : null;
    }

    @Override
    public Tensor apply(Tensor x) {
        Tensor y = c1.apply(x);
        y = proj == null ? y : y.add(proj.apply(x));
        return residual ? y.add(c2.apply(y)) : c2.apply(y);
    }
}
