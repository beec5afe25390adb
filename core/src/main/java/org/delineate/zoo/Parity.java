package org.delineate.zoo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.delineate.block.SpectralPool;
import org.delineate.file.BadFileException;
import org.delineate.file.Json;
import org.delineate.nn.Scope;
import org.delineate.nn.Tensor;
import org.delineate.nn.Weights;

/**
 * Runs a network of the zoo, or a block, on a golden case and measures the largest differences.
 *
 * <p>Tolerances (golden/README.md): outputs 2e-4 of the output's standard deviation, loss 2e-5, gradient and running norms 3 %
 * plus 1e-6 of the largest norm, because a bias before a batch norm has a true gradient of zero and its record is rounding.
 *
 * <p>The training step is taken twice, in 64 bits and in 32. A record is one run in 32 bits, in which up to 7 of 8 million
 * decisions of ReLU and max pooling fall to the other side than in 64 bits. That moves small norms by more than the tolerance: the
 * reference itself, run in 64 bits, misses its own records of rcaiunet_ric and rcaiunet_csa_ric by 3.6 and 3.4 %. So a recorded
 * norm must lie within the tolerance of the interval between our two norms, which is wider than a comparison with one run; and
 * the two must agree as whole gradients, so that an error in one cannot hide behind the other. The tests hold the 64-bit
 * gradients to those of the reference in 64 bits.
 *
 * @param output largest difference of an output in standard deviations
 * @param loss larger difference of the training loss of the two steps; NaN where the case has no training step
 * @param gradient largest distance of a recorded gradient norm from that interval: distance / (record + 1e-6 / 0.03 of the largest)
 * @param running the same of the running statistics
 * @param rounding distance of the 32-bit gradient from the 64-bit one, all parameters as one vector, relative to its length
 */
public record Parity(
        String model,
        long parameters,
        double output,
        double loss,
        double gradient,
        double running,
        double rounding,
        List<String> failures) {
    private static final double OUTPUT = 2e-4;
    private static final double LOSS = 2e-5;
    private static final double NORM = 0.03;
    private static final double NORM_FLOOR = 1e-6;
    private static final double ROUNDING = 0.03;

    private static final Map<String, Function<Tensor, Tensor>> PARTS =
            Map.of("rcaiunet_part_spectral", x -> new SpectralPool(true, SpectralPool.Axes.HEIGHT_WIDTH).apply(x));

    /** Blocks that have golden cases of their own. */
    public static Set<String> parts() {
        return PARTS.keySet();
    }

    public boolean passes() {
        return failures.isEmpty();
    }

    /** @throws BadFileException when the file is no golden case, @throws IllegalArgumentException for an unknown model */
    public static Parity of(Path file) {
        GoldenCase g = Json.read(file, GoldenCase.class);
        if (g.model() == null || g.input() == null || g.evalOutputs() == null) {
            throw new BadFileException(file, "no fields model, input and eval_outputs", "give a golden case");
        }
        return PARTS.containsKey(g.model()) ? part(g) : network(g);
    }

    private static Parity part(GoldenCase g) {
        List<String> failures = new ArrayList<>();
        try (Scope scope = Scope.inference()) {
            Tensor y = PARTS.get(g.model())
                    .apply(Tensor.of(g.input().values(g.seed()), g.input().shape()));
            return untrained(g, 0, outputs(g, List.of(y), failures), failures);
        }
    }

    private static Parity untrained(GoldenCase g, long parameters, double output, List<String> failures) {
        return new Parity(g.model(), parameters, output, Double.NaN, Double.NaN, Double.NaN, Double.NaN, failures);
    }

    private static Parity network(GoldenCase g) {
        GoldenRun run = GoldenRun.of(g);
        List<String> failures = new ArrayList<>(run.misfits());
        long parameters = run.network().parameterCount();
        if (!failures.isEmpty()) {
            return untrained(g, parameters, Double.NaN, failures);
        }
        double output;
        try (Scope scope = Scope.inference()) {
            output = outputs(g, run.answers(), failures);
        }
        if (g.train() == null) {
            return untrained(g, parameters, output, failures);
        }
        GoldenRun exact = GoldenRun.of(g);
        double loss = Math.max(
                Math.abs(run.step() - g.train().loss()),
                Math.abs(exact.exactStep() - g.train().loss()));
        require(failures, "the loss", loss, LOSS);
        double rounding = length(Weights.gradientDistances(run.network(), exact.network()))
                / length(Weights.gradientNorms(exact.network()));
        require(failures, "the 32-bit gradient, relative to the 64-bit one,", rounding, ROUNDING);
        double gradient =
                norms("gradient", run, exact, Weights::gradientNorms, g.train().gradientNorms(), failures);
        double running = norms(
                "running statistic",
                run,
                exact,
                n -> Weights.norms(n.buffers()),
                g.train().runningNorms(),
                failures);
        return new Parity(g.model(), parameters, output, loss, gradient, running, rounding, failures);
    }

    private static double length(Map<String, Double> norms) {
        return norms.values().stream().reduce(0.0, Math::hypot);
    }

    private static void require(List<String> failures, String what, double difference, double most) {
        if (!(difference <= most)) { // NaN fails
            failures.add(what + " differs by " + difference + "; at most " + most);
        }
    }

    private static double outputs(GoldenCase g, List<Tensor> outs, List<String> failures) {
        if (outs.size() != g.evalOutputs().size()) {
            failures.add(outs.size() + " outputs, reference " + g.evalOutputs().size());
            return Double.NaN;
        }
        double worst = 0;
        for (int i = 0; i < outs.size(); i++) {
            float[] a = outs.get(i).toFloats();
            float[] b = g.evalOutputs().get(i).values();
            if (a.length != b.length) {
                failures.add("output " + i + " has " + a.length + " values, reference " + b.length);
                return Double.NaN;
            }
            for (int k = 0; k < a.length; k++) {
                double d = Math.abs(a[k] - b[k]) / g.evalStd().get(i);
                worst = d <= worst ? worst : d; // NaN wins
            }
        }
        require(failures, "an output, in standard deviations,", worst, OUTPUT);
        return worst;
    }

    /** Largest distance of a record from the interval of our two norms. */
    private static double norms(
            String what,
            GoldenRun run,
            GoldenRun exact,
            Function<Network, Map<String, Double>> norms,
            Map<String, Double> records,
            List<String> failures) {
        Map<String, Double> a = GoldenRun.named(run.network(), norms.apply(run.network()));
        Map<String, Double> b = GoldenRun.named(exact.network(), norms.apply(exact.network()));
        double largest = records.values().stream().mapToDouble(v -> v).max().orElse(0);
        double worst = 0;
        for (Map.Entry<String, Double> e : records.entrySet()) {
            double record = e.getValue();
            if (!a.containsKey(e.getKey())) {
                failures.add(what + " " + e.getKey() + " is missing");
                continue;
            }
            double least = Math.min(a.get(e.getKey()), b.get(e.getKey()));
            double most = Math.max(a.get(e.getKey()), b.get(e.getKey()));
            double distance = Math.max(0, Math.max(least - record, record - most));
            double d = distance / (record + NORM_FLOOR / NORM * largest);
            worst = d <= worst ? worst : d;
            if (!(d <= NORM)) {
                failures.add(what + " " + e.getKey() + ": norm " + least + " to " + most + ", reference " + record);
            }
        }
        return worst;
    }
}
