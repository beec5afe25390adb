package org.delineate.nn.layer;

import java.util.Arrays;
import org.delineate.nn.Tensor;

/**
 * In training, sets elements or whole images to zero with some probability and scales the others up; else the identity.
 */
public final class Dropout extends Layer {
    private final double probability;
    private final boolean wholePictures;
    private boolean on = true;

    private Dropout(double probability, boolean wholePictures) {
        if (!(probability >= 0 && probability < 1)) {
            throw new IllegalArgumentException("a dropout probability lies in [0, 1), got " + probability);
        }
        this.probability = probability;
        this.wholePictures = wholePictures;
    }

    /** Element by element. */
    public Dropout(double probability) {
        this(probability, false);
    }

    /** All of a image's elements at once: a residual branch is left out (Huang et al. 2016, "stochastic depth"). */
    public static Dropout path(double probability) {
        return new Dropout(probability, true);
    }

    /** Leaves out the drawing in all parts of a module, for runs that are compared with a reference. */
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
        if (!wholePictures) {
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
