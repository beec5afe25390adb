package org.delineate.parity;

import java.util.HashMap;
import java.util.Map;
import org.delineate.zoo.TensorNames;

/**
 * How far answers may lie from those of a golden case.
 *
 * @param gradients for single parameters, where more than {@link #most} says
 */
record Tolerance(Differences most, Map<String, Double> gradients) {
    static final double NORM = 0.03;
    static final double NORM_FLOOR = 1e-6 / NORM;

    /** Of one float32 run from any other. */
    private static final Differences ROUNDED = new Differences(2e-4, 2e-5, NORM, NORM);

    /** Which decisions fall to the other side differs by processor: more than in the few runs of the record. */
    private static final double OTHER_DECISIONS = 2;

    /** Outputs are recorded as float32. */
    private static final Differences EXACT = new Differences(1e-6, 1e-12, 1e-8, 1e-8);

    /** In float64. A case that records one float32 run may miss ours by what that run itself misses float64. */
    static Tolerance float64(GoldenCase golden) {
        return new Tolerance(golden.float32() != null ? EXACT : atLeast(deviation(golden)), Map.of());
    }

    /** In float32. */
    static Tolerance float32(GoldenCase golden, TensorNames names) {
        GoldenCase.Spread s = golden.float32();
        return s == null
                ? new Tolerance(atLeast(deviation(golden)), Map.of())
                : new Tolerance(
                        atLeast(new Differences(s.output(), s.loss(), 0, s.running())),
                        gradients(Answers.needed(s.gradients(), names)));
    }

    private static Map<String, Double> gradients(Map<String, Double> recorded) {
        Map<String, Double> most = new HashMap<>();
        recorded.forEach((name, spread) -> most.put(name, OTHER_DECISIONS * spread));
        return most;
    }

    private static Differences deviation(GoldenCase golden) {
        GoldenCase.Deviation d = golden.float64();
        return d == null || golden.train() == null
                ? new Differences(0, 0, 0, 0)
                : new Differences(0, Math.abs(d.loss() - golden.train().loss()), d.gradient(), 0);
    }

    /**
     * What every float32 run may differ by; where that is less, what runs of the reference themselves differ by.
     */
    private static Differences atLeast(Differences known) {
        return new Differences(
                Math.max(ROUNDED.output(), roundedUp(known.output())),
                Math.max(ROUNDED.loss(), roundedUp(known.loss())),
                Math.max(ROUNDED.gradient(), roundedUp(known.gradient())),
                Math.max(ROUNDED.running(), roundedUp(known.running())));
    }

    /** A recorded distance has two digits: the most that was rounded off is half a unit of the second. */
    private static double roundedUp(double recorded) {
        return recorded == 0 ? 0 : recorded + 0.5 * Math.pow(10, Math.floor(Math.log10(recorded)) - 1);
    }

    double gradient(String parameter) {
        return Math.max(most.gradient(), roundedUp(gradients.getOrDefault(parameter, 0.0)));
    }
}
