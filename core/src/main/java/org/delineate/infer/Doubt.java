package org.delineate.infer;

import java.util.Optional;
import org.delineate.dataset.audit.Familiarity;

/** Says why a reader should not rely on a prediction; a front end has a sentence for each. */
public enum Doubt {
    /** Nothing is marked. That is no finding: a model misses lesions, too. */
    NOTHING_FOUND,
    /** What is marked is uncertain: of such masks many are far from the lesion. */
    UNSURE,
    /** The picture looks like none that the model was trained on: its mask means nothing. */
    UNFAMILIAR;

    /** @param strangeness of the picture, as {@link Familiarity} tells it; null where the model does not say */
    public static Optional<Doubt> of(Prediction prediction, Double strangeness) {
        return strangeness != null && strangeness > 1 ? Optional.of(UNFAMILIAR) : prediction.doubt();
    }
}
