package org.delineate.experiment;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Holds scores that others have published.
 *
 * @param on data set that was scored
 * @param trainedOn data set of the training where it is another one; null where it is the same
 * @param masks how they were made ({@link MaskVariant}); none where it is not given
 * @param scores by the names of {@link Score}, in the units of this program: shares, not percent
 */
public record PublishedScores(String on, String trainedOn, String masks, Map<String, Double> scores) {
    public PublishedScores {
        Experiment.require(on, "data set of published scores");
        masks = masks == null ? MaskVariant.NONE.id() : masks;
        MaskVariant.of(masks);
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
    boolean fits(String trained, String tested, MaskVariant variant) {
        return on.equals(tested) && (trainedOn == null ? on : trainedOn).equals(trained) && masks.equals(variant.id());
    }
}
