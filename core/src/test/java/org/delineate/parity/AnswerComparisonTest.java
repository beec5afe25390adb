package org.delineate.parity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AnswerComparisonTest {
    private static final Tolerance TOLERANCE = new Tolerance(new Differences(0.1, 0.01, 0.03, 0.03), Map.of("w", 0.1));

    private final List<String> failures = new ArrayList<>();

    private AnswerComparison compare(Answers ours, Answers expected) {
        return new AnswerComparison("float32", ours, expected, TOLERANCE, failures);
    }

    private static Answers outputs(float[]... outputs) {
        return new Answers(List.of(outputs), Double.NaN, Map.of(), Map.of());
    }

    private static Answers step(double loss, Map<String, Double> gradients, Map<String, Double> running) {
        return new Answers(List.of(new float[] {1, 2}), loss, gradients, running);
    }

    /** The reference 1, 2, 3 has the standard deviation 1, and 10, 20, 30 the standard deviation 10. */
    @Test
    void measuresOutputsInTheirStandardDeviations() {
        AnswerComparison c = compare(
                outputs(new float[] {1, 2.05f, 3}, new float[] {10, 20, 30.5f}),
                outputs(new float[] {1, 2, 3}, new float[] {10, 20, 30}));
        assertEquals(0.05, c.differences().output(), 1e-6);
        assertEquals(List.of(), failures);
        assertEquals(0.1, c.most().output());
        assertTrue(Double.isNaN(c.differences().loss()), "no step was recorded");
    }

    @Test
    void comparesAConstantOutputAsItIs() {
        assertEquals(
                0.5,
                compare(outputs(new float[] {4, 4.5f}), outputs(new float[] {4, 4}))
                        .differences()
                        .output());
        assertEquals(List.of("output 0, in standard deviations, in float32 differs by 0.5; at most 0.1"), failures);
    }

    /** Wherever it stands: what comes after it must not hide it. */
    @Test
    void oneNumberThatIsNoneIsAFailure() {
        float[] right = {1, 2, 3};
        for (int i = 0; i < 3; i++) {
            float[] wrong = right.clone();
            wrong[i] = Float.NaN;
            failures.clear();
            AnswerComparison c = compare(outputs(wrong, right), outputs(right, right));
            assertTrue(Double.isNaN(c.differences().output()), "at " + i);
            assertEquals(List.of("output 0, in standard deviations, in float32 differs by NaN; at most 0.1"), failures);
        }
        Map<String, Double> recorded = new TreeMap<>(Map.of("a", 1.0, "b", 1.0));
        for (String name : recorded.keySet()) {
            Map<String, Double> ours = new TreeMap<>(recorded);
            ours.put(name, Double.NaN);
            AnswerComparison c = compare(step(0.5, ours, Map.of()), step(0.5, recorded, Map.of()));
            assertTrue(Double.isNaN(c.differences().gradient()), name);
        }
    }

    @Test
    void failsForOutputsOfAnotherNumberOrSize() {
        assertTrue(Double.isNaN(compare(outputs(new float[2]), outputs(new float[2], new float[2]))
                .differences()
                .output()));
        assertTrue(Double.isNaN(compare(outputs(new float[3]), outputs(new float[2]))
                .differences()
                .output()));
        assertEquals(List.of("1 outputs, reference 2", "output 0 has 3 values, reference 2"), failures);
    }

    @Test
    void comparesTheStepByLossAndNorms() {
        AnswerComparison c = compare(
                step(0.505, Map.of("w", 2.1, "b", 1.0), Map.of("mean", 1.0)),
                step(0.5, Map.of("w", 2.0, "b", 1.0), Map.of("mean", 1.0)));
        assertEquals(List.of(), failures, "w may differ by 0.1 of it");
        assertEquals(0.005, c.differences().loss(), 1e-12);
        assertEquals(0.05, c.differences().gradient(), 1e-4, "0.1 of 2, and of a floor of 6.7e-5");
        assertEquals(0.105, c.most().gradient(), 1e-12, "0.1 recorded with two digits stands for up to 0.105");
        assertEquals(0, c.differences().running());
        compare(
                step(0.6, Map.of("b", 1.1), Map.of("mean", Double.NaN)),
                step(0.5, Map.of("w", 2.0, "b", 1.0), Map.of("mean", 1.0)));
        assertEquals(4, failures.size(), failures::toString);
        assertTrue(
                failures.get(0).matches("the loss in float32 differs by 0\\.0?9*1?0*\\d*; at most 0\\.01"),
                failures::toString);
        assertTrue(failures.contains("gradient w is missing"), failures::toString);
        assertTrue(failures.contains("gradient b in float32: norm 1.1, reference 1.0; may differ by 0.03 of it"));
        assertTrue(
                failures.contains(
                        "running statistic mean in float32: norm NaN, reference 1.0; may differ by 0.03 of it"),
                failures::toString);
    }

    /** A bias before a batch norm has a true gradient of zero; what is computed of it is rounding. */
    @Test
    void roundingBesideALargeGradientIsNoDifference() {
        compare(step(0.5, Map.of("b", 1e-9, "w", 100.0), Map.of()), step(0.5, Map.of("b", 5e-7, "w", 100.0), Map.of()));
        assertEquals(List.of(), failures);
    }
}
