package org.delineate.nn;

import java.util.Random;
import org.delineate.nn.layer.Module;
import org.delineate.nn.layer.Weights;

/** A module of one trained tensor whose gradient can be read. */
public final class TrainedTensor extends Module {
    public final Tensor value;

    public TrainedTensor(float[] values, long... shape) {
        value = parameter("value", shape);
        Weights.fill(value, values);
    }

    public float[] gradient() {
        return new Eager(Eager.raw(value).grad()).toFloats();
    }

    public static float[] random(long seed, int count) {
        Random random = new Random(seed);
        float[] v = new float[count];
        for (int i = 0; i < count; i++) {
            v[i] = (float) (2 * random.nextGaussian());
        }
        return v;
    }
}
