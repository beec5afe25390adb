package org.delineate.zoo;

import java.util.List;
import org.delineate.block.ConvNormRelu;
import org.delineate.block.ResNet;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Init;
import org.delineate.nn.layer.Sequential;

/**
 * SANet: three levels of a residual encoder, the deep ones gate the shallow ones, and one 1x1 convolution at 1/8.
 *
 * <pre>
 * Res2Net-50
 * 512 1/8 ---- 64 ------------ * ---|
 *   1024 1/16 - 64 - x2 - * ---|----| cat 192 - 1x1 - x8
 *     2048 1/32 - 64 - x4 -|--------|        all resizing with aligned corners
 * </pre>
 *
 * Wei et al.: Shallow Attention Network for Polyp Segmentation, MICCAI 2021, arXiv 2108.00882. The reference
 * returns the map at 1/8. The colour exchange of the paper, an augmentation, is not offered. Height and width:
 * multiples of 32. 23,899,497 parameters.
 */
public final class SANet extends Network {
    private static final int WIDTH = 64;

    private final ResNet bkbone;
    private final Sequential linear5 = ConvNormRelu.of(new Conv2d(2048, WIDTH, 1));
    private final Sequential linear4 = ConvNormRelu.of(new Conv2d(1024, WIDTH, 1));
    private final Sequential linear3 = ConvNormRelu.of(new Conv2d(512, WIDTH, 1));
    private final Conv2d predict;

    public SANet(Spec s) {
        super(s, 32);
        init(Init.HE_FAN_IN);
        encoder("bkbone\\.");
        bkbone = ResNet.res2Net50(s.inputChannels());
        predict = new Conv2d(3 * WIDTH, s.classes(), 1);
    }

    @Override
    protected Tensor logits(Tensor x) { // [N, C, H, W]
        return eighth(x).resizeBilinear(x.size(2), x.size(3), true); // [N, K, H, W]
    }

    private Tensor eighth(Tensor x) {
        List<Tensor> maps = bkbone.maps(x);
        Tensor out3 = linear3.apply(maps.get(2)); // [N, 64, H/8, ..]
        Tensor out4 = like(out3, linear4.apply(maps.get(3))); // [N, 64, H/8, ..]
        Tensor out5 = like(out3, linear5.apply(maps.get(4))); // [N, 64, H/8, ..]
        Tensor both = out4.mul(out5);
        return predict.apply(Tensor.cat(1, out5, both, out3.mul(both))); // [N, K, H/8, ..]
    }

    private static Tensor like(Tensor fine, Tensor coarse) {
        return coarse.resizeBilinear(fine.size(2), fine.size(3), true);
    }

    @Override
    public List<Tensor> reference(Tensor x) {
        return List.of(eighth(x));
    }

    /**
     * The paper's probability correction: the logits above 0 are divided by their share of the image, those below 0
     * by theirs, so that a small lesion is not outvoted; then the sigmoid. At a threshold of one half it changes no
     * mask.
     */
    @Override
    public Tensor probability(Tensor lesion) {
        return corrected(lesion).sub(corrected(lesion.mul(-1))).sigmoid();
    }

    @Override
    public boolean seesWholePicture() {
        return true;
    }

    /** The positive logits divided by their share of the image; 0 elsewhere. */
    private static Tensor corrected(Tensor o) { // [N, 1, H, W]
        double pixels = o.size(2) * o.size(3);
        return o.relu().div(o.above(0).mean(2, 3).clampMin(1 / pixels));
    }
}
