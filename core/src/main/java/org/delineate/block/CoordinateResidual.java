package org.delineate.block;

import org.delineate.nn.Tensor;
import org.delineate.nn.layer.BatchNorm2d;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Layer;

/**
 * CdRB: twice 3x3 convolution and norm beside a normed 1x1 shortcut; the first convolution sees row and column, from -1
 * to 1.
 *
 * <p>Jiang et al., HEAT-Net, BSPC 86, 105329, 2023, state that the block encodes absolute positions; how, is our
 * reading.
 */
public final class CoordinateResidual extends Layer {
    private final Conv2d conv1;
    private final BatchNorm2d bn1;
    private final Conv2d conv2;
    private final BatchNorm2d bn2;
    private final Conv2d short_;
    private final BatchNorm2d shortBn;

    public CoordinateResidual(int in, int out) {
        conv1 = new Conv2d(in + 2, out, 3).withoutBias();
        bn1 = new BatchNorm2d(out);
        conv2 = new Conv2d(out, out, 3).withoutBias();
        bn2 = new BatchNorm2d(out);
        short_ = new Conv2d(in, out, 1).withoutBias();
        shortBn = new BatchNorm2d(out);
    }

    @Override
    public Tensor apply(Tensor x) { // [N, in, H, W]
        Tensor y = bn1.apply(conv1.apply(Tensor.cat(1, x, places(x)))).relu();
        return bn2.apply(conv2.apply(y)).add(shortBn.apply(short_.apply(x))).relu(); // [N, out, H, W]
    }

    private static Tensor places(Tensor x) {
        int h = (int) x.size(2);
        int w = (int) x.size(3);
        float[] values = new float[Math.toIntExact(x.size(0) * 2 * h * w)];
        for (int i = 0; i < values.length; i++) {
            boolean row = i / (h * w) % 2 == 0;
            values[i] = row ? 2f * (i / w % h) / (h - 1) - 1 : 2f * (i % w) / (w - 1) - 1;
        }
        return x.constant(values, x.size(0), 2, h, w);
    }
}
