package org.delineate.block;

import org.delineate.nn.Tensor;
import org.delineate.nn.layer.BatchNorm2d;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.ConvTranspose2d;
import org.delineate.nn.layer.Module;

/**
 * Up by a 4x4 transposed convolution of stride 2, joined with the skips by a 3x3 convolution; norm and ReLU behind
 * both.
 *
 * <p>The decoder block "transpose" of the Keras collections of segmentation networks; no paper.
 */
public final class TransposeUp extends Module {
    private final ConvTranspose2d up;
    private final BatchNorm2d bn1;
    private final Conv2d conv2;
    private final BatchNorm2d bn2;

    /** @param skips channels of all skips together */
    public TransposeUp(int in, int skips, int out) {
        up = new ConvTranspose2d(in, out, 4).stride(2).padding(1).withoutBias();
        bn1 = BatchNorm2d.withKerasDefaults(out);
        conv2 = new Conv2d(out + skips, out, 3).withoutBias();
        bn2 = BatchNorm2d.withKerasDefaults(out);
    }

    /** x [N, in, H/2, W/2], skips [N, ., H, W] to [N, out, H, W]. */
    public Tensor apply(Tensor x, Tensor... skips) {
        Tensor[] parts = new Tensor[skips.length + 1];
        parts[0] = bn1.apply(up.apply(x)).relu();
        System.arraycopy(skips, 0, parts, 1, skips.length);
        return bn2.apply(conv2.apply(Tensor.cat(1, parts))).relu();
    }
}
