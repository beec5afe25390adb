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
import org.delineate.nn.engine.Engine;
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

    /** Where a tensor has two names, the later one's values win, as in the reference. */
    private void fill() {
        Map<String, GoldenCase.Filled> reference = new LinkedHashMap<>();
        Set<String> fixed = named(module.buffers()).keySet();
        long aside = 0;
        for (GoldenCase.Filled t : golden.tensors()) {
            boolean frozen = fixed.contains(t.name()); // a parameter there, though without gradient; a buffer here
            if (t.isTrained() && (frozen || names.isUnused(t.name()))) {
                aside += t.count();
            }
            if (!names.isUnused(t.name())) {
                reference.put(names.canonical(t.name()), t);
            }
        }
        long parameters = module.parameterCount() + aside;
        if (parameters != golden.parameters()) {
            misfits.add("parameters " + parameters + ", reference " + golden.parameters());
        }
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

    /** The answers in evaluation, probabilities where the reference returns such; call inside a scope. */
    List<Tensor> answers() {
        return answers(input());
    }

    /** The same in 64 bits, which the module keeps. */
    List<Tensor> exactAnswers() {
        Weights.float64(module);
        return answers(input().float64());
    }

    private List<Tensor> answers(Tensor x) {
        module.train(false);
        List<Tensor> out = maps.apply(x);
        return golden.logits() ? out : out.stream().map(Tensor::sigmoid).toList();
    }

    /** One step in 32 bits; the gradients stay in the module. On one thread, as the reference was recorded. */
    double step() {
        int threads = Engine.threads();
        Engine.threads(1);
        try (Scope scope = Scope.training()) {
            return step(input());
        } finally {
            Engine.threads(threads);
        }
    }

    /** The same in 64 bits, which the module keeps. */
    double exactStep() {
        Weights.float64(module);
        try (Scope scope = Scope.training()) {
            return step(input().float64());
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
