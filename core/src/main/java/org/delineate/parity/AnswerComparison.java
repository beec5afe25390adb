package org.delineate.parity;

import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Compares the outputs of a network with those recorded: the greatest differences, and every failure. */
final class AnswerComparison {
    private final String precision;
    private final Tolerance tolerance;
    private final List<String> failures;
    private Differences differences;
    private Differences most;

    /** @param failures takes what differs by more than the tolerance */
    AnswerComparison(String precision, Answers ours, Answers expected, Tolerance tolerance, List<String> failures) {
        this.precision = precision;
        this.tolerance = tolerance;
        this.failures = failures;
        double output = outputs(ours.outputs(), expected.outputs());
        if (Double.isNaN(expected.loss())) {
            differences = new Differences(output, Double.NaN, Double.NaN, Double.NaN);
            most = new Differences(tolerance.most().output(), Double.NaN, Double.NaN, Double.NaN);
            return;
        }
        double loss = Math.abs(ours.loss() - expected.loss());
        require("the loss", loss, tolerance.most().loss());
        Norm gradient = norms("gradient", ours.gradients(), expected.gradients(), tolerance::gradient);
        Norm running = norms(
                "running statistic",
                ours.running(),
                expected.running(),
                name -> tolerance.most().running());
        differences = new Differences(output, loss, gradient.difference(), running.difference());
        most = new Differences(tolerance.most().output(), tolerance.most().loss(), gradient.most(), running.most());
    }

    Differences differences() {
        return differences;
    }

    /** What each of the differences may be. */
    Differences most() {
        return most;
    }

    private void require(String what, double difference, double most) {
        if (!(difference <= most)) { // NaN fails
            failures.add(what + " in " + precision + " differs by " + difference + "; at most " + most);
        }
    }

    private double outputs(List<float[]> ours, List<float[]> expected) {
        if (ours.size() != expected.size()) {
            failures.add(ours.size() + " outputs, reference " + expected.size());
            return Double.NaN;
        }
        double worst = 0;
        for (int i = 0; i < ours.size(); i++) {
            float[] a = ours.get(i);
            float[] b = expected.get(i);
            if (a.length != b.length) {
                failures.add("output " + i + " has " + a.length + " values, reference " + b.length);
                return Double.NaN;
            }
            double deviation = deviation(b);
            double largest = 0;
            for (int k = 0; k < a.length; k++) {
                largest = Math.max(largest, Math.abs((double) a[k] - b[k]) / deviation); // NaN wins
            }
            require(
                    "output " + i + ", in standard deviations,",
                    largest,
                    tolerance.most().output());
            worst = Math.max(worst, largest);
        }
        return worst;
    }

    /** 1 for a constant map, which is compared as it is. */
    private static double deviation(float[] values) {
        double mean = 0;
        for (float v : values) {
            mean += v / (double) values.length;
        }
        double squares = 0;
        for (float v : values) {
            squares += (v - mean) * (v - mean);
        }
        return squares == 0 ? 1 : Math.sqrt(squares / Math.max(1, values.length - 1));
    }

    /** A difference and the most that it may be. */
    private record Norm(double difference, double most) {
        boolean isBelow(Norm other) {
            return Double.isNaN(other.difference) // which wins
                    || difference / most <= other.difference / other.most; // false for NaN
        }
    }

    /** The one that comes closest to the most that it may be. */
    private Norm norms(
            String what, Map<String, Double> ours, Map<String, Double> expected, ToDoubleFunction<String> mosts) {
        double floor = Tolerance.NORM_FLOOR
                * expected.values().stream().mapToDouble(v -> v).max().orElse(0);
        Norm worst = new Norm(0, mosts.applyAsDouble(""));
        for (Map.Entry<String, Double> e : expected.entrySet()) {
            String name = e.getKey();
            if (!ours.containsKey(name)) {
                failures.add(what + " " + name + " is missing");
                continue;
            }
            Norm norm = new Norm(
                    Math.abs(ours.get(name) - e.getValue()) / (e.getValue() + floor), mosts.applyAsDouble(name));
            if (!(norm.difference() <= norm.most())) {
                failures.add(what + " " + name + " in " + precision + ": norm " + ours.get(name) + ", reference "
                        + e.getValue() + "; may differ by " + norm.most() + " of it");
            }
            worst = norm.isBelow(worst) ? worst : norm;
        }
        return worst;
    }
}
