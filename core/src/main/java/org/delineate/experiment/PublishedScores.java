package org.delineate.experiment;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.delineate.model.PostProcess;

/**
 * Holds scores that others have published.
 *
 * @param on data set that was scored
 * @param trainedOn data set of the training where it is another one; null where it is the same
 * @param postProcess that was applied, by its name; none where it is not given
 * @param scores by the names of {@link Score}, in the units of this program: shares, not percent
 */
public record PublishedScores(String on, String trainedOn, String postProcess, Map<String, Double> scores) {
    public PublishedScores {
        Experiment.require(on, "data set of published scores");
        postProcess = postProcess == null ? "none" : postProcess;
        PostProcess.of(postProcess);
        Experiment.requireThere(scores, "scores that are published on " + on);
        scores.forEach((name, value) -> {
            Score.of(name);
            if (value == null || !Double.isFinite(value) || value < 0) {
                throw new IllegalArgumentException(
                        "a published score is a number and at least 0; " + name + " is " + value);
            }
        });
        scores = Collections.unmodifiableMap(new LinkedHashMap<>(scores));
    }

    /** Belongs this to a result? */
    boolean fits(String trained, String tested, String processed) {
        return on.equals(tested)
                && (trainedOn == null ? on : trainedOn).equals(trained)
                && postProcess.equals(processed);
    }
}
