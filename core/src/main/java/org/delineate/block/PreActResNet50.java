package org.delineate.block;

import java.util.ArrayList;
import java.util.List;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.BatchNorm2d;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Init;
import org.delineate.nn.layer.Module;

/**
 * ResNet-50 with norm and ReLU before every convolution, as the Keras collections of classification networks have it.
 *
 * <p>He, Zhang, Ren, Sun: Identity mappings in deep residual networks, ECCV 2016, arXiv 1603.05027, figure 4e. The
 * images go through a batch norm of their own first; a shortcut with a convolution starts behind the unit's first
 * ReLU.
 */
public final class PreActResNet50 extends Module {
    private static final int STEM = 64;

    private final BatchNorm2d bnData;
    private final Conv2d conv0;
    private final BatchNorm2d bn0;
    private final List<Unit> stage1;
    private final List<Unit> stage2;
    private final List<Unit> stage3;
    private final List<Unit> stage4;
    private final BatchNorm2d bn1;

    /**
     * Activated inputs of units; channels at parts of the size.
     *
     * @param skips before the stages: 64 at 1/2, 256 at 1/4, 512 at 1/8, 1024 at 1/16
     * @param further one unit on, and the end: 256 at 1/4, 512 at 1/8, 1024 at 1/16, 2048 at 1/32
     */
    public record Maps(List<Tensor> skips, List<Tensor> further) {}

    public PreActResNet50(int inputChannels) {
        init(Init.HE_UNIFORM);
        bnData = BatchNorm2d.withoutFactor(inputChannels, Unit.EPS, Unit.MOMENTUM);
        conv0 = new Conv2d(inputChannels, STEM, 7).stride(2).withoutBias();
        bn0 = Unit.norm(STEM);
        stage1 = Unit.stage(STEM, 64, 1, 3);
        stage2 = Unit.stage(256, 128, 2, 4);
        stage3 = Unit.stage(512, 256, 2, 6);
        stage4 = Unit.stage(1024, 512, 2, 3);
        bn1 = Unit.norm(2048);
    }

    /** Of images [N, C, H, W]; height and width must be multiples of 32. */
    public Maps maps(Tensor x) {
        List<Tensor> skips = new ArrayList<>();
        List<Tensor> further = new ArrayList<>();
        x = bn0.apply(conv0.apply(bnData.apply(x))).relu(); // [N, 64, H/2, W/2]
        skips.add(x);
        x = x.maxPool2d(3, 2, 1);
        for (List<Unit> stage : List.of(stage1, stage2, stage3, stage4)) {
            for (int i = 0; i < stage.size(); i++) {
                Tensor active = stage.get(i).activate(x);
                if (i == 0 && stage != stage1) {
                    skips.add(active);
                } else if (i == 1 && stage != stage4) {
                    further.add(active);
                }
                x = stage.get(i).sum(x, active);
            }
        }
        further.add(bn1.apply(x).relu()); // [N, 2048, H/32, W/32]
        return new Maps(skips, further);
    }

    private static final class Unit extends Module {
        private static final double EPS = 2e-5;
        private static final double MOMENTUM = 0.01;

        private final BatchNorm2d bn1;
        private final Conv2d conv1;
        private final BatchNorm2d bn2;
        private final Conv2d conv2;
        private final BatchNorm2d bn3;
        private final Conv2d conv3;
        private final Conv2d sc;

        Unit(int in, int width, int stride, boolean first) {
            bn1 = norm(in);
            conv1 = new Conv2d(in, width, 1).withoutBias();
            bn2 = norm(width);
            conv2 = new Conv2d(width, width, 3).stride(stride).withoutBias();
            bn3 = norm(width);
            conv3 = new Conv2d(width, 4 * width, 1).withoutBias();
            sc = first ? new Conv2d(in, 4 * width, 1).stride(stride).withoutBias() : null;
        }

        static List<Unit> stage(int in, int width, int stride, int units) {
            List<Unit> stage = new ArrayList<>(List.of(new Unit(in, width, stride, true)));
            while (stage.size() < units) {
                stage.add(new Unit(4 * width, width, 1, false));
            }
            return stage;
        }

        static BatchNorm2d norm(int channels) {
            return new BatchNorm2d(channels, EPS, MOMENTUM);
        }

        Tensor activate(Tensor x) {
            return bn1.apply(x).relu();
        }

        Tensor sum(Tensor x, Tensor active) {
            Tensor y = conv2.apply(bn2.apply(conv1.apply(active)).relu());
            y = conv3.apply(bn3.apply(y).relu());
            return y.add(sc == null ? x : sc.apply(active));
        }
    }
}
