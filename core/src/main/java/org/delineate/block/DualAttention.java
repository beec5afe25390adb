package org.delineate.block;

import java.util.Random;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.BatchNorm2d;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Layer;

/**
 * CDAM: x + a attention between places + b attention between channels, then 3x3 convolution, norm, ReLU; a and b are
 * initially at 0.
 *
 * <p>Jiang et al., HEAT-Net, BSPC 86, 105329, 2023, state a dual attention on the skips; its form is our reading, after
 * Fu et al., DANet, CVPR 2019, arXiv 1809.02983. Unlike there: places attend to at most 16x16 means, and the products
 * of channels are means over the places, so that neither cost nor sharpness grow with the image.
 */
public final class DualAttention extends Layer {
    private static final int RATIO = 8;
    private static final int POOLED = 16;

    private final Conv2d query;
    private final Conv2d key;
    private final Conv2d value;
    private final Tensor placeScale;
    private final Tensor channelScale;
    private final Conv2d conv;
    private final BatchNorm2d bn;

    public DualAttention(int channels) {
        query = new Conv2d(channels, channels / RATIO, 1);
        key = new Conv2d(channels, channels / RATIO, 1);
        value = new Conv2d(channels, channels, 1);
        placeScale = parameter("place_scale", 1);
        channelScale = parameter("channel_scale", 1);
        conv = new Conv2d(channels, channels, 3).withoutBias();
        bn = new BatchNorm2d(channels);
    }

    @Override
    public Tensor apply(Tensor x) { // [N, C, H, W]
        Tensor sum = x.add(places(x).mul(placeScale)).add(channels(x).mul(channelScale));
        return bn.apply(conv.apply(sum)).relu();
    }

    private Tensor places(Tensor x) {
        Tensor small = x.adaptiveAvgPool2d(Math.min(x.size(2), POOLED), Math.min(x.size(3), POOLED));
        Tensor q = query.apply(x).flatten(2).permute(0, 2, 1); // [N, HW, C/8]
        Tensor share = q.matmul(key.apply(small).flatten(2)).softmax(2); // [N, HW, T], T <= 256
        Tensor v = value.apply(small).flatten(2).permute(0, 2, 1); // [N, T, C]
        return share.matmul(v).permute(0, 2, 1).reshape(x.shape());
    }

    private static Tensor channels(Tensor x) {
        Tensor flat = x.flatten(2); // [N, C, HW]
        Tensor products = flat.matmul(flat.permute(0, 2, 1)).mul(1.0 / flat.size(2)); // [N, C, C]
        return products.softmax(2).matmul(flat).reshape(x.shape());
    }

    @Override
    protected float[] initialValues(String name, long[] shape, Random random) {
        return new float[] {0};
    }
}
