package org.delineate.block;

import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Init;
import org.delineate.nn.layer.Layer;
import org.delineate.nn.layer.LayerNorm;
import org.delineate.nn.layer.Linear;

/**
 * ECAT: x + attention, each channel weighted by a gate on the attention's mean over the tokens; then x + perceptron.
 *
 * <p>Jiang et al., HEAT-Net, BSPC 86, 105329, 2023, state that channels strengthen the result of the attention; how
 * they do so is our reading.
 */
public final class EnhancedAttention extends Layer {
    private static final int HEADS = 8;
    private static final int RATIO = 8;

    private final LayerNorm norm1;
    private final SelfAttention attn;
    private final Linear squeeze;
    private final Linear excite;
    private final LayerNorm norm2;
    private final Mlp mlp;

    public EnhancedAttention(int channels) {
        init(Init.TRUNCATED_NORMAL);
        norm1 = new LayerNorm(channels);
        attn = new SelfAttention(channels, HEADS);
        squeeze = new Linear(channels, channels / RATIO);
        excite = new Linear(channels / RATIO, channels);
        norm2 = new LayerNorm(channels);
        mlp = new Mlp(channels, 0, Init.TRUNCATED_NORMAL);
    }

    @Override
    public Tensor apply(Tensor x) { // [N, T, C]
        Tensor y = attn.apply(norm1.apply(x));
        Tensor gate = excite.apply(squeeze.apply(y.mean(1)).gelu()).sigmoid(); // [N, 1, C]
        x = x.add(y.mul(gate));
        return x.add(mlp.apply(norm2.apply(x)));
    }
}
