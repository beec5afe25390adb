package org.delineate.block;

import org.delineate.nn.Dropout;
import org.delineate.nn.Layer;
import org.delineate.nn.LayerNorm;
import org.delineate.nn.Tensor;

/**
 * Swin transformer block: x + attention(norm(x)) within windows, then x + mlp(norm(x)), on maps [N, H, W, C].
 *
 * <p>Liu et al., Swin transformer, ICCV 2021, arXiv 2103.14030, eq. 3.
 */
public final class SwinBlock extends Layer {
    private final LayerNorm norm1;
    private final WindowAttention attn;
    private final LayerNorm norm2;
    private final Mlp mlp;
    private final Dropout dropPath;

    /**
     * @param shift of the windows: 0, or half of one in every second block
     * @param dropPath probability that a picture skips a branch in training
     */
    public SwinBlock(int channels, int heads, int window, int shift, double dropPath) {
        norm1 = new LayerNorm(channels);
        attn = new WindowAttention(channels, heads, window, shift);
        norm2 = new LayerNorm(channels);
        mlp = new Mlp(channels, 0, null);
        this.dropPath = Dropout.path(dropPath);
    }

    @Override
    public Tensor apply(Tensor x) {
        x = x.add(dropPath.apply(attn.apply(norm1.apply(x))));
        return x.add(dropPath.apply(mlp.apply(norm2.apply(x))));
    }
}
