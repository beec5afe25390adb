package org.delineate.dataset.audit;

import java.util.Arrays;

/** Says whether a model has seen a picture before. */
public enum Seen {
    /** The model does not say which pictures it has seen. */
    UNKNOWN("unknown"),
    NO("no"),
    /** One that shows nearly the same chose its weights or the ranges of its layers. */
    NEARLY_VALIDATED("near val"),
    /** It was trained on one that shows nearly the same. */
    NEARLY_TRAINED("near train"),
    /** The picture itself chose its weights or the ranges of its layers. */
    VALIDATED("val"),
    /** It was trained on the picture itself. */
    TRAINED("train");

    private final String word;

    Seen(String word) {
        this.word = word;
    }

    /** Finds what the word of a table says; unknown where it is none. */
    public static Seen of(String word) {
        return Arrays.stream(values())
                .filter(s -> s.word.equals(word))
                .findFirst()
                .orElse(UNKNOWN);
    }

    /** Returns the word for tables. */
    public String word() {
        return word;
    }

    /** Says whether the model has seen the picture, or one that shows nearly the same. */
    public boolean isSeen() {
        return this != UNKNOWN && this != NO;
    }

    /** Says whether it is not the picture itself that was seen. */
    public boolean isNear() {
        return this == NEARLY_VALIDATED || this == NEARLY_TRAINED;
    }
}
