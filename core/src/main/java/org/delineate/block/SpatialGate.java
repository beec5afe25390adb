package org.delineate.block;

import org.delineate.nn.Tensor;
import org.delineate.nn.layer.GroupNorm;
import org.delineate.nn.layer.Layer;

/**
 * SCRNet's spatial gate: elements that stand out in their group pass, the others are weakened, and halves of both are
 * crossed.
 *
 * <p>SCRNet (arXiv 2508.13899), eq. 1-3, after the spatial unit of SCConv (Li, Wen, He, CVPR 2023). Shapes are kept;
 * channels are a multiple of 16. Where the paper's equations and its text differ, the equations are taken: the
 * normalised map is weighed by its own softmax, and what does not pass is weakened as in SCConv.
 */
public final class SpatialGate extends Layer {
    private static final int GROUPS = 16;

    private final GroupNorm gn;

    public SpatialGate(int channels) {
        gn = new GroupNorm(GROUPS, channels);
    }

    @Override
    public Tensor apply(Tensor x) { // [N, C, H, W]
        Tensor g = gn.apply(x);
        Tensor z = g.mul(g.softmax(1));
        Tensor passes = z.above(0); // not the sigmoid above 1/2: its rounding would decide for small z
        Tensor others = passes.mul(-1).add(1);
        Tensor strong = x.mul(passes);
        Tensor weak = x.mul(others.mul(z.sigmoid()));
        strong = strong.add(weak);
        return Tensor.cat(1, half(strong, 0).add(half(weak, 1)), half(strong, 1).add(half(weak, 0)));
    }

    private static Tensor half(Tensor x, int number) {
        long channels = x.size(1) / 2;
        return x.narrow(1, number * channels, channels);
    }
}
