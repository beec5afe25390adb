package org.delineate.block;

import java.util.ArrayList;
import java.util.List;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Init;
import org.delineate.nn.layer.Layer;

/**
 * MobileNetV2: a 3x3 convolution and seventeen inverted residual blocks, numbered as in published checkpoints.
 *
 * <p>Sandler et al.: MobileNetV2, CVPR 2018, arXiv 1801.04381, table 2.
 */
public final class MobileNetV2 extends Encoder {
    /** Expansion, channels, blocks and the first one's stride of each stage (table 2). */
    private static final int[][] STAGES = {
        {1, 16, 1, 1}, {6, 24, 2, 2}, {6, 32, 3, 2}, {6, 64, 4, 2}, {6, 96, 3, 1}, {6, 160, 3, 2}, {6, 320, 1, 1}
    };

    private static final int STEM = 32;
    private static final int HEAD = 1280;
    /** The parts whose results are the maps of 1/2 to 1/16 of the size: before the next stride. */
    private static final List<Integer> ENDS = List.of(1, 3, 6, 13);

    private final List<Layer> features = new ArrayList<>();
    private final int deepest;

    /** @param head whether the deepest map goes through the classifier's 1x1 convolution to 1280 channels */
    public MobileNetV2(int inputChannels, boolean head) {
        init(Init.HE_FAN_OUT);
        features.add(InvertedResidual.convNormRelu6(new Conv2d(inputChannels, STEM, 3).stride(2)));
        int in = STEM;
        for (int[] stage : STAGES) {
            for (int block = 0; block < stage[2]; block++) {
                features.add(new InvertedResidual(in, stage[1], block == 0 ? stage[3] : 1, stage[0]));
                in = stage[1];
            }
        }
        if (head) {
            features.add(InvertedResidual.convNormRelu6(new Conv2d(in, HEAD, 1)));
        }
        deepest = head ? HEAD : in;
    }

    @Override
    public List<Integer> channels() {
        return List.of(16, 24, 32, 96, deepest);
    }

    @Override
    public List<Tensor> maps(Tensor x) {
        List<Tensor> maps = new ArrayList<>();
        for (int i = 0; i < features.size(); i++) {
            x = features.get(i).apply(x);
            if (ENDS.contains(i)) {
                maps.add(x);
            }
        }
        maps.add(x);
        return maps;
    }
}
