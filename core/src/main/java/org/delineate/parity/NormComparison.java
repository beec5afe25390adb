package org.delineate.parity;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.delineate.nn.layer.Module;
import org.delineate.nn.layer.Weights;

/** Distances of recorded gradient norms and running statistics from ours. */
final class NormComparison {
    private final GoldenRun run;
    private final GoldenRun exact;
    private final Tolerance tolerance;
    private final List<String> failures = new ArrayList<>();
    private final List<String> misses = new ArrayList<>();
    private final double gradient;
    private final double running;

    /** From the norms of one run. */
    NormComparison(GoldenRun run, Tolerance tolerance) {
        this(run, run, tolerance);
    }

    /** From the interval between the norms of two runs. */
    NormComparison(GoldenRun run, GoldenRun exact, Tolerance tolerance) {
        this.run = run;
        this.exact = exact;
        this.tolerance = tolerance;
        GoldenCase.Train records = run.golden().train();
        gradient = largest("gradient", Weights::gradientNorms, records.gradientNorms());
        running = largest("running statistic", m -> Weights.norms(m.buffers()), records.runningNorms());
    }

    List<String> failures() {
        return failures;
    }

    /** Records beyond the tolerance that the reference misses too. */
    List<String> misses() {
        return misses;
    }

    double gradient() {
        return gradient;
    }

    double running() {
        return running;
    }

    private double largest(String what, Function<Module, Map<String, Double>> norms, Map<String, Double> records) {
        Map<String, Double> a = run.named(norms.apply(run.module()));
        Map<String, Double> b = exact.named(norms.apply(exact.module()));
        double floor = Tolerance.NORM_FLOOR
                / Tolerance.NORM
                * records.values().stream().mapToDouble(v -> v).max().orElse(0);
        double worst = 0;
        for (Map.Entry<String, Double> e : records.entrySet()) {
            if (run.names().isUnused(e.getKey())) {
                continue;
            }
            String name = run.names().canonical(e.getKey());
            double record = e.getValue();
            if (!a.containsKey(name)) {
                failures.add(what + " " + name + " is missing");
                continue;
            }
            double least = Math.min(a.get(name), b.get(name));
            double most = Math.max(a.get(name), b.get(name));
            double d = Math.max(0, Math.max(least - record, record - most)) / (record + floor);
            boolean excused = e.getKey().matches(tolerance.excused());
            worst = d <= worst || excused ? worst : d; // NaN wins
            if (!(d <= Tolerance.NORM)) {
                (excused ? misses : failures)
                        .add(what + " " + name + ": norm " + (least == most ? least : least + " to " + most)
                                + ", reference " + record);
            }
        }
        return worst;
    }
}
