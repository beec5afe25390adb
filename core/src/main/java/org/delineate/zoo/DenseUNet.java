package org.delineate.zoo;

import java.util.ArrayList;
import java.util.List;
import org.delineate.block.DenseBlock;
import org.delineate.block.DenseNet121;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.BatchNorm2d;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Init;
import org.delineate.nn.layer.Module;

/**
 * Dense U-Net: DenseNet-121 and its mirror image, whose dense blocks are as deep as the encoder's.
 *
 * <pre>
 * 1   D6 - T 128 ----------------- U 64 - D6 - 1x1 64 - 1x1
 * 1/2    D12 - T 256 ------- U 128 - D12                     Dn: DenseBlock of n layers; T: its maps by half;
 * 1/4       D24 - T 512 - U 256 - D24                        U: upsampled, beside T's, compressed
 * 1/8           D16 1024
 * </pre>
 *
 * Huang et al.: Densely Connected Convolutional Networks, CVPR 2017, arXiv 1608.06993, table 1; a decoder of dense
 * blocks as in Jegou et al., arXiv 1611.09326. The form of the public code for PyTorch, without its softmax. The stem
 * keeps the size, or shrinks it to a quarter as DenseNet's does. Height and width: multiples of 8, or 32. 12,266,113
 * parameters.
 */
public final class DenseUNet extends Network {
    private static final int[] DEPTHS = {6, 12, 24};
    private static final int FIRST = 64;
    private static final int STEM = 4;

    /** 1x1 convolution, bilinear x2, the skip beside it, 1x1 convolution; norm and ReLU before each of the two. */
    private static final class TransitionUp extends Module {
        private final BatchNorm2d norm1;
        private final Conv2d conv1;
        private final BatchNorm2d norm2;
        private final Conv2d conv2;

        private TransitionUp(int in, int out) {
            norm1 = new BatchNorm2d(in);
            conv1 = new Conv2d(in, 2 * out, 1).withoutBias();
            norm2 = new BatchNorm2d(4 * out);
            conv2 = new Conv2d(4 * out, out, 1).withoutBias();
        }

        private Tensor apply(Tensor x, Tensor skip) {
            x = conv1.apply(norm1.apply(x).relu()).upsampleBilinear(2);
            return conv2.apply(norm2.apply(Tensor.cat(1, x, skip)).relu());
        }
    }

    private final boolean shrinksFirst;
    private final DenseNet121 encoder;
    private final List<TransitionUp> transition = new ArrayList<>();
    private final List<DenseBlock> denseblock = new ArrayList<>();
    private final BatchNorm2d norm0;
    private final Conv2d conv0;
    private final BatchNorm2d norm1;
    private final Conv2d classifier;

    /** @param shrinksFirst the stem makes a quarter of the size */
    public DenseUNet(Spec s, boolean shrinksFirst) {
        super(s, shrinksFirst ? 8 * STEM : 8);
        init(Init.HE_FAN_IN);
        this.shrinksFirst = shrinksFirst;
        encoder = new DenseNet121(s.inputChannels(), DenseNet121.Maps.COMPRESSED, shrinksFirst);
        for (int i = 0; i < DEPTHS.length; i++) {
            int out = FIRST << i;
            transition.add(new TransitionUp(
                    i + 1 < DEPTHS.length ? wide(i + 1) : encoder.channels().get(4), out));
            denseblock.add(new DenseBlock(out, DEPTHS[i]));
        }
        norm0 = new BatchNorm2d(wide(0));
        conv0 = new Conv2d(wide(0), FIRST, 1).withoutBias();
        norm1 = new BatchNorm2d(FIRST);
        classifier = new Conv2d(FIRST, s.classes(), 1);
    }

    /** Channels after a dense block. */
    private static int wide(int i) {
        return (FIRST << i) + DEPTHS[i] * DenseBlock.GROWTH;
    }

    @Override
    protected Tensor logits(Tensor x) { // [N, C, H, W]
        List<Tensor> maps = encoder.maps(x); // after the stem's: [N, 128 2^i, h/2^i, w/2^i], h = H or H/4
        x = maps.get(4); // [N, 1024, h/8, w/8]
        for (int i = DEPTHS.length - 1; i >= 0; i--) {
            x = denseblock.get(i).apply(transition.get(i).apply(x, maps.get(i + 1))); // [N, 1024 512 256, h/2^i, w/2^i]
        }
        x = shrinksFirst ? x.upsampleBilinear(STEM) : x;
        x = norm1.apply(conv0.apply(norm0.apply(x).relu())); // [N, 64, H, W]
        return classifier.apply(x); // [N, K, H, W]
    }

    @Override
    protected Renames renames() {
        return Renames.of(
                "transition.{i} -> decoder.features.transition{i+1}",
                "denseblock.{i} -> decoder.features.denseblock{i+1}",
                "norm{i} -> decoder.features.norm{i}",
                "conv{i} -> decoder.features.conv{i}");
    }
}
