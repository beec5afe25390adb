package org.delineate.block;

import java.util.ArrayList;
import java.util.List;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.BatchNorm2d;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Layer;
import org.delineate.nn.layer.Sequential;

/** Convolution, batch norm, ReLU as numbered layers: [N, in, H, W] to [N, out, H, W]. */
public final class ConvNormRelu {
    private ConvNormRelu() {}

    /** Of any convolutions, one after the other. */
    public static Sequential of(Conv2d... convolutions) {
        List<Layer> layers = new ArrayList<>();
        for (Conv2d conv : convolutions) {
            layers.addAll(List.of(conv, new BatchNorm2d(conv.channels()), Layer.of(Tensor::relu)));
        }
        return new Sequential(layers);
    }

    /** Convolution and norm, without the ReLU. */
    public static Sequential withoutRelu(Conv2d conv) {
        return new Sequential(conv, new BatchNorm2d(conv.channels()));
    }

    /** 3x3, with bias. */
    public static Sequential of(int in, int out) {
        return of(new Conv2d(in, out, 3));
    }

    /** Without bias, which the norm would take away again. */
    public static Sequential withoutBias(int in, int out, int kernel) {
        return of(new Conv2d(in, out, kernel).withoutBias());
    }

    /** 3x3 with bias, after nearest up-sampling to twice the height and width. */
    public static Sequential ofUpsampled(int in, int out) {
        return new Sequential(
                Layer.of(x -> x.upsampleNearest(2)),
                new Conv2d(in, out, 3),
                new BatchNorm2d(out),
                Layer.of(Tensor::relu));
    }
}
