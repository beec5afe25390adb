package org.delineate.zoo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.delineate.nn.Engine;
import org.delineate.nn.Scope;
import org.delineate.nn.Tensor;
import org.delineate.nn.Weights;

/**
 * A network filled as a golden case says; it answers and takes one training step as the reference did.
 *
 * @param misfits names and shapes that differ from the reference's; nothing is filled then
 */
record GoldenRun(GoldenCase golden, Network network, List<String> misfits) {
    static GoldenRun of(GoldenCase g) {
        Network network = Zoo.ofGolden(g.model())
                .create((int) g.input().shape()[1], (int) g.evalOutputs().get(0).shape()[1]);
        List<String> misfits = new ArrayList<>();
        if (network.parameterCount() != g.parameters()) {
            misfits.add("parameters " + network.parameterCount() + ", reference " + g.parameters());
        }
        Map<String, GoldenCase.Filled> reference = new TreeMap<>();
        g.tensors().forEach(t -> reference.put(t.name(), t));
        Map<String, Tensor> ours = named(network, network.state());
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
            ours.forEach((name, t) -> Weights.fill(t, reference.get(name).values(g.seed())));
        }
        return new GoldenRun(g, network, misfits);
    }

    /** Values by the names of the reference. */
    static <T> Map<String, T> named(Network network, Map<String, T> ours) {
        Map<String, T> published = new TreeMap<>();
        ours.forEach((name, t) -> published.put(network.published(name), t));
        return published;
    }

    /** The answers in evaluation; call inside a scope. */
    List<Tensor> answers() {
        network.train(false);
        return outputs(input());
    }

    /** One step in 32 bits; the gradients stay in the network. On one thread, as the reference was recorded. */
    double step() {
        int threads = Engine.threads();
        Engine.threads(1);
        try (Scope scope = Scope.training()) {
            return step(input());
        } finally {
            Engine.threads(threads);
        }
    }

    /** The same in 64 bits, which the network keeps. */
    double exactStep() {
        Weights.float64(network);
        try (Scope scope = Scope.training()) {
            return step(input().float64());
        }
    }

    private double step(Tensor x) {
        network.train(true);
        List<Tensor> outs = outputs(x);
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

    private List<Tensor> outputs(Tensor x) {
        Network.Output out = network.forward(x);
        List<Tensor> all = new ArrayList<>(List.of(out.logits()));
        all.addAll(out.auxiliary());
        return all;
    }
}
