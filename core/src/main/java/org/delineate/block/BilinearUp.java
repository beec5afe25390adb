package org.delineate.block;

import java.util.Random;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Layer;
import org.delineate.nn.layer.Weights;

/**
 * Twice the height and width by a transposed convolution of each channel, whose initial weights are those of bilinear
 * interpolation.
 */
public final class BilinearUp extends Layer {
    private static final float[] TAPS = {0.25f, 0.75f, 0.75f, 0.25f};
    private static final String WEIGHT = "weight";

    private final int channels;
    private final Tensor weight;

    /**
     * @param learns otherwise the weight is a buffer: a frozen parameter would still shrink by the optimiser's decay
     */
    public BilinearUp(int channels, boolean learns) {
        this.channels = channels;
        int side = TAPS.length;
        if (learns) {
            weight = parameter(WEIGHT, channels, 1, side, side);
        } else {
            weight = buffer(WEIGHT, 0, channels, 1, side, side);
            Weights.fill(weight, interpolation());
        }
    }

    private float[] interpolation() {
        int side = TAPS.length;
        float[] values = new float[channels * side * side];
        for (int i = 0; i < values.length; i++) {
            values[i] = TAPS[i / side % side] * TAPS[i % side];
        }
        return values;
    }

    @Override
    public Tensor apply(Tensor x) {
        return x.convTranspose2d(weight, null, 2, 1, 0, channels);
    }

    @Override
    protected float[] initialValues(String name, long[] shape, Random random) {
        return interpolation();
    }
}
