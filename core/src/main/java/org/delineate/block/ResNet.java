package org.delineate.block;

import java.util.ArrayList;
import java.util.List;
import org.delineate.nn.BatchNorm2d;
import org.delineate.nn.Conv2d;
import org.delineate.nn.Init;
import org.delineate.nn.Layer;
import org.delineate.nn.Sequential;
import org.delineate.nn.Tensor;

/** ResNet-34 and ResNet-50 (He et al. 2016, arXiv 1512.03385, table 1; the 3x3 of a bottleneck takes the stride). */
public final class ResNet extends Encoder {
    private final int expansion;
    private final Conv2d conv1;
    private final BatchNorm2d bn1 = new BatchNorm2d(64);
    private final Sequential layer1;
    private final Sequential layer2;
    private final Sequential layer3;
    private final Sequential layer4;

    /** @param expansion of a stage's channels over 64, 128, 256 and 512, which a bottleneck squeezes again */
    private ResNet(int inputChannels, int expansion) {
        this.expansion = expansion;
        conv1 = new Conv2d(inputChannels, 64, 7, 2, 3, 1, 1, false);
        layer1 = stage(64, 64 * expansion, 3, 1);
        layer2 = stage(64 * expansion, 128 * expansion, 4, 2);
        layer3 = stage(128 * expansion, 256 * expansion, 6, 2);
        layer4 = stage(256 * expansion, 512 * expansion, 3, 2);
    }

    /** Of blocks of two 3x3 convolutions. */
    public static ResNet of34(int inputChannels) {
        return new ResNet(inputChannels, 1);
    }

    /** Of bottlenecks. */
    public static ResNet of50(int inputChannels) {
        return new ResNet(inputChannels, 4);
    }

    private Sequential stage(int in, int out, int depth, int stride) {
        Layer[] blocks = new Layer[depth];
        blocks[0] = new ResidualBlock(in, out, expansion, stride, in != out);
        for (int i = 1; i < depth; i++) {
            blocks[i] = new ResidualBlock(out, out, expansion, 1, false);
        }
        return new Sequential(blocks);
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

    @Override
    protected Init init() {
        return Init.HE_FAN_OUT;
    }
}
