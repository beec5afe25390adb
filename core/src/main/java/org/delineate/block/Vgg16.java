package org.delineate.block;

import java.util.ArrayList;
import java.util.List;
import org.delineate.nn.BatchNorm2d;
import org.delineate.nn.Conv2d;
import org.delineate.nn.Init;
import org.delineate.nn.Layer;
import org.delineate.nn.Sequential.Relu;
import org.delineate.nn.Tensor;

/** VGG-16 with or without batch norms: the maps before each pooling but the first, and the last pooled one (Simonyan and Zisserman 2015, arXiv 1409.1556, table 1, D). */
public final class Vgg16 extends Encoder {
    private static final int[][] STAGES = {{64, 64}, {128, 128}, {256, 256, 256}, {512, 512, 512}, {512, 512, 512}};

    private static final class Pool extends Layer {
        @Override
        public Tensor apply(Tensor x) {
            return x.maxPool2d(2, 2, 0);
        }
    }

    private final List<Layer> features = new ArrayList<>();

    public Vgg16(int inputChannels, boolean norms) {
        int in = inputChannels;
        for (int[] stage : STAGES) {
            for (int out : stage) {
                features.add(new Conv2d(in, out, 3));
                if (norms) {
                    features.add(new BatchNorm2d(out));
                }
                features.add(new Relu());
                in = out;
            }
            features.add(new Pool());
        }
    }

    @Override
    public List<Integer> channels() {
        return List.of(128, 256, 512, 512, 512);
    }

    @Override
    public List<Tensor> maps(Tensor x) {
        List<Tensor> all = allMaps(x);
        return all.subList(1, all.size());
    }

    /** The map of the full size, 64 channels, before {@link #maps}. */
    public List<Tensor> allMaps(Tensor x) {
        List<Tensor> maps = new ArrayList<>();
        for (Layer layer : features) {
            if (layer instanceof Pool) {
                maps.add(x);
            }
            x = layer.apply(x);
        }
        maps.add(x);
        return maps;
    }

    @Override
    protected Init init() {
        return Init.HE_FAN_OUT;
    }
}
