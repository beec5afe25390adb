package org.delineate.block;

import org.delineate.nn.BatchNorm2d;
import org.delineate.nn.Conv2d;
import org.delineate.nn.Sequential;
import org.delineate.nn.Sequential.Relu;

/** Convolution without bias, batch norm, ReLU; parts 0, 1 and 2. */
public final class ConvNormRelu {
    private ConvNormRelu() {}

    /** Keeps the size. */
    public static Sequential of(int in, int out, int kernel) {
        return of(in, out, kernel, 1);
    }

    public static Sequential of(int in, int out, int kernel, int stride) {
        return new Sequential(
                new Conv2d(in, out, kernel, stride, kernel / 2, 1, 1, false), new BatchNorm2d(out), new Relu());
    }
}
