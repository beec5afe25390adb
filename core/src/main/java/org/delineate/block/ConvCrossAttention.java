package org.delineate.block;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Module;
import org.delineate.nn.layer.Sequential;
import org.delineate.nn.op.Op;

/**
 * SCRNet's convolution and cross-attention side by side on the same three maps, and their weighted sum (CCAPM).
 *
 * <p>SCRNet (arXiv 2508.13899), eq. 7-9; the convolution path after ACmix (Pan et al., arXiv 2111.14556). Where a map
 * has more than 256 places, keys and values are averaged on a grid of 8x8: ours, for attention among all places of
 * 256x256 takes 69 GB.
 */
public final class ConvCrossAttention extends Module {
    private static final int SHIFT = 3;
    private static final int TAPS = SHIFT * SHIFT;
    private static final int MOST_PLACES = 256;
    private static final int GRID = 8;

    private final int heads;
    private final int width;
    private final List<Sequential> fi = new ArrayList<>();
    private final Conv2d q;
    private final Conv2d k;
    private final Conv2d v;
    private final Conv2d fc;
    private final Tensor shiftWeight;
    private final Tensor shiftBias;
    private final Tensor convShare = parameter("w_conv", 1);
    private final Tensor crossShare = parameter("w_cross", 1);

    /** @param kernel of the depthwise convolutions */
    public ConvCrossAttention(int channels, int heads, int kernel) {
        if (channels % heads != 0) {
            throw new IllegalArgumentException(channels + " channels are no multiple of " + heads + " heads");
        }
        this.heads = heads;
        width = channels / heads;
        for (int i = 0; i < 3; i++) {
            fi.add(new Sequential(new Conv2d(channels, channels, 1), ConvMixer.of(channels, kernel)));
        }
        q = new Conv2d(channels, channels, 1);
        k = new Conv2d(channels, channels, 1);
        v = new Conv2d(channels, channels, 1);
        fc = new Conv2d(3 * heads, TAPS, 1).withoutBias();
        shiftWeight = parameter("shift.weight", channels, TAPS, SHIFT, SHIFT);
        shiftBias = parameter("shift.bias", channels);
    }

    /** Both [N, C, H, W]: the first gives the queries, the second keys and values; to [N, C, H, W]. */
    public Tensor apply(Tensor first, Tensor second) {
        Tensor a = fi.get(0).apply(first);
        Tensor b = fi.get(1).apply(second);
        Tensor c = fi.get(2).apply(second);
        return conv(a, b, c)
                .mul(convShare)
                .add(cross(q.apply(a), k.apply(b), v.apply(c)).mul(crossShare));
    }

    /** Nine mixtures of all heads, each moved its own way at first, and summed. */
    private Tensor conv(Tensor a, Tensor b, Tensor c) {
        long n = a.size(0);
        long h = a.size(2);
        long w = a.size(3);
        Tensor maps = Tensor.cat(1, a, b, c).reshape(n, 3L * heads, width, h * w);
        Tensor mixed = fc.apply(maps).permute(0, 2, 1, 3).reshape(n, (long) width * TAPS, h, w);
        return mixed.conv2d(shiftWeight, shiftBias, 1, SHIFT / 2, 1, width);
    }

    private Tensor cross(Tensor queries, Tensor keys, Tensor values) {
        long h = queries.size(2);
        long w = queries.size(3);
        Tensor key = split(grid(keys)).permute(0, 1, 3, 2); // [N, heads, width, M]
        Tensor weights = split(queries).matmul(key).mul(1 / Math.sqrt(width)).softmax(-1); // [N, heads, HW, M]
        Tensor mean = weights.matmul(split(grid(values))); // [N, heads, HW, width]
        return mean.permute(0, 2, 1, 3)
                .reshape(queries.size(0), h, w, queries.size(1))
                .permute(0, 3, 1, 2);
    }

    private static Tensor grid(Tensor x) {
        long h = x.size(2);
        long w = x.size(3);
        return h * w > MOST_PLACES ? x.adaptiveAvgPool2d(Math.min(h, GRID), Math.min(w, GRID)) : x;
    }

    /** [N, C, H, W] to [N, heads, HW, width]. */
    private Tensor split(Tensor x) {
        return x.permute(0, 2, 3, 1)
                .reshape(x.size(0), x.size(2) * x.size(3), heads, width)
                .permute(0, 2, 1, 3);
    }

    @Override
    protected float[] initialValues(String name, long[] shape, Random random) {
        float[] values = new float[Math.toIntExact(Op.count(shape))];
        switch (name) {
            case "w_conv", "w_cross" -> Arrays.fill(values, 0.5f);
            case "shift.weight" -> {
                for (int i = 0; i < values.length; i++) { // tap j of input j alone
                    values[i] = i / TAPS % TAPS == i % TAPS ? 1 : 0;
                }
            }
            default -> {} // the bias: 0
        }
        return values;
    }
}
