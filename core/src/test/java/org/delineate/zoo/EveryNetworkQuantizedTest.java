package org.delineate.zoo;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.delineate.nn.Precision;
import org.delineate.nn.Scope;
import org.delineate.nn.Tensor;
import org.delineate.nn.compile.Calibration;
import org.delineate.nn.compile.CompiledGraph;
import org.delineate.nn.compile.InferenceGraph;
import org.delineate.nn.engine.Engine;
import org.delineate.nn.int8.LayerRanges;
import org.delineate.nn.layer.Weights;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every network of the registry in 8 bits, with drawn weights. */
class EveryNetworkQuantizedTest {
    /**
     * How much farther from float32 than bf16 the answer may be. A bf16 is wrong by up to 1/512 of itself; a byte by up
     * to 1/510 of the whole range, of which a usual value is a quarter or less: 4 times; and as much again for layers
     * where it is less.
     */
    private static final double MOST = 16;

    /** The same where nothing but weights and picture is rounded to bf16, and weights may have 7 bits. */
    private static final double MOST_OF_ROUNDED = 32;

    private static final double[] TABLE =
            new Random(1).doubles(104_729).toArray(); // a prime, so that no two rows are equal

    @BeforeAll
    static void takeOneThread() {
        assumeTrue(Precision.INT8.runsHere(), Precision.INT8::lack);
        Engine.threads(1);
    }

    @ParameterizedTest
    @MethodSource("org.delineate.zoo.Chosen#networks")
    void answersNearlyAsInFloats(Zoo zoo) {
        int multiple = zoo.outline(3, 1).multiple();
        int side = (32 + multiple - 1) / multiple * multiple;
        long[] shape = {1, 3, side, side};
        Network network = drawn(zoo, side, false);
        float[] x = uniform(3 * side * side, -2, 2);
        Map<String, LayerRanges> layers = new LinkedHashMap<>();
        float[] exact;
        try (CompiledGraph floats = NetworkGraph.of(network, shape).observable();
                Scope scope = Scope.inference()) {
            Calibration seen = new Calibration(floats);
            exact = seen.observe(Tensor.images(x, shape)).toFloats();
            NetworkGraph.of(network, shape)
                    .fasterQuantized()
                    .forEach(w -> layers.put(w, seen.ranges(network.state().get(w), "percentile")));
        }
        double length = distance(exact, new float[exact.length]);
        double bf16 = distance(exact, inBf16(zoo, network, x, shape)) / length;
        double int8 = distance(exact, answer(network, Precision.INT8, layers, x, shape)) / length;
        System.out.printf(
                Locale.ROOT,
                "int8: %s %d layers, bf16 %.5f, int8 %.5f, %.1f times%n",
                zoo.id(),
                layers.size(),
                bf16,
                int8,
                int8 / bf16);
        double most = Precision.BF16.runsHere() ? MOST : MOST_OF_ROUNDED;
        assertTrue(int8 <= most * bf16, "int8 is off by " + int8 + " of the answer's length, bf16 by " + bf16);
    }

    private static Network drawn(Zoo zoo, int side, boolean isRounded) {
        Network network = zoo.create(new Network.Spec(3, 1, side, side, 0));
        network.state().forEach((name, t) -> {
            float[] v = drawn(name, t.shape());
            Weights.fill(t, isRounded ? rounded(v) : v);
        });
        network.train(false);
        Weights.channelsLast(network);
        return network;
    }

    /** The answer in bf16; where that does not run, in float32 with weights and picture rounded to it. */
    private static float[] inBf16(Zoo zoo, Network network, float[] x, long[] shape) {
        return Precision.BF16.runsHere()
                ? answer(network, Precision.BF16, null, x, shape)
                : answer(drawn(zoo, (int) shape[2], true), Precision.FLOAT32, null, rounded(x), shape);
    }

    private static float[] rounded(float[] v) {
        float[] rounded = new float[v.length];
        for (int i = 0; i < v.length; i++) {
            rounded[i] = Float.intBitsToFloat(Float.floatToIntBits(v[i]) + 0x8000 & 0xffff0000);
        }
        return rounded;
    }

    /** From one table again and again, since drawing them all takes longer than the test. */
    private static float[] uniform(int count, double low, double high) {
        float[] v = new float[count];
        for (int i = 0; i < count; i++) {
            v[i] = (float) (low + (high - low) * TABLE[i % TABLE.length]);
        }
        return v;
    }

    /** Not as training begins, where some parts have no effect yet. */
    private static float[] drawn(String name, long[] shape) {
        int count = Math.toIntExact(Arrays.stream(shape).reduce(1, (a, b) -> a * b));
        if (shape.length < 2) {
            boolean scale = shape.length == 1 && name.matches(".*(weight|running_var)");
            return uniform(count, scale ? 0.5 : -0.1, scale ? 1.5 : 0.1);
        }
        double bound = Math.sqrt(3.0 * shape[0] / count);
        return uniform(count, -bound, bound);
    }

    private static float[] answer(
            Network network, Precision precision, Map<String, LayerRanges> layers, float[] x, long[] shape) {
        try (InferenceGraph compiled = NetworkGraph.of(network, shape).compile(precision, layers)) {
            return compiled.run(x).get(0);
        }
    }

    private static double distance(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum = Math.hypot(sum, a[i] - b[i]);
        }
        return sum;
    }
}
