package org.delineate.block;

import org.delineate.nn.Tensor;
import org.delineate.nn.layer.BatchNorm2d;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Layer;
import org.delineate.nn.layer.Module;
import org.delineate.nn.layer.Sequential;

/**
 * Weights a decoder map by its sum with the encoder map of the next finer level; the weights are unbounded (ResUNet++).
 */
public final class SumAttention extends Module {
    private final Sequential skip;
    private final Sequential deep;
    private final Sequential sum;

    /**
     * @param last from {@code deep} channels to the weights, one per value or one per pixel
     */
    public SumAttention(int skip, int deep, Conv2d last) {
        this.skip = activated(skip, new Conv2d(skip, deep, 3));
        this.deep = activated(deep, new Conv2d(deep, deep, 3));
        this.sum = activated(deep, last);
    }

    private static Sequential activated(int channels, Conv2d conv) {
        return new Sequential(new BatchNorm2d(channels), Layer.of(Tensor::relu), conv);
    }

    /** Encoder map [N, skip, 2H, 2W] and decoder map [N, deep, H, W] to the weighted decoder map. */
    public Tensor apply(Tensor encoder, Tensor decoder) {
        Tensor both = skip.apply(encoder).maxPool2d(2, 2, 0).add(deep.apply(decoder)); // [N, deep, H, W]
        return decoder.mul(sum.apply(both));
    }
}
