package org.delineate.lab;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.delineate.nn.Precision;
import org.delineate.nn.Scope;
import org.delineate.nn.Tensor;
import org.delineate.nn.compile.CompiledGraph;
import org.delineate.nn.int8.LayerRanges;
import org.delineate.nn.layer.Weights;
import org.delineate.sample.Sample;
import org.delineate.zoo.Network;
import org.delineate.zoo.NetworkGraph;
import org.delineate.zoo.Zoo;

/** How long a network takes when it segments; compiled, with weights as training begins, in int8 with ranges of noise. */
public final class Stopwatch implements AutoCloseable {
    private static final int LEAST_RUNS = 5;
    private static final int MOST_RUNS = 50;
    private static final long ENOUGH_NANOS = 1_000_000_000L;

    private final CompiledGraph compiled;
    private final long[] shape;
    private final float[] noise;

    private Stopwatch(Zoo zoo, Network.Spec spec, int batch, Precision precision) {
        Network network = zoo.create(spec);
        network.initialise(1);
        network.train(false);
        Weights.channelsLast(network);
        shape = new long[] {batch, spec.inputChannels(), spec.height(), spec.width()};
        noise = new float[batch * spec.inputChannels() * spec.height() * spec.width()];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = i * 0x9E3779B9 / 1e9f;
        }
        Map<String, LayerRanges> int8 = precision == Precision.INT8 ? rangesOfNoise(network) : null;
        compiled = NetworkGraph.of(network, shape).compile(precision, int8);
    }

    private Map<String, LayerRanges> rangesOfNoise(Network network) {
        int height = (int) shape[2];
        int width = (int) shape[3];
        float[] one = Arrays.copyOf(noise, noise.length / (int) shape[0]);
        Sample sample = new Sample("noise", (int) shape[1], height, width, one, null, null);
        return new Quantizer(network, List.of(sample)).ranges("percentile");
    }

    /** For one picture: the median over at least five runs after two to warm up. */
    public static double milliseconds(Zoo zoo, Network.Spec spec, Precision precision) {
        try (Stopwatch watch = new Stopwatch(zoo, spec, 1, precision)) {
            watch.run();
            watch.run();
            long[] nanos = new long[MOST_RUNS];
            int runs = 0;
            for (long sum = 0; runs < LEAST_RUNS || runs < MOST_RUNS && sum < ENOUGH_NANOS; runs++) {
                long start = System.nanoTime();
                watch.run();
                nanos[runs] = System.nanoTime() - start;
                sum += nanos[runs];
            }
            Arrays.sort(nanos, 0, runs);
            return nanos[runs / 2] / 1e6;
        }
    }

    /** Operation by operation: the median of each over five runs after two to warm up. */
    public static List<CompiledGraph.Timing> profile(Zoo zoo, Network.Spec spec, int batch, Precision precision) {
        try (Stopwatch watch = new Stopwatch(zoo, spec, batch, precision)) {
            watch.run();
            watch.run();
            List<List<CompiledGraph.Timing>> runs = new ArrayList<>();
            for (int i = 0; i < LEAST_RUNS; i++) {
                try (Scope scope = Scope.inference()) {
                    runs.add(watch.compiled.profile(Tensor.images(watch.noise, watch.shape)));
                }
            }
            List<CompiledGraph.Timing> medians = new ArrayList<>();
            for (int i = 0; i < runs.get(0).size(); i++) {
                int step = i;
                CompiledGraph.Timing first = runs.get(0).get(i);
                double[] ms = runs.stream()
                        .mapToDouble(r -> r.get(step).milliseconds())
                        .sorted()
                        .toArray();
                medians.add(new CompiledGraph.Timing(first.name(), first.shape(), first.macs(), ms[ms.length / 2]));
            }
            return medians;
        }
    }

    private void run() {
        try (Scope scope = Scope.inference()) {
            compiled.run(Tensor.images(noise, shape)).get(0).sigmoid().toFloats();
        }
    }

    @Override
    public void close() {
        compiled.close();
    }
}
