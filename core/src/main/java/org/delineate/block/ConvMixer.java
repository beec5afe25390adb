package org.delineate.block;

import java.util.ArrayList;
import java.util.List;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.BatchNorm2d;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Layer;
import org.delineate.nn.layer.Sequential;

/**
 * ConvMixer: a depthwise convolution mixes places, 1x1 convolutions mix channels; GELU and then a batch norm follow
 * each.
 *
 * <p>Trockman, Kolter: Patches Are All You Need?, 2022, arXiv 2201.09792, eq. 2-3. Shapes are kept.
 */
public final class ConvMixer {
    private ConvMixer() {}

    /**
     * The depthwise convolution beside the identity, then the 1x1 ones: CMU-Net, SCRNet; with a hidden width CMUNeXt.
     *
     * @param hidden channels between the 1x1 convolutions; none for a single one
     */
    public static Sequential of(int channels, int kernel, int... hidden) {
        List<Layer> layers = new ArrayList<>(List.of(new Residual(Conv2d.depthwise(channels, kernel))));
        int in = channels;
        for (int out : hidden) {
            layers.addAll(activated(new Conv2d(in, out, 1)));
            in = out;
        }
        layers.addAll(activated(new Conv2d(in, channels, 1)));
        return new Sequential(layers);
    }

    /** Both convolutions beside the identity (ARU-Net's SpConvMixer). */
    public static Layer residual(int channels, int kernel) {
        return new Residual(Conv2d.depthwise(channels, kernel), new Conv2d(channels, channels, 1));
    }

    /** Convolutions one after the other, a GELU and a batch norm behind each. */
    public static List<Layer> activated(Conv2d... convolutions) {
        List<Layer> layers = new ArrayList<>();
        for (Conv2d conv : convolutions) {
            layers.addAll(List.of(conv, Layer.of(Tensor::gelu), new BatchNorm2d(conv.channels())));
        }
        return layers;
    }

    /** x + fn(x). */
    private static final class Residual extends Layer {
        private final Sequential fn;

        Residual(Conv2d... convolutions) {
            fn = new Sequential(activated(convolutions));
        }

        @Override
        public Tensor apply(Tensor x) {
            return x.add(fn.apply(x));
        }
    }
}
