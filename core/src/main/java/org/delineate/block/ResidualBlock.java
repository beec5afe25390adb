package org.delineate.block;

import org.delineate.nn.Tensor;
import org.delineate.nn.layer.BatchNorm2d;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Layer;
import org.delineate.nn.layer.Sequential;

/** Convolutions with norms, and a shortcut around them: [N, in, H, W] to [N, out, H/stride, W/stride] (He et al. 2016, arXiv 1512.03385, figure 5). */
public final class ResidualBlock extends Layer {
    private final Conv2d conv1;
    private final BatchNorm2d bn1;
    private final Conv2d conv2;
    private final BatchNorm2d bn2;
    private final Conv2d conv3;
    private final BatchNorm2d bn3;
    private final Sequential downsample;

    /**
     * @param squeeze 1: two 3x3 convolutions; more: 1x1 to out / squeeze channels, 3x3, and 1x1 back. The stride is the first 3x3's
     * @param projects has a 1x1 convolution of its own for the shortcut
     */
    public ResidualBlock(int in, int out, int squeeze, int stride, boolean projects) {
        this(in, out / squeeze, out, 1, stride, squeeze == 1, projects);
    }

    private ResidualBlock(int in, int mid, int out, int groups, int stride, boolean plain, boolean projects) {
        conv1 = plain ? strided(in, out, 3, stride, 1) : strided(in, mid, 1, 1, 1);
        bn1 = new BatchNorm2d(mid);
        conv2 = plain ? strided(out, out, 3, 1, 1) : strided(mid, mid, 3, stride, groups);
        bn2 = new BatchNorm2d(mid);
        conv3 = plain ? null : strided(mid, out, 1, 1, 1);
        bn3 = plain ? null : new BatchNorm2d(out);
        downsample = projects ? new Sequential(strided(in, out, 1, stride, 1), new BatchNorm2d(out)) : null;
    }

    /** 1x1 to mid channels, 3x3 in groups, 1x1 back (ResNeXt, Xie et al. 2017, arXiv 1611.05431). */
    public static ResidualBlock grouped(int in, int mid, int out, int groups, int stride) {
        return new ResidualBlock(in, mid, out, groups, stride, false, in != out || stride > 1);
    }

    private static Conv2d strided(int in, int out, int kernel, int stride, int groups) {
        return new Conv2d(in, out, kernel, stride, kernel / 2, 1, groups, false);
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
