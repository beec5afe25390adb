package org.delineate.block;

import org.delineate.nn.layer.BatchNorm2d;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Sequential;
import org.delineate.nn.layer.Sequential.Relu;

/** Convolution, batch norm, ReLU as numbered layers: [N, in, H, W] to [N, out, H, W]. */
public final class ConvNormRelu {
    private ConvNormRelu() {}

    /** 3x3, with bias. */
    public static Sequential of(int in, int out) {
        return new Sequential(new Conv2d(in, out, 3), new BatchNorm2d(out), new Relu());
    }

    /** 3x3 with bias, of the map enlarged to twice its height and width, nearest neighbour. */
    public static Sequential ofDoubled(int in, int out) {
        return new Sequential(new Sequential.Upsample(2), new Conv2d(in, out, 3), new BatchNorm2d(out), new Relu());
    }

    /** Without bias, which the norm would take away again. */
    public static Sequential withoutBias(int in, int out, int kernel) {
        return withoutBias(in, out, kernel, 1);
    }

    /** To [N, out, H/stride, W/stride]. */
    public static Sequential withoutBias(int in, int out, int kernel, int stride) {
        Conv2d conv = new Conv2d(in, out, kernel, stride, kernel / 2, 1, 1, false);
        return new Sequential(conv, new BatchNorm2d(out), new Relu());
    }
}
