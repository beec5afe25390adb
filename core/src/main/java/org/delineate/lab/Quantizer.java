package org.delineate.lab;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.delineate.model.Quantization;
import org.delineate.nn.Precision;
import org.delineate.nn.Scope;
import org.delineate.nn.Tensor;
import org.delineate.nn.compile.Calibration;
import org.delineate.nn.compile.CompiledGraph;
import org.delineate.nn.compile.InferenceGraph;
import org.delineate.nn.int8.LayerRanges;
import org.delineate.nn.layer.Weights;
import org.delineate.sample.Sample;
import org.delineate.zoo.Network;
import org.delineate.zoo.NetworkGraph;

/**
 * Finds the convolutions of a trained network that can run in 8 bits: those that are faster so, without those that
 * change the answer most, taken back to floats until the answer on the pictures given is near enough to that in
 * float32.
 *
 * <p>The distance of two answers is that of their probabilities, sum |p - q| / sum (p + q): the soft Dice that one
 * loses against the other, 0 where they are equal. The same pictures give the same bits.
 */
public final class Quantizer {
    /** Pictures that each layer alone is measured on. */
    private static final int PROBES = 4;

    /**
     * A convolution that is faster in 8 bits.
     *
     * @param weight its name
     * @param distance when it alone runs in 8 bits
     * @param quantized does it, in the end?
     */
    public record Layer(String weight, double distance, boolean quantized) {}

    /**
     * What was found.
     *
     * @param layers all that are faster in 8 bits, in the order in which they run
     * @param distance with the quantized ones together
     */
    public record Result(Quantization quantization, List<Layer> layers, double distance) {}

    private final Network network;
    private final List<Sample> samples;
    private final long[] shape;
    private final List<String> candidates;
    private final List<float[]> answers = new ArrayList<>(); // in float32

    /**
     * @param samples pictures as the network sees them, such as it was trained on
     * @throws IllegalArgumentException where there are none
     */
    public Quantizer(Network network, List<Sample> samples) {
        if (samples.isEmpty()) {
            throw new IllegalArgumentException("ranges are measured on at least 1 picture, got 0");
        }
        this.network = network;
        this.samples = List.copyOf(samples);
        Sample first = samples.get(0);
        shape = new long[] {1, first.channels(), first.height(), first.width()};
        network.train(false);
        Weights.channelsLast(network);
        candidates = NetworkGraph.of(network, shape).fasterQuantized();
    }

    /** Weights of the convolutions that are faster in 8 bits, in the order in which they run. */
    public List<String> candidates() {
        return candidates;
    }

    /**
     * @param calibration percentile (all but the outermost 0.01 % of the values) or entropy (least divergence)
     * @param mostDistance of the quantized network's answers from those in float32, mean over the pictures
     * @param measured is called with the number of candidates measured so far
     * @throws IllegalArgumentException for an unknown calibration
     * @throws ArithmeticException where the network's values are not finite
     */
    public Result quantize(String calibration, double mostDistance, IntConsumer measured) {
        Map<String, LayerRanges> ranges = ranges(calibration);
        Map<String, Double> distances = new LinkedHashMap<>();
        ranges.forEach((weight, range) -> {
            distances.put(weight, distance(Map.of(weight, range), Math.min(PROBES, samples.size())));
            measured.accept(distances.size());
        });
        List<String> worst = distances.keySet().stream()
                .sorted(Comparator.comparing(distances::get).reversed())
                .toList();
        Map<String, LayerRanges> chosen = without(ranges, worst, undone(ranges, worst, mostDistance));
        List<Layer> layers = distances.entrySet().stream()
                .map(e -> new Layer(e.getKey(), e.getValue(), chosen.containsKey(e.getKey())))
                .toList();
        return new Result(
                new Quantization(calibration, samples.size(), chosen), layers, distance(chosen, samples.size()));
    }

    /** Measures the ranges of all convolutions that are faster in 8 bits on the first picture of [N, C, H, W]. */
    public static Map<String, LayerRanges> rangesOfFirst(Network network, float[] pictures, long... shape) {
        float[] first = Arrays.copyOf(pictures, pictures.length / (int) shape[0]);
        Sample sample = new Sample("", (int) shape[1], (int) shape[2], (int) shape[3], first, null, null);
        return new Quantizer(network, List.of(sample)).ranges("percentile");
    }

    /** Of all candidates. */
    private Map<String, LayerRanges> ranges(String calibration) {
        Map<String, LayerRanges> ranges = new LinkedHashMap<>();
        Map<String, Tensor> state = network.state();
        try (CompiledGraph floats = NetworkGraph.of(network, shape).observable()) {
            Calibration seen = new Calibration(floats);
            for (Sample s : samples) {
                try (Scope scope = Scope.inference()) {
                    answers.add(probability(seen.observe(Tensor.images(s.x(), shape))));
                }
            }
            for (String weight : candidates) {
                ranges.put(weight, seen.ranges(state.get(weight), calibration));
            }
        }
        return ranges;
    }

    /** How many of the worst have to stay in floats: the least number, found by halving. */
    private int undone(Map<String, LayerRanges> ranges, List<String> worst, double mostDistance) {
        int low = 0;
        int high = worst.size();
        while (low < high) {
            int middle = (low + high) / 2;
            if (distance(without(ranges, worst, middle), samples.size()) <= mostDistance) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    private static Map<String, LayerRanges> without(Map<String, LayerRanges> ranges, List<String> worst, int count) {
        Map<String, LayerRanges> rest = new LinkedHashMap<>(ranges);
        rest.keySet().removeAll(worst.subList(0, count));
        return rest;
    }

    private double distance(Map<String, LayerRanges> layers, int pictures) {
        double sum = 0;
        try (InferenceGraph compiled = NetworkGraph.of(network, shape).compile(Precision.INT8, layers)) {
            for (int i = 0; i < pictures; i++) {
                try (Scope scope = Scope.inference()) {
                    float[] logits = compiled.run(samples.get(i).x()).get(0);
                    sum += distance(answers.get(i), probability(Tensor.of(logits, logits.length)));
                }
            }
        }
        return sum / pictures;
    }

    private static float[] probability(Tensor logit) {
        return logit.sigmoid().toFloats();
    }

    static double distance(float[] p, float[] q) {
        double apart = 0;
        double together = 0;
        for (int i = 0; i < p.length; i++) {
            apart += Math.abs(p[i] - q[i]);
            together += p[i] + q[i];
        }
        return together == 0 ? 0 : apart / together;
    }
}
