package org.delineate.nn;

import java.util.Random;

/** One tensor whose gradient can be read. */
final class Leaf extends Module {
    final Tensor value;

    Leaf(float[] values, long... shape) {
        value = parameter("value", shape);
        Weights.fill(value, values);
    }

    float[] gradient() {
        return new Eager(Eager.raw(value).grad()).toFloats();
    }

    static float[] random(long seed, int count) {
        Random random = new Random(seed);
        float[] v = new float[count];
        for (int i = 0; i < count; i++) {
            v[i] = (float) (2 * random.nextGaussian());
        }
        return v;
    }
}
