package org.delineate.block;

import java.util.function.UnaryOperator;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Layer;
import org.delineate.nn.layer.LayerNorm;
import org.delineate.nn.layer.Linear;

/**
 * Every pixel attends to a few tokens pooled from the map, then a perceptron; maps [N, C, H, W] keep their shape.
 *
 * <p>Zhang et al., LDNet, MICCAI 2022: with {@link #apply(Tensor)} its efficient self-attention, 35 tokens; with
 * {@link #apply(Tensor, Tensor)} its lesion-aware cross-attention, the lesion's mean as only token. Attention to a
 * single token is that token whatever the query; queries and keys of that form are made and multiplied as published,
 * and never learn.
 */
public final class TokenAttention extends Layer {
    private static final int HEADS = 8;
    private static final int DEPTH = 64;
    private static final int INNER = HEADS * DEPTH;
    private static final int[] GRIDS = {1, 3, 5};

    private final Conv2d toQkv;
    private final Linear toOut;
    private final LayerNorm norm;
    private final Linear fc1;
    private final Linear fc2;

    public TokenAttention(int channels) {
        toQkv = new Conv2d(channels, 3 * INNER, 1).withoutBias();
        toOut = new Linear(INNER, channels);
        norm = new LayerNorm(channels);
        fc1 = new Linear(channels, INNER);
        fc2 = new Linear(INNER, channels);
    }

    /** Tokens are means over grids of 1, 9 and 25 areas. */
    @Override
    public Tensor apply(Tensor x) {
        return attend(x, map -> {
            Tensor[] grids = new Tensor[GRIDS.length];
            for (int i = 0; i < grids.length; i++) {
                grids[i] = map.adaptiveAvgPool2d(GRIDS[i], GRIDS[i]).flatten(2); // [N, 512, 1 9 25]
            }
            return Tensor.cat(2, grids);
        });
    }

    /** @param lesion probability [N, 1, H, W]; the token is the mean weighted with it */
    public Tensor apply(Tensor x, Tensor lesion) {
        Tensor area = lesion.sum(2, 3).add(5e-4); // [N, 1, 1, 1]
        return attend(x, map -> map.mul(lesion).sum(2, 3).div(area).flatten(2)); // [N, 512, 1]
    }

    private Tensor attend(Tensor x, UnaryOperator<Tensor> pool) {
        long n = x.size(0);
        long pixels = x.size(2) * x.size(3);
        Tensor qkv = toQkv.apply(x); // [N, 3 512, H, W]
        Tensor q = heads(qkv.narrow(1, 0, INNER).flatten(2)).permute(0, 1, 3, 2); // [N, 8, HW, 64]
        Tensor k = heads(pool.apply(qkv.narrow(1, INNER, INNER))); // [N, 8, 64, T]
        Tensor v = heads(pool.apply(qkv.narrow(1, 2 * INNER, INNER))).permute(0, 1, 3, 2); // [N, 8, T, 64]
        Tensor share = q.matmul(k).mul(1 / Math.sqrt(DEPTH)).softmax(3); // [N, 8, HW, T]
        Tensor out = share.matmul(v).permute(0, 2, 1, 3).reshape(n, pixels, INNER);
        Tensor t = toOut.apply(out).add(x.flatten(2).permute(0, 2, 1)); // [N, HW, C]
        t = fc2.apply(fc1.apply(norm.apply(t)).gelu()).add(t);
        return t.permute(0, 2, 1).reshape(x.shape());
    }

    private static Tensor heads(Tensor t) { // [N, 512, T]
        return t.reshape(t.size(0), HEADS, DEPTH, t.size(2));
    }
}
