package org.delineate.zoo;

import java.util.ArrayList;
import java.util.List;
import org.delineate.block.PreActResNet50;
import org.delineate.block.TransposeUp;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Init;

/**
 * U-Net of a pre-activation ResNet-50 and transposed convolutions, as Keras users built it.
 *
 * <pre>
 *                                   up 16 - 3x3
 * stem 64 --------------------- up 32
 *    stage 256 ------------- up 64        up: 4x4 transposed convolution, cat (up, skip), 3x3;
 *       stage 512 ------- up 128          the skips are the stages' ends, normed and activated
 *          stage 1024 - up 256
 *             stage 2048
 * </pre>
 *
 * "U-Net + resnet50" in the tables of RCA-IUnet (arXiv 2108.02508), where it has 36.5 million parameters; no paper of
 * its own. Its Keras code is not run: the reference is an own writing of its structure. The logit is the value before
 * its sigmoid. Height and width: multiples of 32. 36,488,212 parameters; Keras counts 36,535,770 with the running
 * statistics.
 */
public final class TransposeUNet extends Network {
    private final PreActResNet50 encoder;
    private final List<TransposeUp> up;
    private final Conv2d finalConv;

    public TransposeUNet(Spec s) {
        super(s, 32);
        init(Init.GLOROT_UNIFORM);
        encoder = new PreActResNet50(s.inputChannels());
        up = new ArrayList<>(List.of(
                new TransposeUp(2048, 1024, 256),
                new TransposeUp(256, 512, 128),
                new TransposeUp(128, 256, 64),
                new TransposeUp(64, 64, 32),
                new TransposeUp(32, 0, 16)));
        finalConv = new Conv2d(16, s.classes(), 3);
    }

    @Override
    protected Tensor logits(Tensor x) { // [N, C, H, W]
        PreActResNet50.Maps maps = encoder.maps(x);
        x = maps.further().get(3); // [N, 2048, H/32, W/32]
        for (int i = 0; i < 4; i++) {
            x = up.get(i).apply(x, maps.skips().get(3 - i)); // [N, 256 / 2^i, H/2^(4-i), W/2^(4-i)]
        }
        return finalConv.apply(up.get(4).apply(x)); // [N, K, H, W]
    }
}
