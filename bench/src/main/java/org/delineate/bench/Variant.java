package org.delineate.bench;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.delineate.loss.Loss;
import org.delineate.nn.Compiled;
import org.delineate.nn.Optimizer;
import org.delineate.nn.Precision;
import org.delineate.nn.Scope;
import org.delineate.nn.Tensor;
import org.delineate.nn.Weights;
import org.delineate.zoo.Network;
import org.delineate.zoo.Zoo;

/**
 * One way to run a network: layout and precision. Both ways share network, loss and fused optimizer, so the difference is what
 * this project's settings bring over the engine's defaults.
 */
final class Variant {
    static final int SIDE = 256;

    private final boolean channelsLast;
    private final Precision precision;
    private final Network network;
    private final Optimizer optimizer;

    private Variant(Zoo id, boolean channelsLast, Precision precision) {
        this.channelsLast = channelsLast;
        this.precision = precision;
        network = id.create(3, 1);
        network.initialise(1);
        if (channelsLast) {
            Weights.channelsLast(network);
        }
        optimizer = new Optimizer(network, Optimizer.Rule.ADAMW, 0.9, 1e-4);
    }

    /** Float32, channels first: what a program gets that sets nothing. */
    static Variant defaults(Zoo id) {
        return new Variant(id, false, Precision.FLOAT32);
    }

    /** What the trainer and the segmenter use on this processor. */
    static Variant ours(Zoo id) {
        return new Variant(id, true, Precision.best());
    }

    private Tensor pictures(float[] x, int batch) {
        return channelsLast ? Tensor.pictures(x, batch, 3, SIDE, SIDE) : Tensor.of(x, batch, 3, SIDE, SIDE);
    }

    private static float[] noise(int count) {
        SplittableRandom random = new SplittableRandom(7);
        float[] x = new float[count];
        for (int i = 0; i < count; i++) {
            x[i] = (float) random.nextDouble(-2, 2);
        }
        return x;
    }

    /** Forward, loss, backward, step. */
    Runnable trainingStep(int batch) {
        float[] x = noise(batch * 3 * SIDE * SIDE);
        float[] y = new float[batch * SIDE * SIDE];
        for (int i = 0; i < y.length; i++) {
            y[i] = x[i] > 1 ? 1 : 0;
        }
        return () -> {
            network.train(true);
            try (Scope scope = Scope.training()) {
                optimizer.zeroGradients();
                Network.Output out;
                try (Precision.Region region = precision.region()) {
                    out = network.forward(pictures(x, batch));
                }
                Loss.UNEXT.of(out, Tensor.of(y, batch, 1, SIDE, SIDE)).backward();
                optimizer.step(1e-4);
            }
        };
    }

    /** Forward and sigmoid operation by operation, results on the heap. */
    Runnable inference(int batch) {
        float[] x = noise(batch * 3 * SIDE * SIDE);
        return () -> {
            network.train(false);
            try (Scope scope = Scope.inference();
                    Precision.Region region = precision.region()) {
                network.forward(pictures(x, batch)).lesion().sigmoid().toFloats();
            }
        };
    }

    /** The same compiled, as the segmenter does it, in this precision; the first run compiles. */
    Runnable compiled(int batch, Precision chosen) {
        float[] x = noise(batch * 3 * SIDE * SIDE);
        AtomicReference<Compiled> compiled = new AtomicReference<>();
        return () -> {
            if (compiled.get() == null) {
                network.train(false);
                compiled.set(network.compile(chosen, batch, 3, SIDE, SIDE));
            }
            try (Scope scope = Scope.inference()) {
                compiled.get().run(pictures(x, batch)).get(0).sigmoid().toFloats();
            }
        };
    }
}
