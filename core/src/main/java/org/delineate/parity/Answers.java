package org.delineate.parity;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.delineate.zoo.TensorNames;

/**
 * What a golden case records of a network, and what ours answers: outputs, and one training step.
 *
 * @param loss NaN where no step is taken, as the norms are empty then
 * @param gradients their norms by the published names of the parameters
 * @param running norms of the running statistics after the step
 */
record Answers(List<float[]> outputs, double loss, Map<String, Double> gradients, Map<String, Double> running) {
    static Answers recorded(GoldenCase golden, TensorNames names) {
        List<float[]> outputs =
                golden.evalOutputs().stream().map(GoldenCase.Packed::values).toList();
        GoldenCase.Train step = golden.train();
        return step == null
                ? new Answers(outputs, Double.NaN, Map.of(), Map.of())
                : new Answers(
                        outputs, step.loss(), needed(step.gradientNorms(), names), needed(step.runningNorms(), names));
    }

    /** Without what has no tensor here, by the first of two names. */
    static Map<String, Double> needed(Map<String, Double> recorded, TensorNames names) {
        Map<String, Double> needed = new TreeMap<>();
        recorded.forEach((name, v) -> {
            if (!names.isUnused(name)) {
                needed.put(names.canonical(name), v);
            }
        });
        return needed;
    }
}
