package org.delineate.denoise;

import org.delineate.block.ConvNormRelu;
import org.delineate.block.ResidualBlock;
import org.delineate.block.SwinGroup;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.ConvTranspose2d;
import org.delineate.nn.layer.Layer;
import org.delineate.nn.layer.Sequential;

/**
 * Predicts the noise of a picture: residual blocks at half its size, and at a quarter BSANet's attention within windows
 * (ISAM), which compares places as non-local means does.
 *
 * <pre>
 * picture, kind of noise
 *   conv 4x4 32, stride 2
 *   2 residual 32 ---------------- cat - conv 32 - 2 residual 32 - transposed conv 4x4 - noise
 *     conv 3x3 40, stride 2 - ISAM 40 |                             up: bilinear
 * </pre>
 *
 * <p>To predict the noise instead of the picture is Zhang et al.'s residual learning (DnCNN, IEEE TIP 26, 3142, 2017);
 * the rest is ours. Height and width: multiples of 4; multiples of 32 need no padding to whole windows. 243,709
 * parameters.
 */
final class DenoisingNetwork extends Layer {
    /** Height and width of an input are multiples of this, so that all windows are whole. */
    static final int MULTIPLE = 32;

    private static final int WIDTH = 32;
    private static final int DEEP = 40;
    private static final int HEADS = 2;
    private static final double SMALL = 0.1; // noise at first, of weights that know nothing

    private final Conv2d head;
    private final Sequential before;
    private final Sequential down;
    private final SwinGroup attention;
    private final Sequential join;
    private final Sequential after;
    private final ConvTranspose2d tail;

    DenoisingNetwork() {
        head = new Conv2d(2, WIDTH, 4).stride(2).padding(1);
        before = residual();
        down = ConvNormRelu.of(new Conv2d(WIDTH, DEEP, 3).stride(2).withoutBias());
        attention = new SwinGroup(DEEP, HEADS);
        join = ConvNormRelu.withoutBias(WIDTH + DEEP, WIDTH, 3);
        after = residual();
        tail = new ConvTranspose2d(WIDTH, 1, 4).stride(2).padding(1);
    }

    private static Sequential residual() {
        return Sequential.of(2, i -> ResidualBlock.of(WIDTH, WIDTH, 1, 1, false));
    }

    /** @param x the picture in 0..1, and a channel of 1 where its noise is speckle, of 0 where it is not */
    @Override
    public Tensor apply(Tensor x) { // [N, 2, H, W]
        Tensor skip = before.apply(head.apply(x)); // [N, 32, H/2, W/2]
        Tensor deep = attention.apply(down.apply(skip)); // [N, 40, H/4, W/4]
        Tensor joined = join.apply(Tensor.cat(1, deep.upsampleBilinear(2), skip)); // [N, 32, H/2, W/2]
        return tail.apply(after.apply(joined)).mul(SMALL); // [N, 1, H, W]
    }
}
