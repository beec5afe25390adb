package org.delineate.block;

import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Dropout;
import org.delineate.nn.layer.Init;
import org.delineate.nn.layer.Layer;
import org.delineate.nn.layer.LayerNorm;

/**
 * Block of a transformer with its norms in front: x + attention(norm(x)), then x + mlp(norm(x)), over the last axis.
 */
public final class TransformerBlock extends Layer {
    private final LayerNorm norm1;
    private final Layer attn;
    private final LayerNorm norm2;
    private final Mlp mlp;
    private final Dropout dropPath;

    private TransformerBlock(int channels, double eps, Layer attn, Mlp mlp, double dropPath) {
        norm1 = new LayerNorm(channels, eps);
        this.attn = attn;
        norm2 = new LayerNorm(channels, eps);
        this.mlp = mlp;
        this.dropPath = Dropout.path(dropPath);
    }

    /** Among all tokens [N, T, C] (Dosovitskiy et al., ICLR 2021, arXiv 2010.11929, eq. 2-3). */
    public static TransformerBlock global(int channels, int heads) {
        Mlp mlp = new Mlp(channels, 0.1, Init.GLOROT_UNIFORM);
        return new TransformerBlock(channels, 1e-6, new SelfAttention(channels, heads), mlp, 0);
    }

    /**
     * Within windows of maps [N, H, W, C] (Liu et al., Swin transformer, ICCV 2021, arXiv 2103.14030, eq. 3).
     *
     * @param shift of the windows: 0, or half of one in every second block
     * @param dropPath probability that a image skips a branch in training
     */
    public static TransformerBlock windowed(int channels, int heads, int window, int shift, double dropPath) {
        Layer attn = new WindowAttention(channels, heads, window, shift);
        return new TransformerBlock(channels, 1e-5, attn, new Mlp(channels, 0, null), dropPath);
    }

    @Override
    public Tensor apply(Tensor x) {
        x = x.add(dropPath.apply(attn.apply(norm1.apply(x))));
        return x.add(dropPath.apply(mlp.apply(norm2.apply(x))));
    }
}
