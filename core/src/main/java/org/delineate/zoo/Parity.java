package org.delineate.zoo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
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
 * @param output largest difference of an output in standard deviations
 * @param loss difference of the training loss; NaN where the case has no training step
 * @param gradient largest excess of a gradient norm: |a - b| / (b + 1e-6 / 0.03 of the largest)
 * @param running the same of the running statistics
 */
public record Parity(
        String model,
        long parameters,
        double output,
        double loss,
        double gradient,
        double running,
        List<String> failures) {
    private static final double OUTPUT = 2e-4;
    private static final double LOSS = 2e-5;
    private static final double NORM = 0.03;
    private static final double NORM_FLOOR = 1e-6;

    private static final Map<String, Function<Tensor, Tensor>> PARTS =
            Map.of("rcaiunet_part_spectral", x -> new SpectralPool(true, SpectralPool.Axes.HEIGHT_WIDTH).apply(x));

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
            double output = outputs(g, List.of(y), failures);
            return new Parity(g.model(), 0, output, Double.NaN, Double.NaN, Double.NaN, failures);
        }
    }

    private static Parity network(GoldenCase g) {
        Network net = Zoo.ofGolden(g.model())
                .create((int) g.input().shape()[1], (int) g.evalOutputs().get(0).shape()[1]);
        List<String> failures = new ArrayList<>();
        if (net.parameterCount() != g.parameters()) {
            failures.add("parameters " + net.parameterCount() + ", reference " + g.parameters());
        }
        fill(net, g, failures);
        if (!failures.isEmpty()) {
            return new Parity(
                    g.model(), net.parameterCount(), Double.NaN, Double.NaN, Double.NaN, Double.NaN, failures);
        }
        double output;
        net.train(false);
        try (Scope scope = Scope.inference()) {
            output = outputs(g, all(net, g), failures);
        }
        if (g.train() == null) {
            return new Parity(g.model(), net.parameterCount(), output, Double.NaN, Double.NaN, Double.NaN, failures);
        }
        double loss;
        net.train(true);
        try (Scope scope = Scope.training()) {
            Tensor value = loss(all(net, g), g.seed());
            value.backward();
            loss = Math.abs(value.item() - g.train().loss());
        }
        if (!(loss <= LOSS)) {
            failures.add("loss differs by " + loss);
        }
        double gradient = norms(
                "gradient", named(net, Weights.gradientNorms(net)), g.train().gradientNorms(), failures);
        double running = norms(
                "running statistic",
                named(net, Weights.norms(net.buffers())),
                g.train().runningNorms(),
                failures);
        return new Parity(g.model(), net.parameterCount(), output, loss, gradient, running, failures);
    }

    private static void fill(Network net, GoldenCase g, List<String> failures) {
        Map<String, GoldenCase.Filled> reference = new TreeMap<>();
        g.tensors().forEach(t -> reference.put(t.name(), t));
        Map<String, Tensor> ours = named(net, net.state());
        TreeSet<String> missing = new TreeSet<>(reference.keySet());
        missing.removeAll(ours.keySet());
        TreeSet<String> unexpected = new TreeSet<>(ours.keySet());
        unexpected.removeAll(reference.keySet());
        if (!missing.isEmpty() || !unexpected.isEmpty()) {
            failures.add("tensors missing here " + missing + ", unknown to the reference " + unexpected);
            return;
        }
        ours.forEach((name, t) -> {
            if (!Arrays.equals(t.shape(), reference.get(name).shape())) {
                failures.add(name + ": shape " + Arrays.toString(t.shape()) + ", reference "
                        + Arrays.toString(reference.get(name).shape()));
            } else {
                Weights.fill(t, reference.get(name).values(g.seed()));
            }
        });
    }

    private static List<Tensor> all(Network net, GoldenCase g) {
        Network.Output out =
                net.forward(Tensor.of(g.input().values(g.seed()), g.input().shape()));
        List<Tensor> all = new ArrayList<>(List.of(out.logits()));
        all.addAll(out.auxiliary());
        return all;
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
        if (!(worst <= OUTPUT)) {
            failures.add("an output differs by " + worst + " standard deviations; at most " + OUTPUT);
        }
        return worst;
    }

    private static Tensor loss(List<Tensor> outs, long seed) {
        Tensor sum = null;
        for (Tensor o : outs) {
            float[] target = GoldenCase.uniform("target", o.shape(), -1, 1, seed);
            for (int i = 0; i < target.length; i++) {
                target[i] = target[i] > 0 ? 1 : 0;
            }
            Tensor bce = o.bceWithLogits(Tensor.of(target, o.shape())).mean();
            sum = sum == null ? bce : sum.add(bce);
        }
        return sum.mul(1.0 / outs.size());
    }

    private static double norms(String what, Map<String, Double> a, Map<String, Double> b, List<String> failures) {
        double floor = NORM_FLOOR
                / NORM
                * b.values().stream().mapToDouble(v -> v).max().orElse(0);
        double worst = 0;
        for (Map.Entry<String, Double> e : b.entrySet()) {
            Double ours = a.get(e.getKey());
            if (ours == null) {
                failures.add(what + " " + e.getKey() + " is missing");
                continue;
            }
            double d = Math.abs(ours - e.getValue()) / (e.getValue() + floor);
            worst = d <= worst ? worst : d;
            if (!(d <= NORM)) {
                failures.add(what + " " + e.getKey() + ": norm " + ours + ", reference " + e.getValue());
            }
        }
        return worst;
    }

    private static <T> Map<String, T> named(Network net, Map<String, T> ours) {
        Map<String, T> published = new TreeMap<>();
        ours.forEach((name, t) -> published.put(net.published(name), t));
        return published;
    }
}
