package org.delineate.nn;

import java.util.Arrays;
import java.util.Random;

/** How parameters begin. */
public enum Init {
    /** The library default of the field: weights and biases uniform in +-1/sqrt(fan in); norms 1 and 0. */
    UNIFORM_FAN_IN {
        @Override
        float[] of(Module owner, String name, long[] shape, Random random) {
            double bound = 1 / Math.sqrt(((Weighted) owner).fanIn());
            return fill(shape, () -> (2 * random.nextDouble() - 1) * bound);
        }
    },
    /** Glorot uniform with zero biases: Keras' default; there the fan in of a grouped convolution counts all its channels. */
    GLOROT_UNIFORM {
        @Override
        float[] of(Module owner, String name, long[] shape, Random random) {
            if (name.equals("bias")) {
                return fill(shape, () -> 0);
            }
            Weighted w = (Weighted) owner;
            double bound = Math.sqrt(6.0 / (w.fanIn() * w.groups() + w.fanOut()));
            return fill(shape, () -> (2 * random.nextDouble() - 1) * bound);
        }
    },
    /** Convolutions normal with variance 2/fan out, linear layers normal 0.02, biases 0 (SegFormer, UNeXt). */
    TOKEN_BLOCK {
        @Override
        float[] of(Module owner, String name, long[] shape, Random random) {
            if (name.equals("bias")) {
                return fill(shape, () -> 0);
            }
            if (owner instanceof Linear) {
                return fill(shape, () -> random.nextGaussian() * 0.02);
            }
            double sd = Math.sqrt(2.0 / ((Weighted) owner).fanOut());
            return fill(shape, () -> random.nextGaussian() * sd);
        }
    };

    /** A module with a weight: what feeds one output, and what one input feeds. */
    interface Weighted {
        long fanIn();

        long fanOut();

        default long groups() {
            return 1;
        }
    }

    /** One value. */
    private interface Draw {
        double next();
    }

    abstract float[] of(Module owner, String name, long[] shape, Random random);

    final float[] values(Module owner, String name, long[] shape, Random random) {
        if (owner instanceof Weighted) {
            return of(owner, name, shape, random);
        }
        return fill(shape, () -> name.equals("weight") ? 1 : 0); // norms
    }

    private static float[] fill(long[] shape, Draw draw) {
        float[] out = new float[(int) Arrays.stream(shape).reduce(1, Math::multiplyExact)];
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) draw.next();
        }
        return out;
    }
}
