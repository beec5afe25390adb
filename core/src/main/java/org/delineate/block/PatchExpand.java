package org.delineate.block;

import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Layer;
import org.delineate.nn.layer.LayerNorm;
import org.delineate.nn.layer.Linear;

/**
 * Upsamples a map [N, H, W, C]: linear, every pixel's channels laid out as a patch, norm (Swin-Unet, arXiv 2105.05537).
 */
public final class PatchExpand extends Layer {
    private final Linear expand;
    private final LayerNorm norm;
    private final int factor;
    private final int out;

    public PatchExpand(int in, int out, int factor) {
        expand = new Linear(in, factor * factor * out).withoutBias();
        norm = new LayerNorm(out);
        this.factor = factor;
        this.out = out;
    }

    @Override
    public Tensor apply(Tensor x) {
        long n = x.size(0);
        long h = x.size(1);
        long w = x.size(2);
        Tensor t = expand.apply(x)
                .reshape(n, h, w, factor, factor, out)
                .permute(0, 1, 3, 2, 4, 5)
                .reshape(n, h * factor, w * factor, out);
        return norm.apply(t);
    }
}
