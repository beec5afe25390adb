package org.delineate.block;

import java.util.ArrayList;
import java.util.List;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.BatchNorm2d;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Layer;
import org.delineate.nn.layer.Sequential;

/**
 * Inverted residual block: 1x1 to more channels, 3x3 depthwise, 1x1 back without activation, and a shortcut where the
 * shape stays: [N, in, H, W] to [N, out, H/stride, W/stride].
 *
 * <p>Sandler et al.: MobileNetV2, CVPR 2018, arXiv 1801.04381, table 1 and figure 4d.
 */
public final class InvertedResidual extends Layer {
    private final Sequential conv;
    private final boolean shortcut;

    /** @param expansion of the channels between; 1: the first 1x1 is left out */
    public InvertedResidual(int in, int out, int stride, int expansion) {
        int wide = in * expansion;
        List<Layer> layers = new ArrayList<>();
        if (expansion > 1) {
            layers.add(convNormRelu6(new Conv2d(in, wide, 1)));
        }
        layers.add(convNormRelu6(Conv2d.depthwise(wide, 3).stride(stride)));
        layers.add(new Conv2d(wide, out, 1).withoutBias());
        layers.add(new BatchNorm2d(out));
        conv = new Sequential(layers);
        shortcut = stride == 1 && in == out;
    }

    /** Convolution without bias, batch norm and ReLU6. */
    static Sequential convNormRelu6(Conv2d conv) {
        return new Sequential(conv.withoutBias(), new BatchNorm2d(conv.channels()), Layer.of(Tensor::relu6));
    }

    @Override
    public Tensor apply(Tensor x) {
        Tensor y = conv.apply(x);
        return shortcut ? x.add(y) : y;
    }
}
