package org.delineate.block;

import org.delineate.nn.Tensor;
import org.delineate.nn.layer.BatchNorm2d;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Layer;
import org.delineate.nn.layer.Sequential;

/**
 * Two 3x3 convolutions, each after batch norm and ReLU, plus a shortcut that is convolved too (ResUNet, Zhang et al.
 * 2018, figure 1b, there with an identity as shortcut).
 */
public final class ResidualConv extends Layer {
    private final Sequential convBlock;
    private final Sequential convSkip;

    private ResidualConv(Sequential convBlock, Sequential convSkip) {
        this.convBlock = convBlock;
        this.convSkip = convSkip;
    }

    /**
     * [N, in, H, W] to [N, out, H / stride, W / stride].
     *
     * @param shortcut kernel of the shortcut's convolution, which a batch norm follows
     */
    public ResidualConv(int in, int out, int stride, int shortcut) {
        this(
                new Sequential(
                        new BatchNorm2d(in),
                        Layer.of(Tensor::relu),
                        new Conv2d(in, out, 3).stride(stride),
                        new BatchNorm2d(out),
                        Layer.of(Tensor::relu),
                        new Conv2d(out, out, 3)),
                ConvNormRelu.withoutRelu(new Conv2d(in, out, shortcut).stride(stride)));
    }

    /** The first block of a network: nothing stands before its first convolution; a image needs no norm. */
    public static ResidualConv ofPicture(int in, int out, Sequential shortcut) {
        return new ResidualConv(
                new Sequential(
                        new Conv2d(in, out, 3), new BatchNorm2d(out), Layer.of(Tensor::relu), new Conv2d(out, out, 3)),
                shortcut);
    }

    @Override
    public Tensor apply(Tensor x) {
        return convBlock.apply(x).add(convSkip.apply(x));
    }
}
