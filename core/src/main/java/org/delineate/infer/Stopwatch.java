package org.delineate.infer;

import java.util.Arrays;
import org.delineate.nn.Precision;
import org.delineate.nn.Scope;
import org.delineate.nn.Tensor;
import org.delineate.nn.Weights;
import org.delineate.zoo.Network;
import org.delineate.zoo.Zoo;

/** How long a network takes for one picture. */
public final class Stopwatch {
    private static final int LEAST_RUNS = 5;
    private static final int MOST_RUNS = 50;
    private static final long ENOUGH_NANOS = 1_000_000_000L;

    private Stopwatch() {}

    /** The median over at least five runs after two to warm up; weights as training begins. */
    public static double milliseconds(Zoo zoo, Network.Spec spec, Precision precision) {
        Network network = zoo.create(spec);
        network.initialise(1);
        network.train(false);
        Weights.channelsLast(network);
        float[] x = new float[spec.inputChannels() * spec.height() * spec.width()];
        for (int i = 0; i < x.length; i++) {
            x[i] = i * 0x9E3779B9 / 1e9f; // noise
        }
        run(network, spec, precision, x);
        run(network, spec, precision, x);
        long[] nanos = new long[MOST_RUNS];
        int runs = 0;
        for (long sum = 0; runs < LEAST_RUNS || runs < MOST_RUNS && sum < ENOUGH_NANOS; runs++) {
            long start = System.nanoTime();
            run(network, spec, precision, x);
            nanos[runs] = System.nanoTime() - start;
            sum += nanos[runs];
        }
        Arrays.sort(nanos, 0, runs);
        return nanos[runs / 2] / 1e6;
    }

    private static void run(Network network, Network.Spec spec, Precision precision, float[] x) {
        try (Scope scope = Scope.inference();
                Precision.Region region = precision.region()) {
            Tensor picture = Tensor.pictures(x, 1, spec.inputChannels(), spec.height(), spec.width());
            network.forward(picture).lesion().sigmoid().toFloats();
        }
    }
}
