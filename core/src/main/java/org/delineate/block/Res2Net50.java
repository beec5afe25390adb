package org.delineate.block;

import java.util.ArrayList;
import java.util.List;
import org.delineate.nn.BatchNorm2d;
import org.delineate.nn.Conv2d;
import org.delineate.nn.Init;
import org.delineate.nn.Layer;
import org.delineate.nn.Sequential;
import org.delineate.nn.Sequential.Relu;
import org.delineate.nn.Tensor;

/**
 * Res2Net-50 v1b 26w 4s; tensors are named as in the published file.
 *
 * <pre>
 * 3x3 stride 2, 3x3, 3x3: 64 - max pool - 3 blocks 256 - 4 blocks 512 - 6 blocks 1024 - 3 blocks 2048
 *
 * block: 1x1 - split in 4 | a -- 3x3 --------- | join - 1x1 - + shortcut
 *                         | b -- + - 3x3 ----- |    each 3x3 sees the answer of the one before,
 *                         | c -- + - 3x3 ----- |    in the first block of a stage the pieces stay apart
 *                         | d ---------------- |    and d is average-pooled
 * </pre>
 *
 * Gao et al., Res2Net, TPAMI 2021, arXiv 1904.01169.
 */
public final class Res2Net50 extends Encoder {
    private static final int SCALE = 4;
    private static final int EXPANSION = 4;

    private final Sequential conv1;
    private final BatchNorm2d bn1 = new BatchNorm2d(64);
    private final Sequential layer1 = stage(64, 64, 3, 1);
    private final Sequential layer2 = stage(256, 128, 4, 2);
    private final Sequential layer3 = stage(512, 256, 6, 2);
    private final Sequential layer4 = stage(1024, 512, 3, 2);

    public Res2Net50(int inputChannels) {
        conv1 = new Sequential(
                new Conv2d(inputChannels, 32, 3, 2, 1, 1, 1, false),
                new BatchNorm2d(32),
                new Relu(),
                Conv2d.withoutBias(32, 32, 3),
                new BatchNorm2d(32),
                new Relu(),
                Conv2d.withoutBias(32, 64, 3));
    }

    private static Sequential stage(int in, int planes, int blocks, int stride) {
        Layer[] layers = new Layer[blocks];
        for (int i = 0; i < blocks; i++) {
            layers[i] = i == 0 ? new Block(in, planes, stride, true) : new Block(EXPANSION * planes, planes, 1, false);
        }
        return new Sequential(layers);
    }

    @Override
    public List<Integer> channels() {
        return List.of(64, 256, 512, 1024, 2048);
    }

    @Override
    public List<Tensor> maps(Tensor x) {
        List<Tensor> maps = new ArrayList<>();
        maps.add(bn1.apply(conv1.apply(x)).relu());
        x = maps.get(0).maxPool2d(3, 2, 1);
        for (Layer stage : List.of(layer1, layer2, layer3, layer4)) {
            x = stage.apply(x);
            maps.add(x);
        }
        return maps;
    }

    @Override
    protected Init init() {
        return Init.HE_FAN_OUT;
    }

    private static final class Block extends Layer {
        private final Conv2d conv1;
        private final BatchNorm2d bn1;
        private final List<Conv2d> convs = new ArrayList<>();
        private final List<BatchNorm2d> bns = new ArrayList<>();
        private final Conv2d conv3;
        private final BatchNorm2d bn3;
        private final Sequential downsample;
        private final int stride;

        Block(int in, int planes, int stride, boolean first) {
            int width = planes * 26 / 64;
            int out = EXPANSION * planes;
            conv1 = Conv2d.withoutBias(in, SCALE * width, 1);
            bn1 = new BatchNorm2d(SCALE * width);
            for (int i = 0; i < SCALE - 1; i++) {
                convs.add(new Conv2d(width, width, 3, stride, 1, 1, 1, false));
                bns.add(new BatchNorm2d(width));
            }
            conv3 = Conv2d.withoutBias(SCALE * width, out, 1);
            bn3 = new BatchNorm2d(out);
            downsample = first
                    ? new Sequential(new Halve(stride), Conv2d.withoutBias(in, out, 1), new BatchNorm2d(out))
                    : null;
            this.stride = stride;
        }

        @Override
        public Tensor apply(Tensor x) { // [N, in, H, W]
            boolean first = downsample != null;
            Tensor wide = bn1.apply(conv1.apply(x)).relu(); // [N, 4 width, H, W]
            long width = wide.size(1) / SCALE;
            Tensor[] part = new Tensor[SCALE];
            for (int i = 0; i < SCALE; i++) {
                Tensor piece = wide.narrow(1, i * width, width);
                if (i == SCALE - 1) {
                    part[i] = first ? piece.avgPool2d(3, stride, 1) : piece;
                } else {
                    Tensor in = first || i == 0 ? piece : part[i - 1].add(piece);
                    part[i] = bns.get(i).apply(convs.get(i).apply(in)).relu(); // [N, width, H/s, W/s]
                }
            }
            Tensor y = bn3.apply(conv3.apply(Tensor.cat(1, part))); // [N, out, H/s, W/s]
            return y.add(first ? downsample.apply(x) : x).relu();
        }
    }

    /** Means of squares; stands first in a shortcut, where the published file counts it. */
    private static final class Halve extends Layer {
        private final int stride;

        Halve(int stride) {
            this.stride = stride;
        }

        @Override
        public Tensor apply(Tensor x) {
            return stride == 1 ? x : x.avgPool2d(stride, stride, 0);
        }
    }
}
