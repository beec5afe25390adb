package org.delineate.block;

import org.delineate.nn.BatchNorm2d;
import org.delineate.nn.Conv2d;
import org.delineate.nn.Sequential;
import org.delineate.nn.Sequential.Relu;

/** 3x3 convolution, batch norm, ReLU as numbered layers: [N, in, H, W] to [N, out, H, W]. */
public final class ConvNormRelu {
    private ConvNormRelu() {}

    public static Sequential of(int in, int out) {
        return new Sequential(new Conv2d(in, out, 3), new BatchNorm2d(out), new Relu());
    }

    /** Of the map enlarged to twice its height and width, nearest neighbour. */
    public static Sequential ofDoubled(int in, int out) {
        return new Sequential(new Sequential.Upsample(2), new Conv2d(in, out, 3), new BatchNorm2d(out), new Relu());
    }
}
