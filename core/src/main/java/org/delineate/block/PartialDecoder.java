package org.delineate.block;

import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Module;

/**
 * Cascaded partial decoder: three levels of equal width, the coarse ones gate the fine ones, to logits of the finest
 * size.
 *
 * <p>Wu, Su, Huang: Cascaded Partial Decoder, CVPR 2019, arXiv 1904.08739. Up-sampling with aligned corners.
 */
public final class PartialDecoder extends Module {
    private final ConvNorm convUpsample1;
    private final ConvNorm convUpsample2;
    private final ConvNorm convUpsample3;
    private final ConvNorm convUpsample4;
    private final ConvNorm convUpsample5;
    private final ConvNorm convConcat2;
    private final ConvNorm convConcat3;
    private final ConvNorm conv4;
    private final Conv2d conv5;

    /** @param width channels of each level */
    public PartialDecoder(int width, int classes) {
        convUpsample1 = new ConvNorm(width, width, 3);
        convUpsample2 = new ConvNorm(width, width, 3);
        convUpsample3 = new ConvNorm(width, width, 3);
        convUpsample4 = new ConvNorm(width, width, 3);
        convUpsample5 = new ConvNorm(2 * width, 2 * width, 3);
        convConcat2 = new ConvNorm(2 * width, 2 * width, 3);
        convConcat3 = new ConvNorm(3 * width, 3 * width, 3);
        conv4 = new ConvNorm(3 * width, 3 * width, 3);
        conv5 = new Conv2d(3 * width, classes, 1);
    }

    /** [N, w, H/4, W/4], [N, w, H/2, W/2] and [N, w, H, W] to [N, K, H, W]. */
    public Tensor apply(Tensor coarse, Tensor middle, Tensor fine) {
        Tensor up = coarse.upsampleAligned(2);
        Tensor m = convUpsample1.apply(up).mul(middle);
        Tensor f = convUpsample2.apply(up.upsampleAligned(2)).mul(convUpsample3.apply(middle.upsampleAligned(2)));
        f = f.mul(fine);
        m = convConcat2.apply(Tensor.cat(1, m, convUpsample4.apply(up))); // [N, 2 w, H/2, W/2]
        f = convConcat3.apply(Tensor.cat(1, f, convUpsample5.apply(m.upsampleAligned(2)))); // [N, 3 w, H, W]
        return conv5.apply(conv4.apply(f));
    }
}
