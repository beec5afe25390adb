package org.delineate.block;

import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Layer;
import org.delineate.nn.layer.Sequential;

/**
 * Receptive field block: branches that look 1, 3, 5 and 7 pixels far, joined and added to a 1x1 shortcut.
 *
 * <p>Liu, Huang, Wang: Receptive Field Block Net, ECCV 2018, arXiv 1711.07767, in the form of Wu, Su, Huang: Cascaded
 * Partial Decoder, CVPR 2019, arXiv 1904.08739; as there in code, no activation within the branches.
 */
public final class ReceptiveField extends Layer {
    private final Sequential branch0;
    private final Sequential branch1;
    private final Sequential branch2;
    private final Sequential branch3;
    private final ConvNorm convCat;
    private final ConvNorm convRes;

    public ReceptiveField(int in, int out) {
        branch0 = new Sequential(new ConvNorm(in, out, 1));
        branch1 = branch(in, out, 3);
        branch2 = branch(in, out, 5);
        branch3 = branch(in, out, 7);
        convCat = new ConvNorm(4 * out, out, 3);
        convRes = new ConvNorm(in, out, 1);
    }

    private static Sequential branch(int in, int out, int reach) {
        return new Sequential(
                new ConvNorm(in, out, 1),
                new ConvNorm(Conv2d.oblong(out, out, 1, reach).withoutBias()),
                new ConvNorm(Conv2d.oblong(out, out, reach, 1).withoutBias()),
                new ConvNorm(new Conv2d(out, out, 3).dilation(reach).withoutBias()));
    }

    @Override
    public Tensor apply(Tensor x) { // [N, in, H, W]
        Tensor all = Tensor.cat(1, branch0.apply(x), branch1.apply(x), branch2.apply(x), branch3.apply(x));
        return convCat.apply(all).add(convRes.apply(x)).relu(); // [N, out, H, W]
    }
}
