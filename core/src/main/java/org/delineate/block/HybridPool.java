package org.delineate.block;

import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Layer;

/** Hybrid pooling: 1x1 convolution of max pooling beside spectral pooling (RCA-IUnet, section 3.2). */
public final class HybridPool extends Layer {
    private final boolean halve;
    private final SpectralPool spectral;
    private final Conv2d mix;

    /** @param halve to half the size, or keep the size ("same": windows of 2x2 reach right and down) */
    public HybridPool(int channels, boolean halve, SpectralPool.Axes axes) {
        this.halve = halve;
        this.spectral = new SpectralPool(halve, axes);
        this.mix = new Conv2d(2 * channels, channels, 1);
    }

    @Override
    public Tensor apply(Tensor x) {
        Tensor max = halve
                ? x.maxPool2d(2, 2, 0)
                : x.pad(0, 1, 0, 1, Double.NEGATIVE_INFINITY).maxPool2d(2, 1, 0);
        return mix.apply(Tensor.cat(1, max, spectral.apply(x)));
    }
}
