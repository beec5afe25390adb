package org.delineate.block;

import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Init;
import org.delineate.nn.layer.Layer;
import org.delineate.nn.layer.Linear;

/**
 * Self-attention within square windows of a map [N, H, W, C], with a learned bias for each offset between two
 * positions.
 *
 * <p>A shifted layer moves the map up and left, around the edges; positions that only met by that do not see each
 * other. A map that is no whole number of windows is filled up with zeros right and below, and these take part. Along
 * an axis of one window nothing is shifted. Liu et al., Swin transformer, ICCV 2021, arXiv 2103.14030, section 3.2.
 */
public final class WindowAttention extends Layer {
    private static final float UNSEEN = -100;

    private final Linear qkv;
    private final Linear proj;
    private final Tensor table; // [(2 window - 1)^2, heads]
    private final int[] offsets; // the table's row for each pair of positions
    private final int heads;
    private final int window;
    private final int area;
    private final int shift;

    public WindowAttention(int channels, int heads, int window, int shift) {
        if (channels % heads != 0) {
            throw new IllegalArgumentException(channels + " channels are no multiple of " + heads + " heads");
        }
        this.heads = heads;
        this.window = window;
        this.shift = shift;
        area = window * window;
        int side = 2 * window - 1;
        table = parameter("relative_position_bias_table", (long) side * side, heads);
        qkv = new Linear(channels, 3 * channels);
        proj = new Linear(channels, channels);
        offsets = new int[area * area];
        for (int i = 0; i < offsets.length; i++) {
            int query = i / area;
            int key = i % area;
            int dy = query / window - key / window + window - 1;
            offsets[i] = dy * side + query % window - key % window + window - 1;
        }
    }

    @Override
    public Tensor apply(Tensor x) { // [N, H, W, C]
        long n = x.size(0);
        long c = x.size(3);
        int below = (int) Math.floorMod(-x.size(1), (long) window);
        int right = (int) Math.floorMod(-x.size(2), (long) window);
        Tensor t = below + right == 0
                ? x
                : x.permute(0, 3, 1, 2).pad(0, right, 0, below, 0).permute(0, 2, 3, 1);
        int rows = (int) t.size(1) / window;
        int columns = (int) t.size(2) / window;
        int up = rows > 1 ? shift : 0;
        int left = columns > 1 ? shift : 0;
        t = qkv.apply(roll(roll(t, -up, 1), -left, 2))
                .reshape(n, rows, window, columns, window, 3, heads, c / heads)
                .permute(5, 0, 1, 3, 6, 2, 4, 7)
                .reshape(3, n, rows, columns, heads, area, c / heads); // the only copy of q, k and v
        Tensor q = t.narrow(0, 0, 1).mul(Math.sqrt((double) heads / c));
        Tensor k = t.narrow(0, 1, 1).permute(0, 1, 2, 3, 4, 6, 5);
        Tensor score = biased(q.matmul(k), up, left); // [1, N, rows, columns, heads, area, area]
        t = score.softmax(-1)
                .matmul(t.narrow(0, 2, 1))
                .reshape(n, rows, columns, heads, window, window, c / heads)
                .permute(0, 1, 4, 2, 5, 3, 6)
                .reshape(n, (long) rows * window, (long) columns * window, c);
        t = roll(roll(t, up, 1), left, 2);
        return proj.apply(below + right == 0 ? t : t.narrow(1, 0, x.size(1)).narrow(2, 0, x.size(2)));
    }

    private static Tensor roll(Tensor x, int by, int axis) {
        return by == 0 ? x : x.roll(by, axis);
    }

    private Tensor biased(Tensor score, int up, int left) {
        Tensor bias = table.rows(offsets).reshape(area, area, heads).permute(2, 0, 1); // [heads, area, area]
        if (up > 0) {
            bias = edge(score, up, i -> i / window, score.size(2), 1, 1, area, area)
                    .add(bias);
        }
        if (left > 0) {
            bias = edge(score, left, i -> i % window, score.size(3), 1, area, area)
                    .add(bias);
        }
        return score.add(bias);
    }

    /** Forbids positions of the last window to see those that came from the opposite side of the map. */
    private Tensor edge(Tensor like, int moved, IntUnaryOperator place, long... shape) {
        int pairs = area * area;
        float[] values = new float[(int) shape[0] * pairs]; // [windows, .., area, area]
        for (int i = 0; i < pairs; i++) {
            boolean query = place.applyAsInt(i / area) < window - moved;
            boolean key = place.applyAsInt(i % area) < window - moved;
            values[values.length - pairs + i] = query == key ? 0 : UNSEEN;
        }
        return like.constant(values, shape);
    }

    @Override
    protected float[] initialValues(String name, long[] shape, Random random) {
        return Init.truncatedNormal(shape, 0.02, random);
    }
}
