package org.delineate.parity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.delineate.nn.Scope;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Dropout;
import org.delineate.nn.layer.Layer;
import org.delineate.nn.layer.Module;
import org.delineate.nn.layer.Weights;
import org.delineate.zoo.Network;
import org.delineate.zoo.TensorNames;
import org.delineate.zoo.Zoo;

/**
 * A network or a block filled as a golden case says; it answers and takes one training step as the reference did.
 *
 * @param maps what the reference returns, before any sigmoid
 * @param misfits names and shapes that differ from the reference's; nothing is filled then
 */
record GoldenRun(
        GoldenCase golden,
        Module module,
        TensorNames names,
        Function<Tensor, List<Tensor>> maps,
        List<String> misfits) {
    private static final String BASE = ".*_base(\\d+).*";

    static GoldenRun of(GoldenCase g) {
        Module module;
        TensorNames names;
        Function<Tensor, List<Tensor>> maps;
        if (GoldenBlock.ofGolden(g.model()).isPresent()) {
            GoldenBlock part = GoldenBlock.ofGolden(g.model()).get();
            Layer layer = part.create();
            module = layer;
            names = part.names();
            maps = x -> List.of(layer.apply(x));
        } else {
            Network network = Zoo.ofGolden(g.model()).create(spec(g));
            module = network;
            names = network.names();
            maps = network::reference;
        }
        GoldenRun run = new GoldenRun(g, module, names, maps, new ArrayList<>());
        run.fill();
        return run;
    }

    private static Network.Spec spec(GoldenCase g) {
        long[] x = g.input().shape();
        int classes = (int) g.evalOutputs().get(0).shape()[1];
        int base = g.model().matches(BASE) ? Integer.parseInt(g.model().replaceFirst(BASE, "$1")) : 0;
        return new Network.Spec((int) x[1], classes, (int) x[2], (int) x[3], base);
    }

    /**
     * The reference's tensors by our names for them; where a tensor has two names, the later one's values win, as
     * there.
     */
    private Map<String, GoldenCase.Filled> reference() {
        Map<String, GoldenCase.Filled> reference = new LinkedHashMap<>();
        for (GoldenCase.Filled t : golden.tensors()) {
            if (!names.isUnused(t.name())) {
                reference.put(names.canonical(t.name()), t);
            }
        }
        return reference;
    }

    /**
     * As the reference counts them: with what is a parameter there, though without gradient, and unknown or a buffer
     * here.
     */
    long parameters() {
        Set<String> fixed = named(module.buffers()).keySet();
        return module.parameterCount()
                + golden.tensors().stream()
                        .filter(GoldenCase.Filled::isTrained)
                        .filter(t -> fixed.contains(t.name()) || names.isUnused(t.name()))
                        .mapToLong(GoldenCase.Filled::count)
                        .sum();
    }

    private void fill() {
        Map<String, GoldenCase.Filled> reference = reference();
        Map<String, Tensor> ours = named(module.state());
        TreeSet<String> missing = new TreeSet<>(reference.keySet());
        missing.removeAll(ours.keySet());
        TreeSet<String> unexpected = new TreeSet<>(ours.keySet());
        unexpected.removeAll(reference.keySet());
        if (!missing.isEmpty() || !unexpected.isEmpty()) {
            misfits.add("tensors missing here " + missing + ", unknown to the reference " + unexpected);
        }
        ours.forEach((name, t) -> {
            GoldenCase.Filled filled = reference.get(name);
            if (filled != null && !Arrays.equals(t.shape(), filled.shape())) {
                misfits.add(name + ": shape " + Arrays.toString(t.shape()) + ", reference "
                        + Arrays.toString(filled.shape()));
            }
        });
        if (misfits.isEmpty()) {
            ours.forEach((name, t) -> Weights.fill(t, reference.get(name).values(golden.seed())));
        }
    }

    /** Values by the names of the reference. */
    <T> Map<String, T> named(Map<String, T> ours) {
        Map<String, T> published = new TreeMap<>();
        ours.forEach((name, t) -> published.put(names.published(name), t));
        return published;
    }

    /** What the case records, as ours answers it in float32. */
    Answers float32() {
        return answers(input());
    }

    /** The same in float64, which the module keeps. */
    Answers float64() {
        Weights.float64(module);
        return answers(input().float64());
    }

    private Answers answers(Tensor x) {
        List<float[]> outputs;
        try (Scope scope = Scope.inference()) {
            module.train(false);
            outputs = maps.apply(x).stream()
                    .map(o -> (golden.logits() ? o : o.sigmoid()).toFloats())
                    .toList();
        }
        if (golden.train() == null) {
            return new Answers(outputs, Double.NaN, Map.of(), Map.of());
        }
        try (Scope scope = Scope.training()) {
            Map<String, float[]> before = new TreeMap<>();
            module.buffers().forEach((name, t) -> before.put(name, t.toFloats()));
            double loss = step(x);
            Answers answers = new Answers(
                    outputs, loss, named(Weights.gradientNorms(module)), named(Weights.norms(module.buffers())));
            module.buffers().forEach((name, t) -> Weights.fill(t, before.get(name))); // the step moved the statistics
            return answers;
        }
    }

    private double step(Tensor x) {
        module.train(true);
        Dropout.switchOff(module);
        List<Tensor> outs = maps.apply(x);
        Tensor sum = null;
        for (Tensor o : outs) {
            float[] target = GoldenCase.uniform("target", o.shape(), -1, 1, golden.seed());
            for (int i = 0; i < target.length; i++) {
                target[i] = target[i] > 0 ? 1 : 0;
            }
            Tensor bce = o.bceWithLogits(o.constant(target, o.shape())).mean();
            sum = sum == null ? bce : sum.add(bce);
        }
        Tensor loss = sum.mul(1.0 / outs.size());
        loss.backward();
        return loss.item();
    }

    private Tensor input() {
        return Tensor.of(golden.input().values(golden.seed()), golden.input().shape());
    }
}
