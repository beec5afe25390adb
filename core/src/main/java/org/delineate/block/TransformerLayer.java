package org.delineate.block;

import org.delineate.nn.Init;
import org.delineate.nn.Layer;
import org.delineate.nn.LayerNorm;
import org.delineate.nn.Tensor;

/**
 * Layer of a vision transformer: x + attention(norm(x)) among all tokens, then x + mlp(norm(x)), on tokens [N, T, C].
 *
 * <p>Dosovitskiy et al., ICLR 2021, arXiv 2010.11929, eq. 2-3.
 */
public final class TransformerLayer extends Layer {
    private static final double EPS = 1e-6;
    private static final double DROPOUT = 0.1;

    private final LayerNorm attentionNorm;
    private final SelfAttention attn;
    private final LayerNorm ffnNorm;
    private final Mlp ffn;

    public TransformerLayer(int channels, int heads) {
        attentionNorm = new LayerNorm(channels, EPS);
        attn = new SelfAttention(channels, heads);
        ffnNorm = new LayerNorm(channels, EPS);
        ffn = new Mlp(channels, DROPOUT, Init.GLOROT_UNIFORM);
    }

    @Override
    public Tensor apply(Tensor x) {
        x = x.add(attn.apply(attentionNorm.apply(x)));
        return x.add(ffn.apply(ffnNorm.apply(x)));
    }
}
