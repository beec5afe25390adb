package org.delineate.parity;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.delineate.file.BadFileException;
import org.delineate.file.Json;
import org.delineate.nn.Scope;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Weights;

/**
 * Runs a network of the zoo, or a block, on a golden case and measures the largest differences.
 *
 * <p>The training step is taken in 32 bits, as the reference's was. In it up to 7 of 8 million decisions of ReLU and max pooling
 * fall to the other side than in 64 bits. That moves small norms by more than the tolerance: the reference itself, run in 64 bits,
 * misses its own records of rcaiunet_ric and rcaiunet_csa_ric by 3.6 and 3.4 %. So where a norm differs, the step is taken in
 * 64 bits too, and the recorded norm must lie within the tolerance of the interval between our two norms; and the two must agree
 * as whole gradients, so that an error in one cannot hide behind the other. The tests hold 64-bit gradients to those of the
 * reference in 64 bits. An output that differs is taken in 64 bits in the same way: where a gate multiplies a rounding by 40,000
 * (arunet_base16_res_att), the reference on another processor misses its own record by more than the tolerance.
 *
 * @param output largest difference of an output in standard deviations
 * @param loss largest difference of the training loss; NaN where the case has no training step
 * @param gradient largest distance of a recorded gradient norm: distance / (record + 1e-6 / 0.03 of the largest)
 * @param running the same of the running statistics
 * @param rounding distance of the 32-bit gradient from the 64-bit one, all parameters as one vector, relative to its length; NaN
 *     where no 64-bit step was needed
 * @param excused recorded gradient norms beyond the tolerance which the reference, run again, misses too: {@link Tolerance}
 */
public record Parity(
        String model,
        long parameters,
        double output,
        double loss,
        double gradient,
        double running,
        double rounding,
        List<String> excused,
        List<String> failures) {
    public boolean passes() {
        return failures.isEmpty();
    }

    /** @throws BadFileException when the file is no golden case, @throws IllegalArgumentException for an unknown model */
    public static Parity of(Path file) {
        GoldenCase g = Json.read(file, GoldenCase.class);
        if (g.model() == null || g.input() == null || g.evalOutputs() == null) {
            throw new BadFileException(file, "no fields model, input and eval_outputs", "give a golden case");
        }
        return of(g);
    }

    private static Parity of(GoldenCase g) {
        GoldenRun run = GoldenRun.of(g);
        List<String> failures = new ArrayList<>(run.misfits());
        long parameters = run.module().parameterCount();
        if (!failures.isEmpty()) {
            return untrained(g, parameters, Double.NaN, failures);
        }
        Tolerance tolerance = Tolerance.of(g.model());
        double output = answers(run, tolerance, failures);
        if (g.train() == null) {
            return untrained(g, parameters, output, failures);
        }
        double loss = Math.abs(run.step() - g.train().loss());
        NormComparison norms = new NormComparison(run, tolerance);
        double rounding = Double.NaN;
        if (!norms.failures().isEmpty()) {
            GoldenRun exact = GoldenRun.of(g);
            loss = Math.max(loss, Math.abs(exact.exactStep() - g.train().loss()));
            rounding = length(Weights.gradientDistances(run.module(), exact.module()))
                    / length(Weights.gradientNorms(exact.module()));
            require(failures, "the 32-bit gradient, relative to the 64-bit one,", rounding, tolerance.rounding());
            norms = new NormComparison(run, exact, tolerance);
        }
        require(failures, "the loss", loss, tolerance.loss());
        failures.addAll(norms.failures());
        return new Parity(
                g.model(),
                parameters,
                output,
                loss,
                norms.gradient(),
                norms.running(),
                rounding,
                norms.misses(),
                failures);
    }

    private static double answers(GoldenRun run, Tolerance tolerance, List<String> failures) {
        GoldenCase g = run.golden();
        try (Scope scope = Scope.inference()) {
            List<Tensor> rounded = run.answers();
            List<String> differences = new ArrayList<>();
            double output = outputs(g, tolerance, rounded, differences);
            if (differences.isEmpty()) {
                return output;
            }
            List<Tensor> exact = GoldenRun.of(g).exactAnswers();
            for (int i = 0; i < exact.size(); i++) {
                Tensor e = exact.get(i);
                double distance = length(rounded.get(i).float64().sub(e)) / length(e);
                require(
                        failures,
                        "32-bit output " + i + ", relative to the 64-bit one,",
                        distance,
                        tolerance.rounding());
            }
            return outputs(g, tolerance, exact, failures);
        }
    }

    private static double length(Tensor t) {
        return Math.sqrt(t.pow(2).sum().item());
    }

    private static Parity untrained(GoldenCase g, long parameters, double output, List<String> failures) {
        return new Parity(
                g.model(), parameters, output, Double.NaN, Double.NaN, Double.NaN, Double.NaN, List.of(), failures);
    }

    private static double length(Map<String, Double> norms) {
        return norms.values().stream().reduce(0.0, Math::hypot);
    }

    private static void require(List<String> failures, String what, double difference, double most) {
        if (!(difference <= most)) { // NaN fails
            failures.add(what + " differs by " + difference + "; at most " + most);
        }
    }

    private static double outputs(GoldenCase g, Tolerance tolerance, List<Tensor> outs, List<String> failures) {
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
            double deviation = g.evalStd().get(i) == 0 ? 1 : g.evalStd().get(i); // a constant map is compared as it is
            double largest = 0;
            for (int k = 0; k < a.length; k++) {
                double d = Math.abs(a[k] - b[k]) / deviation;
                largest = d <= largest ? largest : d; // NaN wins
            }
            require(failures, "output " + i + ", in standard deviations,", largest, tolerance.output(deviation));
            worst = largest <= worst ? worst : largest;
        }
        return worst;
    }
}
