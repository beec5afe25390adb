package org.delineate.infer;

/** Says why a reader should not rely on a prediction; a front end has a sentence for each. */
public enum Doubt {
    /** Nothing is marked. That is no finding: a model misses lesions, too. */
    NOTHING_FOUND,
    /** What is marked is uncertain: of such masks many are far from the lesion. */
    UNSURE
}
