package org.delineate.nn.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.delineate.checkpoint.SafeTensors;
import org.delineate.nn.Scope;
import org.delineate.nn.Tensor;
import org.delineate.nn.TrainedTensor;
import org.delineate.nn.layer.Optimizer.Rule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class OptimizerTest {
    /** Tensors of many shapes; the convolution's lie channels-last. */
    private static final class Shapes extends Module {
        private final Conv2d conv = new Conv2d(3, 5, 3);
        private final Linear linear = new Linear(7, 4);
        private final BatchNorm2d norm = new BatchNorm2d(3);
        private final Tensor scalar = parameter("scalar", 1);

        static Shapes of(long seed) {
            Shapes s = new Shapes();
            s.initialise(seed);
            Weights.channelsLast(s);
            return s;
        }

        /** Sum of a (p - b)^2 / 2 with a, b different for every value: the gradient is a (p - b). */
        Tensor loss() {
            Tensor sum = null;
            for (Map.Entry<String, Tensor> e : parameters().entrySet()) {
                Tensor p = e.getValue();
                Tensor a = p.constant(slopes(e.getKey(), p.count()), p.shape());
                Tensor b = p.constant(TrainedTensor.random(e.getKey().hashCode(), (int) p.count()), p.shape());
                Tensor d = p.sub(b);
                Tensor l = d.mul(d).mul(a).sum().mul(0.5);
                sum = sum == null ? l : sum.add(l);
            }
            return sum;
        }
    }

    private static float[] slopes(String name, long count) {
        float[] a = new float[(int) count];
        for (int i = 0; i < a.length; i++) {
            a[i] = (1 + (i * 7 + name.length()) % 13) / 8f;
        }
        return a;
    }

    private static void step(Shapes s, Optimizer o, double rate) {
        try (Scope scope = Scope.training()) {
            o.zeroGradients();
            s.loss().backward();
            o.step(rate);
        }
    }

    /** Parameters after these steps by the textbook's formulas in 64 bits. */
    private static double[] reference(
            Rule rule, String name, float[] start, int steps, double rate, double momentum, double decay) {
        float[] a = slopes(name, start.length);
        float[] b = TrainedTensor.random(name.hashCode(), start.length);
        double[] p = new double[start.length];
        for (int i = 0; i < p.length; i++) {
            p[i] = start[i];
            double m = 0;
            double v = 0;
            for (int t = 1; t <= steps; t++) {
                double lr = rate / t;
                double g = a[i] * (p[i] - b[i]);
                if (rule == Rule.ADAMW) {
                    p[i] -= lr * decay * p[i];
                } else {
                    g += decay * p[i];
                }
                if (rule == Rule.SGD) {
                    m = momentum * m + g;
                    p[i] -= lr * m;
                } else {
                    m = momentum * m + (1 - momentum) * g;
                    v = 0.999 * v + 0.001 * g * g;
                    p[i] -= lr * m / (1 - Math.pow(momentum, t)) / (Math.sqrt(v / (1 - Math.pow(0.999, t))) + 1e-8);
                }
            }
        }
        return p;
    }

    @ParameterizedTest
    @CsvSource({"ADAM, 0.9, 0", "ADAM, 0.8, 0.1", "ADAMW, 0.9, 0.1", "SGD, 0.9, 0", "SGD, 0, 0.05", "SGD, 0.95, 0.05"})
    void stepsAsTheTextbookSays(Rule rule, double momentum, double decay) {
        Shapes s = Shapes.of(3);
        Optimizer o = new Optimizer(s, rule, momentum, decay);
        Map<String, Tensor> start = Shapes.of(3).parameters();
        for (int t = 1; t <= 8; t++) {
            step(s, o, 0.05 / t);
        }
        s.parameters().forEach((name, t) -> {
            double[] expected = reference(rule, name, start.get(name).toFloats(), 8, 0.05, momentum, decay);
            float[] values = t.toFloats();
            for (int i = 0; i < values.length; i++) {
                assertEquals(expected[i], values[i], 2e-6 * (1 + Math.abs(expected[i])), name + " at " + i);
            }
        });
        assertTrue(o.isFinite());
    }

    /**
     * The convolution at a fifth of the rate, the norm at a half; decay follows the rate where the rule multiplies it.
     */
    @ParameterizedTest
    @CsvSource({"ADAM, 0.9, 0.1", "ADAMW, 0.9, 0.1", "SGD, 0.9, 0.05", "SGD, 0, 0"})
    void stepsAtTheRateOfEachPart(Rule rule, double momentum, double decay) {
        Shapes s = Shapes.of(3);
        Optimizer o = new Optimizer(s, rule, momentum, decay, OptimizerTest::rate);
        Map<String, Tensor> start = Shapes.of(3).parameters();
        for (int t = 1; t <= 8; t++) {
            step(s, o, 0.05 / t);
        }
        s.parameters().forEach((name, t) -> {
            double[] expected =
                    reference(rule, name, start.get(name).toFloats(), 8, 0.05 * rate(name), momentum, decay);
            float[] values = t.toFloats();
            for (int i = 0; i < values.length; i++) {
                assertEquals(expected[i], values[i], 2e-6 * (1 + Math.abs(expected[i])), name + " at " + i);
            }
        });
    }

    private static double rate(String name) {
        return name.startsWith("conv.") ? 0.2 : name.startsWith("norm.") ? 0.5 : 1;
    }

    @Test
    void frozenPartsHaveNoGradientNoMomentAndKeepTheirBits() {
        Shapes s = Shapes.of(3);
        s.freeze(name -> name.startsWith("conv.") || name.startsWith("norm."));
        Optimizer o = new Optimizer(s, Rule.ADAMW, 0.9, 0.5);
        Map<String, Tensor> start = Shapes.of(3).parameters();
        for (int t = 1; t <= 3; t++) {
            step(s, o, 0.05);
        }
        Map<String, Double> gradients = Weights.gradientNorms(s);
        s.parameters().forEach((name, t) -> {
            boolean frozen = name.startsWith("conv.") || name.startsWith("norm.");
            assertEquals(frozen, gradients.get(name) == 0, name);
            assertEquals(frozen, Arrays.equals(start.get(name).toFloats(), t.toFloats()), name);
        });
        assertEquals(32 + 16 + 16, o.state().get("mean").count(), "28, 4 and 1 values, each starts on a cache line");
        Optimizer.Average average = o.new Average();
        average.update(0.5);
        average.swap();
        assertTrue(o.isFinite());
        assertArrayEquals(
                start.get("conv.weight").toFloats(),
                s.parameters().get("conv.weight").toFloats());
    }

    @Test
    void nothingToTrainIsAnError() {
        Shapes s = Shapes.of(3);
        s.freeze(name -> true);
        assertEquals(
                "there is nothing to train: every parameter is frozen",
                assertThrows(IllegalArgumentException.class, () -> new Optimizer(s, Rule.SGD, 0, 0))
                        .getMessage());
    }

    @Test
    void takingOverTheStorageKeepsNamesShapesAndValues() {
        Shapes s = Shapes.of(1);
        new Optimizer(s, Rule.ADAMW, 0.9, 0);
        Map<String, Tensor> plain = Shapes.of(1).state();
        assertEquals(List.copyOf(plain.keySet()), List.copyOf(s.state().keySet()));
        s.state().forEach((name, t) -> {
            assertArrayEquals(plain.get(name).shape(), t.shape(), name);
            assertArrayEquals(plain.get(name).toFloats(), t.toFloats(), name);
        });
    }

    @Test
    void gradientsAddUpUntilTheyAreForgotten() {
        Shapes s = Shapes.of(1);
        Optimizer o = new Optimizer(s, Rule.SGD, 0, 0);
        o.zeroGradients();
        try (Scope scope = Scope.training()) {
            s.loss().backward();
        }
        Map<String, Double> once = Weights.gradientNorms(s);
        assertTrue(once.values().stream().allMatch(v -> v > 0));
        try (Scope scope = Scope.training()) {
            s.loss().backward();
        }
        Weights.gradientNorms(s).forEach((name, v) -> assertEquals(2 * once.get(name), v, 1e-5 * v, name));
        o.zeroGradients();
        Weights.gradientNorms(s).forEach((name, v) -> assertEquals(0, v, name));
    }

    private static List<float[]> values(Module m, Optimizer o) {
        Map<String, Tensor> all = new LinkedHashMap<>(m.state());
        all.putAll(o.state());
        return all.values().stream().map(Tensor::toFloats).toList();
    }

    @ParameterizedTest
    @EnumSource(Rule.class)
    void continuesFromItsStateBitForBit(Rule rule) {
        assertContinues(rule, name -> 1);
        assertContinues(rule, OptimizerTest::rate);
    }

    private static void assertContinues(Rule rule, ToDoubleFunction<String> rates) {
        Shapes a = Shapes.of(1);
        Optimizer oa = new Optimizer(a, rule, 0.9, 0.01, rates);
        for (int i = 0; i < 3; i++) {
            step(a, oa, 0.01);
        }
        List<SafeTensors.Entry> weights = Weights.entries(a.state());
        List<SafeTensors.Entry> state = Weights.entries(oa.state());
        Shapes b = Shapes.of(2);
        Optimizer ob = new Optimizer(b, rule, 0.9, 0.01, rates);
        step(b, ob, 0.1);
        Weights.load(b.state(), weights);
        Weights.load(ob.state(), state);
        for (int i = 0; i < 3; i++) {
            step(a, oa, 0.01);
            step(b, ob, 0.01);
        }
        assertBits(values(a, oa), values(b, ob));
    }

    private static void assertBits(List<float[]> expected, List<float[]> actual) {
        assertEquals(expected.size(), actual.size());
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(expected.get(i), actual.get(i));
        }
    }

    @Test
    void noticesABrokenParameter() {
        Shapes s = Shapes.of(1);
        Optimizer o = new Optimizer(s, Rule.SGD, 0, 0);
        assertTrue(o.isFinite());
        Weights.fill(s.parameters().get("scalar"), new float[] {Float.NaN});
        assertFalse(o.isFinite());
    }

    @Test
    void unknownRulesListTheKnownOnes() {
        assertEquals(
                "unknown optimizer \"adan\"; known: adam, adamw, sgd; did you mean adam?",
                assertThrows(IllegalArgumentException.class, () -> Rule.of("adan"))
                        .getMessage());
        for (Rule r : Rule.values()) {
            assertEquals(r, Rule.of(r.id()));
        }
    }

    @Test
    void theAverageFollowsParametersAndBuffers() {
        Shapes s = Shapes.of(1);
        Optimizer o = new Optimizer(s, Rule.SGD, 0, 0);
        Weights.fill(s.parameters().get("scalar"), new float[] {1});
        Optimizer.Average average = o.new Average();
        double mean = 1;
        double bufferMean = 0;
        for (int i = 1; i <= 4; i++) {
            Weights.fill(s.parameters().get("scalar"), new float[] {1 + i * i});
            Weights.fill(s.buffers().get("norm.running_mean"), new float[] {i, 0, 0});
            average.update(0.9);
            mean = 0.9 * mean + 0.1 * (1 + i * i);
            bufferMean = 0.9 * bufferMean + 0.1 * i;
        }
        average.swap();
        assertEquals(mean, s.parameters().get("scalar").item(), 1e-6);
        assertEquals(bufferMean, s.buffers().get("norm.running_mean").toFloats()[0], 1e-6);
        average.swap();
        assertEquals(17, s.parameters().get("scalar").item());
    }

    @Test
    void swappingTwiceChangesNothing() {
        Shapes s = Shapes.of(1);
        Optimizer o = new Optimizer(s, Rule.ADAM, 0.9, 0);
        Optimizer.Average average = o.new Average();
        step(s, o, 0.1);
        average.update(0.5);
        List<float[]> before = new ArrayList<>(values(s, o));
        List<float[]> held =
                average.state().values().stream().map(Tensor::toFloats).toList();
        average.swap();
        assertNotEquals(
                Arrays.toString(before.get(0)), Arrays.toString(values(s, o).get(0)));
        average.swap();
        assertBits(before, values(s, o));
        assertBits(held, average.state().values().stream().map(Tensor::toFloats).toList());
    }

    @Test
    void theAverageComesBackFromItsState() {
        Shapes s = Shapes.of(1);
        Optimizer o = new Optimizer(s, Rule.ADAM, 0.9, 0);
        Optimizer.Average average = o.new Average();
        step(s, o, 0.1);
        average.update(0.5);
        List<SafeTensors.Entry> stored = Weights.entries(average.state());
        Shapes other = Shapes.of(2);
        Optimizer.Average restored = new Optimizer(other, Rule.ADAM, 0.9, 0).new Average();
        Weights.load(restored.state(), stored);
        average.swap();
        restored.swap();
        s.parameters()
                .forEach((name, t) -> assertArrayEquals(
                        t.toFloats(), other.parameters().get(name).toFloats(), name));
    }
}
