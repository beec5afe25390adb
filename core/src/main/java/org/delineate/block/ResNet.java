package org.delineate.block;

import java.util.ArrayList;
import java.util.List;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.BatchNorm2d;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Init;
import org.delineate.nn.layer.Layer;
import org.delineate.nn.layer.Sequential;

/** Residual networks: a stem and four stages of blocks (He et al. 2016, arXiv 1512.03385, table 1). */
public final class ResNet extends Encoder {
    private final int expansion;
    private final Layer conv1;
    private final BatchNorm2d bn1 = new BatchNorm2d(64);
    private final Sequential layer1;
    private final Sequential layer2;
    private final Sequential layer3;
    private final Sequential layer4;

    /** Makes a block: [N, in, H, W] to [N, out, H/stride, W/stride]. */
    private interface Block {
        Layer of(int in, int out, int stride, boolean first);
    }

    /** @param expansion of a stage's channels over 64, 128, 256 and 512, which a bottleneck squeezes again */
    private ResNet(Layer conv1, int expansion, Block block) {
        init(Init.HE_FAN_OUT);
        this.expansion = expansion;
        this.conv1 = conv1;
        layer1 = stage(block, 64, 64 * expansion, 3, 1);
        layer2 = stage(block, 64 * expansion, 128 * expansion, 4, 2);
        layer3 = stage(block, 128 * expansion, 256 * expansion, 6, 2);
        layer4 = stage(block, 256 * expansion, 512 * expansion, 3, 2);
    }

    /** Of blocks of two 3x3 convolutions. */
    public static ResNet of34(int inputChannels) {
        return residual(inputChannels, 1);
    }

    /** Of bottlenecks, whose 3x3 takes the stride. */
    public static ResNet of50(int inputChannels) {
        return residual(inputChannels, 4);
    }

    private static ResNet residual(int inputChannels, int expansion) {
        return new ResNet(
                new Conv2d(inputChannels, 64, 7).stride(2).withoutBias(),
                expansion,
                (in, out, stride, first) -> ResidualBlock.of(in, out, expansion, stride, in != out));
    }

    /** Res2Net-50 v1b 26w 4s: {@link Res2NetBlock}s, and three 3x3 convolutions as stem. */
    public static ResNet res2Net50(int inputChannels) {
        Sequential stem = new Sequential(
                new Conv2d(inputChannels, 32, 3).stride(2).withoutBias(),
                new BatchNorm2d(32),
                Layer.of(Tensor::relu),
                new Conv2d(32, 32, 3).withoutBias(),
                new BatchNorm2d(32),
                Layer.of(Tensor::relu),
                new Conv2d(32, 64, 3).withoutBias());
        return new ResNet(stem, 4, Res2NetBlock::new);
    }

    private static Sequential stage(Block block, int in, int out, int depth, int stride) {
        return Sequential.of(depth, i -> i == 0 ? block.of(in, out, stride, true) : block.of(out, out, 1, false));
    }

    @Override
    public List<Integer> channels() {
        return List.of(64, 64 * expansion, 128 * expansion, 256 * expansion, 512 * expansion);
    }

    @Override
    public List<Tensor> maps(Tensor x) {
        List<Tensor> maps = new ArrayList<>();
        maps.add(bn1.apply(conv1.apply(x)).relu());
        x = maps.get(0).maxPool2d(3, 2, 1);
        for (Sequential layer : List.of(layer1, layer2, layer3, layer4)) {
            x = layer.apply(x);
            maps.add(x);
        }
        return maps;
    }
}
