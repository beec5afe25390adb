package org.delineate.block;

import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Module;
import org.delineate.nn.layer.Sequential;

/**
 * Renders coarse logits at full size: a perceptron per pixel, that sees the image's own features and in every layer the
 * coarse logits, replaces these where they are unsure.
 *
 * <p>BSANet names such a module and does not describe it; this is PointRend (Kirillov et al. 2020, arXiv 1912.08193)
 * with all points, each weighted by how unsure it is, so that training and evaluation compute the same.
 */
public final class AttentionRendering extends Module {
    private static final int HIDDEN = 64;

    private final Sequential fine;
    private final Conv2d m1;
    private final Conv2d m2;
    private final Conv2d m3;
    private final Conv2d out;

    /** @param channels of the last decoder map, and of the features of the image */
    public AttentionRendering(int inputChannels, int channels, int classes) {
        fine = ConvNormRelu.withoutBias(inputChannels, channels, 3);
        m1 = new Conv2d(2 * channels + classes, HIDDEN, 1);
        m2 = new Conv2d(HIDDEN + classes, HIDDEN, 1);
        m3 = new Conv2d(HIDDEN + classes, HIDDEN, 1);
        out = new Conv2d(HIDDEN + classes, classes, 1);
    }

    /** @param map [N, channels, H, W]; image and logits have the same height and width */
    public Tensor apply(Tensor image, Tensor map, Tensor logits) {
        Tensor y = m1.apply(Tensor.cat(1, map, fine.apply(image), logits)).relu();
        y = m2.apply(Tensor.cat(1, y, logits)).relu();
        y = m3.apply(Tensor.cat(1, y, logits)).relu();
        Tensor rendered = out.apply(Tensor.cat(1, y, logits)); // [N, K, H, W]
        return logits.add(rendered.sub(logits).mul(doubt(logits.detach())));
    }

    /** 1 where no class is likelier than another, 0 where one is certain; [N, 1, H, W]. */
    private static Tensor doubt(Tensor logits) {
        Tensor sure = logits.size(1) == 1
                ? logits.sigmoid().mul(2).add(-1).abs()
                : logits.softmax(1).max(1).mul(2).add(-1).clampMin(0);
        return sure.mul(-1).add(1);
    }
}
