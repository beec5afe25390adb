package org.delineate.block;

import java.util.ArrayList;
import java.util.List;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.BatchNorm2d;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Layer;
import org.delineate.nn.layer.Sequential;
import org.delineate.nn.layer.Sequential.Gelu;

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
        List<Layer> layers = new ArrayList<>();
        layers.add(new Residual(
                new Sequential(Conv2d.depthwise(channels, kernel), new Gelu(), new BatchNorm2d(channels))));
        int in = channels;
        for (int i = 0; i <= hidden.length; i++) {
            int out = i < hidden.length ? hidden[i] : channels;
            layers.addAll(List.of(new Conv2d(in, out, 1), new Gelu(), new BatchNorm2d(out)));
            in = out;
        }
        return new Sequential(layers.toArray(Layer[]::new));
    }

    /** Both convolutions beside the identity (ARU-Net's SpConvMixer). */
    public static Layer residual(int channels, int kernel) {
        return new Residual(new Sequential(
                Conv2d.depthwise(channels, kernel),
                new Gelu(),
                new BatchNorm2d(channels),
                new Conv2d(channels, channels, 1),
                new Gelu(),
                new BatchNorm2d(channels)));
    }

    /** x + fn(x). */
    private static final class Residual extends Layer {
        private final Sequential fn;

        Residual(Sequential fn) {
            this.fn = fn;
        }

        @Override
        public Tensor apply(Tensor x) {
            return x.add(fn.apply(x));
        }
    }
}
