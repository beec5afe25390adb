package org.delineate.zoo;

import java.util.ArrayList;
import java.util.List;
import org.delineate.nn.Output;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Conv2d;

/**
 * MicroSegNet: a TransUNet whose decoder has a head at every level and is supervised there.
 *
 * <pre>
 *                                   16 - 3x3 - mask
 * 1/2   ResNet 64 ------------- cat 64 - 3x3 - mask
 * 1/4      ResNet 256 ----- cat 128 - 3x3 - mask
 * 1/8         ResNet 512 - cat 256 - 3x3 - mask
 * 1/16           ResNet 1024 - transformer 768 - 512
 * </pre>
 *
 * Jiang et al.: MicroSegNet, Computerized Medical Imaging and Graphics 112 (2024) 102326, arXiv 2305.19956, figure 2;
 * its loss is {@code micro-segnet}. Made for one size, as {@link TransUNet}. 105,326,036 parameters for 256x256.
 */
public final class MicroSegNet extends TransUNet {
    private final List<Conv2d> heads = new ArrayList<>();

    public MicroSegNet(Spec s) {
        super(s);
        for (int channels : DECODER.subList(0, 3)) {
            heads.add(new Conv2d(channels, s.classes(), 3));
        }
    }

    @Override
    protected Output output(Tensor x) { // [N, C, H, W]
        List<Tensor> maps = decoded(x);
        List<Tensor> auxiliary = new ArrayList<>();
        for (int i = 0; i < heads.size(); i++) {
            auxiliary.add(heads.get(i).apply(maps.get(i))); // [N, K, H/8 .. H/2, ..]
        }
        return new Output(head(maps.get(3)), auxiliary);
    }

    @Override
    protected Renames renames() {
        return super.renames().then("heads.{i} -> decoder.segmentation_head{i}.0");
    }
}
