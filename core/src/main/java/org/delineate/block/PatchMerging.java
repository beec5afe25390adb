package org.delineate.block;

import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Layer;
import org.delineate.nn.layer.LayerNorm;
import org.delineate.nn.layer.Linear;

/**
 * Halves height and width of a map [N, H, W, C] and doubles its channels: 2x2 pixels, norm, linear (Swin, arXiv
 * 2103.14030).
 */
public final class PatchMerging extends Layer {
    private final Linear reduction;
    private final LayerNorm norm;

    public PatchMerging(int channels) {
        reduction = new Linear(4 * channels, 2 * channels).withoutBias();
        norm = new LayerNorm(4 * channels);
    }

    @Override
    public Tensor apply(Tensor x) {
        long h = x.size(1) / 2;
        long w = x.size(2) / 2;
        Tensor t = x.reshape(x.size(0), h, 2, w, 2, x.size(3))
                .permute(0, 1, 3, 4, 2, 5) // pixels of a patch in columns
                .reshape(x.size(0), h, w, 4 * x.size(3));
        return reduction.apply(norm.apply(t));
    }
}
