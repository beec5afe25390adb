package org.delineate.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.delineate.nn.Precision;
import org.delineate.nn.Scope;
import org.delineate.nn.Tensor;
import org.delineate.nn.compile.InferenceGraph;
import org.delineate.nn.int8.LayerRanges;
import org.delineate.nn.layer.Weights;
import org.delineate.zoo.Network;
import org.delineate.zoo.NetworkGraph;
import org.delineate.zoo.Zoo;

/**
 * Measures how long a network takes when it segments noise: compiled, with initial weights, in int8 with ranges of this
 * noise.
 */
public final class NetworkTiming implements AutoCloseable {
    private static final int PROFILES = 5;

    private final InferenceGraph compiled;
    private final Noise noise;

    private NetworkTiming(Zoo zoo, Network.Spec spec, int batch, Precision precision) {
        Network network = zoo.create(spec);
        network.initialise(1);
        network.train(false);
        Weights.channelsLast(network);
        noise = Noise.of(batch, spec.inputChannels(), spec.height(), spec.width());
        Map<String, LayerRanges> int8 =
                precision == Precision.INT8 ? Quantizer.rangesOfFirst(network, noise.values(), noise.shape()) : null;
        compiled = NetworkGraph.of(network, noise.shape()).compile(precision, int8);
    }

    /** The median for one picture. */
    public static double milliseconds(Zoo zoo, Network.Spec spec, Precision precision) {
        try (NetworkTiming timing = new NetworkTiming(zoo, spec, 1, precision)) {
            return Stopwatch.milliseconds(List.<Runnable>of(timing::run))[0];
        }
    }

    /** The median of each operation over five runs after two to warm up. */
    public static List<InferenceGraph.Timing> profile(Zoo zoo, Network.Spec spec, int batch, Precision precision) {
        try (NetworkTiming timing = new NetworkTiming(zoo, spec, batch, precision)) {
            timing.run();
            timing.run();
            List<InferenceGraph.Timing> operations = List.of();
            List<double[]> rounds = new ArrayList<>();
            for (int i = 0; i < PROFILES; i++) {
                operations = timing.noise.profile(timing.compiled);
                rounds.add(operations.stream()
                        .mapToDouble(InferenceGraph.Timing::milliseconds)
                        .toArray());
            }
            double[] medians = Stopwatch.medians(rounds);
            List<InferenceGraph.Timing> profile = new ArrayList<>();
            for (InferenceGraph.Timing one : operations) {
                profile.add(new InferenceGraph.Timing(one.name(), one.shape(), one.macs(), medians[profile.size()]));
            }
            return profile;
        }
    }

    private void run() {
        try (Scope scope = Scope.inference()) {
            Tensor.of(noise.logits(compiled), noise.shape()[0], noise.shape()[2], noise.shape()[3])
                    .sigmoid()
                    .toFloats();
        }
    }

    @Override
    public void close() {
        compiled.close();
    }
}
