package org.delineate.block;

import org.delineate.nn.Init;
import org.delineate.nn.Layer;
import org.delineate.nn.LayerNorm;
import org.delineate.nn.Linear;
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
    private final Attention attn;
    private final LayerNorm ffnNorm;
    private final Mlp ffn;

    public TransformerLayer(int channels, int heads) {
        attentionNorm = new LayerNorm(channels, EPS);
        attn = new Attention(channels, heads);
        ffnNorm = new LayerNorm(channels, EPS);
        ffn = new Mlp(channels, DROPOUT, Init.GLOROT_UNIFORM);
    }

    @Override
    public Tensor apply(Tensor x) {
        x = x.add(attn.apply(attentionNorm.apply(x)));
        return x.add(ffn.apply(ffnNorm.apply(x)));
    }

    private static final class Attention extends Layer {
        private final Linear query;
        private final Linear key;
        private final Linear value;
        private final Linear out;
        private final int heads;

        Attention(int channels, int heads) {
            query = new Linear(channels, channels);
            key = new Linear(channels, channels);
            value = new Linear(channels, channels);
            out = new Linear(channels, channels);
            this.heads = heads;
        }

        @Override
        public Tensor apply(Tensor x) { // [N, T, C]
            double scale = Math.sqrt((double) heads / x.size(2));
            Tensor q = split(query.apply(x).mul(scale)).permute(0, 2, 1, 3);
            Tensor k = split(key.apply(x)).permute(0, 2, 3, 1);
            Tensor v = split(value.apply(x)).permute(0, 2, 1, 3);
            Tensor mixed = q.matmul(k).softmax(-1).matmul(v); // scores [N, heads, T, T]
            return out.apply(mixed.permute(0, 2, 1, 3).reshape(x.shape()));
        }

        /** [N, T, C] to [N, T, heads, C / heads]. */
        private Tensor split(Tensor t) {
            return t.reshape(t.size(0), t.size(1), heads, t.size(2) / heads);
        }
    }
}
