package org.delineate.lab;

import static java.util.Collections.frequency;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.delineate.nn.Precision;
import org.delineate.nn.Scope;
import org.delineate.nn.compile.InferenceGraph;
import org.delineate.nn.compile.InferenceGraph.Timing;
import org.delineate.nn.int8.LayerRanges;
import org.delineate.zoo.Network;
import org.delineate.zoo.NetworkGraph;

/**
 * Tells what compiling does to a network.
 *
 * @param operations those of the last way
 * @param bytes of the network's weights and statistics
 * @param milliseconds median, operation by operation in float32
 * @param ways the compiled ones
 */
public record Optimization(Operations operations, long bytes, double milliseconds, List<Way> ways) {
    /**
     * What is left of the operations.
     *
     * @param written in the network
     * @param norms folded into weights
     * @param sums in a convolution's kernel
     * @param activations in a convolution's kernel
     * @param kinds the commonest first
     */
    public record Operations(int written, int compiled, int norms, int sums, int activations, List<Kind> kinds) {
        static Operations of(List<String> written, List<String> compiled) {
            List<Kind> kinds = Stream.concat(written.stream(), compiled.stream())
                    .distinct()
                    .map(name -> new Kind(name, frequency(written, name), frequency(compiled, name)))
                    .sorted(Comparator.comparingInt((Kind k) -> Math.max(k.written, k.compiled))
                            .reversed())
                    .toList();
            return new Operations(
                    written.size(),
                    compiled.size(),
                    frequency(written, "batch norm") - frequency(compiled, "batch norm"),
                    matches(compiled, ".* \\+ sum.*"),
                    matches(compiled, ".* \\+ (?!sum$).*"),
                    kinds);
        }

        private static int matches(List<String> names, String pattern) {
            return (int) names.stream().filter(n -> n.matches(pattern)).count();
        }
    }

    /** Operations of one kind. */
    public record Kind(String operation, int written, int compiled) {}

    /**
     * The network compiled in one precision.
     *
     * @param bytes that are packed and kept
     * @param milliseconds median
     * @param largest difference of a logit from the answer operation by operation in float32
     * @param relative length of all differences over that of the answer
     */
    public record Way(Precision precision, long bytes, double milliseconds, double largest, double relative) {}

    /**
     * On noise of this shape [N, C, H, W]; the rounds of all ways alternate.
     *
     * @param network in evaluation, its weights channels-last
     * @param int8 ranges of its layers for {@link Precision#INT8}, by the names of their weights; null where they are
     *     not known
     */
    public static Optimization of(
            Network network, Map<String, LayerRanges> int8, Collection<Precision> precisions, long... shape) {
        Noise noise = Noise.of(shape);
        List<InferenceGraph> compiled = precisions.stream()
                .map(p -> NetworkGraph.of(network, shape).compile(p, int8))
                .toList();
        try {
            List<Supplier<float[]>> runs = new ArrayList<>();
            runs.add(() -> logits(network, noise));
            compiled.forEach(c -> runs.add(() -> noise.logits(c)));
            List<float[]> answers = runs.stream().map(Supplier::get).toList();
            double[] milliseconds = Stopwatch.milliseconds(
                    runs.stream().map(run -> (Runnable) run::get).toList());
            List<Way> ways = new ArrayList<>();
            for (Precision precision : precisions) {
                int i = ways.size() + 1;
                float[] a = answers.get(0);
                float[] b = answers.get(i);
                ways.add(new Way(
                        precision, compiled.get(i - 1).bytes(), milliseconds[i], largest(a, b), relative(a, b)));
            }
            Operations operations = Operations.of(
                    NetworkGraph.ofImage(network, (int) shape[2], (int) shape[3])
                            .operations(),
                    noise.profile(compiled.get(compiled.size() - 1)).stream()
                            .map(Timing::name)
                            .toList());
            long bytes = network.state().values().stream()
                    .mapToLong(t -> Float.BYTES * t.count())
                    .sum();
            return new Optimization(operations, bytes, milliseconds[0], List.copyOf(ways));
        } finally {
            compiled.forEach(InferenceGraph::close);
        }
    }

    private static float[] logits(Network network, Noise noise) {
        try (Scope scope = Scope.inference()) {
            return network.forward(noise.images()).lesion().toFloats();
        }
    }

    private static double largest(float[] a, float[] b) {
        return IntStream.range(0, a.length)
                .mapToDouble(i -> Math.abs(a[i] - b[i]))
                .max()
                .orElse(0);
    }

    private static double relative(float[] a, float[] b) {
        double difference = IntStream.range(0, a.length)
                .mapToDouble(i -> Math.pow(a[i] - b[i], 2))
                .sum();
        double length = IntStream.range(0, a.length)
                .mapToDouble(i -> (double) a[i] * a[i])
                .sum();
        return Math.sqrt(difference / length);
    }
}
