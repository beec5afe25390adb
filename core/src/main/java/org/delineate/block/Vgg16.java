package org.delineate.block;

import java.util.ArrayList;
import java.util.List;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.BatchNorm2d;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Init;
import org.delineate.nn.layer.Layer;

/**
 * The thirteen 3x3 convolutions of VGG-16 in five blocks, each followed by max pooling; numbered as in published
 * checkpoints.
 *
 * <p>Simonyan, Zisserman: Very deep convolutional networks, ICLR 2015, arXiv 1409.1556, table 1, column D.
 */
public final class Vgg16 extends Encoder {
    /** Channels of the blocks. */
    public static final List<Integer> WIDTHS = List.of(64, 128, 256, 512, 512);
    /** Convolutions of the blocks. */
    public static final List<Integer> DEPTHS = List.of(2, 2, 3, 3, 3);

    private static final class Pool extends Layer {
        @Override
        public Tensor apply(Tensor x) {
            return x.maxPool2d(2, 2, 0);
        }
    }

    private final List<Layer> features = new ArrayList<>();

    /** @param norms batch norms behind the convolutions */
    public Vgg16(int inputChannels, boolean norms) {
        init(Init.HE_FAN_OUT);
        int in = inputChannels;
        for (int b = 0; b < WIDTHS.size(); b++) {
            int out = WIDTHS.get(b);
            for (int k = 0; k < DEPTHS.get(b); k++) {
                features.add(new Conv2d(in, out, 3));
                if (norms) {
                    features.add(new BatchNorm2d(out));
                }
                features.add(Layer.of(Tensor::relu));
                in = out;
            }
            features.add(new Pool());
        }
    }

    @Override
    public List<Integer> channels() {
        return List.of(128, 256, 512, 512, 512);
    }

    /**
     * The maps of all blocks but the first before pooling, at 1/2 to 1/16 of the size, and the last one pooled, at
     * 1/32.
     */
    @Override
    public List<Tensor> maps(Tensor x) {
        return allMaps(x).subList(1, WIDTHS.size() + 1);
    }

    /** The first block's map too, at the full size. */
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
}
