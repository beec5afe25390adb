package org.delineate.block;

import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Layer;
import org.delineate.nn.layer.Linear;

/**
 * Self-attention with several heads among all tokens [N, T, C] (Vaswani et al. 2017, arXiv 1706.03762, section 3.2).
 */
public final class SelfAttention extends Layer {
    private final Linear query;
    private final Linear key;
    private final Linear value;
    private final Linear out;
    private final int heads;

    public SelfAttention(int channels, int heads) {
        query = new Linear(channels, channels);
        key = new Linear(channels, channels);
        value = new Linear(channels, channels);
        out = new Linear(channels, channels);
        this.heads = heads;
    }

    @Override
    public Tensor apply(Tensor x) {
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
