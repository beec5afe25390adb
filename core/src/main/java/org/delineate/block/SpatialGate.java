package org.delineate.block;

import org.delineate.nn.Tensor;
import org.delineate.nn.layer.GroupNorm;
import org.delineate.nn.layer.Layer;

/**
 * SCRNet's spatial gate: elements that stand out in their group pass, the others are weakened, and halves of both are
 * crossed.
 *
 * <p>SCRNet (arXiv 2508.13899), eq. 1-3, after the spatial unit of SCConv (Li, Wen, He, CVPR 2023). Shapes are kept;
 * channels are a multiple of 16.
 */
public final class SpatialGate extends Layer {
    private static final int GROUPS = 16;

    /**
     * How the paper is read where its equations and its text differ.
     *
     * @param scales weigh the normalised map by the softmax of the norm's scales (text), else by its own over the
     *     channels (eq. 1)
     * @param hard what does not pass becomes 0, else it is weakened as in SCConv
     * @param threshold of the sigmoid above which an element passes, between 0 and 1
     */
    public record Reading(boolean scales, boolean hard, double threshold) {
        public Reading {
            if (!(threshold > 0 && threshold < 1)) {
                throw new IllegalArgumentException("the threshold of a gate lies between 0 and 1, got " + threshold);
            }
        }
    }

    private final Reading reading;
    private final GroupNorm gn;

    public SpatialGate(int channels, Reading reading) {
        this.reading = reading;
        gn = new GroupNorm(GROUPS, channels);
    }

    @Override
    public Tensor apply(Tensor x) { // [N, C, H, W]
        Tensor g = gn.apply(x);
        Tensor s = reading.scales ? gn.weight().softmax(0).reshape(1, x.size(1), 1, 1) : g.softmax(1);
        Tensor z = g.mul(s);
        // not the sigmoid itself: its rounding would decide for small z
        Tensor passes = z.above(Math.log(reading.threshold / (1 - reading.threshold)));
        Tensor others = passes.mul(-1).add(1);
        Tensor strong = x.mul(passes);
        Tensor weak = x.mul(reading.hard ? others : others.mul(z.sigmoid()));
        strong = reading.hard ? strong : strong.add(weak);
        return Tensor.cat(1, half(strong, 0).add(half(weak, 1)), half(strong, 1).add(half(weak, 0)));
    }

    private static Tensor half(Tensor x, int number) {
        long channels = x.size(1) / 2;
        return x.narrow(1, number * channels, channels);
    }
}
