package org.delineate.block;

import org.delineate.nn.Tensor;
import org.delineate.nn.layer.BatchNorm2d;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Layer;
import org.delineate.nn.layer.Sequential;

/**
 * Convolutions with norms and without biases, and a shortcut around them: [N, in, H, W] to [N, out, H/stride, W/stride]
 * (He et al. 2016, arXiv 1512.03385, figure 5).
 */
public final class ResidualBlock extends Layer {
    private final Conv2d conv1;
    private final BatchNorm2d bn1;
    private final Conv2d conv2;
    private final BatchNorm2d bn2;
    private final Conv2d conv3;
    private final BatchNorm2d bn3;
    private final Sequential downsample;

    private ResidualBlock(Conv2d conv1, Conv2d conv2, Conv2d conv3, Conv2d shortcut) {
        this.conv1 = conv1.withoutBias();
        bn1 = new BatchNorm2d(conv1.channels());
        this.conv2 = conv2.withoutBias();
        bn2 = new BatchNorm2d(conv2.channels());
        this.conv3 = conv3 == null ? null : conv3.withoutBias();
        bn3 = conv3 == null ? null : new BatchNorm2d(conv3.channels());
        downsample = shortcut == null ? null : ConvNormRelu.withoutRelu(shortcut.withoutBias());
    }

    /**
     * @param squeeze 1: two 3x3 convolutions; more: 1x1 to out / squeeze channels, 3x3, and 1x1 back. The stride is the
     *     first 3x3's
     * @param projects has a 1x1 convolution of its own for the shortcut
     */
    public static ResidualBlock of(int in, int out, int squeeze, int stride, boolean projects) {
        int mid = out / squeeze;
        Conv2d shortcut = projects ? new Conv2d(in, out, 1).stride(stride) : null;
        return squeeze == 1
                ? new ResidualBlock(new Conv2d(in, out, 3).stride(stride), new Conv2d(out, out, 3), null, shortcut)
                : bottleneck(in, new Conv2d(mid, mid, 3).stride(stride), out, shortcut);
    }

    /**
     * 1x1 to the channels of the middle convolution, that, and 1x1 from them; in groups it is ResNeXt's (Xie et al.
     * 2017, arXiv 1611.05431).
     *
     * @param shortcut the convolution of the shortcut; null for none
     */
    public static ResidualBlock bottleneck(int in, Conv2d middle, int out, Conv2d shortcut) {
        int mid = middle.channels();
        return new ResidualBlock(new Conv2d(in, mid, 1), middle, new Conv2d(mid, out, 1), shortcut);
    }

    @Override
    public Tensor apply(Tensor x) {
        return apply(x, downsample == null ? x : downsample.apply(x));
    }

    /** @param shortcut [N, out, H/stride, W/stride] that is added */
    public Tensor apply(Tensor x, Tensor shortcut) {
        Tensor y = bn1.apply(conv1.apply(x)).relu();
        y = bn2.apply(conv2.apply(y));
        y = conv3 == null ? y : bn3.apply(conv3.apply(y.relu()));
        return y.add(shortcut).relu();
    }
}
