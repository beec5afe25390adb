package org.delineate.lab;

import java.util.List;
import org.delineate.nn.Tensor;
import org.delineate.nn.compile.InferenceGraph;
import org.delineate.nn.op.Op;

/**
 * Pictures of noise [N, C, H, W] between -2.2 and 2.2, as of pictures with mean 0, to measure with: the same ones each
 * time.
 */
record Noise(float[] values, long[] shape) {
    static Noise of(long... shape) {
        float[] values = new float[Math.toIntExact(Op.count(shape))];
        for (int i = 0; i < values.length; i++) {
            values[i] = i * 0x9E3779B9 / 1e9f;
        }
        return new Noise(values, shape);
    }

    Tensor images() {
        return Tensor.images(values, shape);
    }

    /** Gives the logits of a compiled network. */
    float[] logits(InferenceGraph compiled) {
        return compiled.run(values).get(0);
    }

    /** Times each operation of a compiled network. */
    List<InferenceGraph.Timing> profile(InferenceGraph compiled) {
        return compiled.profile(values);
    }
}
