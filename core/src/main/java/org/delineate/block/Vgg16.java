package org.delineate.block;

import java.util.ArrayList;
import java.util.List;
import org.delineate.nn.BatchNorm2d;
import org.delineate.nn.Conv2d;
import org.delineate.nn.Layer;
import org.delineate.nn.Module;
import org.delineate.nn.Sequential.Relu;
import org.delineate.nn.Tensor;

/**
 * The thirteen 3x3 convolutions of VGG-16 in five blocks, each followed by max pooling; numbered as in published checkpoints.
 *
 * <p>Simonyan, Zisserman: Very deep convolutional networks, ICLR 2015, arXiv 1409.1556, table 1, column D.
 */
public final class Vgg16 extends Module {
    /** Channels of the blocks. */
    public static final List<Integer> WIDTHS = List.of(64, 128, 256, 512, 512);
    /** Convolutions of the blocks. */
    public static final List<Integer> DEPTHS = List.of(2, 2, 3, 3, 3);

    private final List<Layer> features = new ArrayList<>();

    /** @param norms batch norms behind the convolutions */
    public Vgg16(int inputChannels, boolean norms) {
        int in = inputChannels;
        for (int b = 0; b < WIDTHS.size(); b++) {
            int out = WIDTHS.get(b);
            for (int k = 0; k < DEPTHS.get(b); k++) {
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

    /** [N, C, H, W] to the blocks' maps before pooling, at 1 to 1/16 of the size, and the last one pooled, at 1/32. */
    public List<Tensor> maps(Tensor x) {
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

    private static final class Pool extends Layer {
        @Override
        public Tensor apply(Tensor x) {
            return x.maxPool2d(2, 2, 0);
        }
    }
}
