package org.delineate.nn.layer;

import java.util.Arrays;
import org.delineate.nn.Tensor;

/**
 * Sets elements or whole images to zero with some probability and scales the others up; outside of training the
 * identity.
 */
public final class Dropout extends Layer {
    private final double probability;
    private final boolean wholeImages;
    private boolean on = true;

    private Dropout(double probability, boolean wholeImages) {
        if (!(probability >= 0 && probability < 1)) {
            throw new IllegalArgumentException("a dropout probability lies in [0, 1), got " + probability);
        }
        this.probability = probability;
        this.wholeImages = wholeImages;
    }

    /** Drops element by element. */
    public Dropout(double probability) {
        this(probability, false);
    }

    /**
     * Drops all of an image's elements at once, which leaves out a residual branch (Huang et al. 2016, "stochastic
     * depth").
     */
    public static Dropout path(double probability) {
        return new Dropout(probability, true);
    }

    /** Turns all dropout of a module off, for runs that are compared with a reference. */
    public static void switchOff(Module module) {
        module.walk((name, m) -> {
            if (m instanceof Dropout d) {
                d.on = false;
            }
        });
    }

    @Override
    public Tensor apply(Tensor x) {
        if (!on || !isTraining() || probability == 0) {
            return x;
        }
        if (!wholeImages) {
            return x.dropout(probability);
        }
        long[] shape = new long[x.rank()];
        Arrays.fill(shape, 1);
        shape[0] = x.size(0);
        float[] ones = new float[Math.toIntExact(shape[0])];
        Arrays.fill(ones, 1);
        return x.mul(x.constant(ones, shape).dropout(probability));
    }
}
