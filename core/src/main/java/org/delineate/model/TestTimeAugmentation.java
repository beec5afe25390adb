package org.delineate.model;

import java.util.Locale;

/** Says which views of a picture a network sees; the probabilities of all of them are averaged. */
public enum TestTimeAugmentation {
    /** Shows the picture alone. */
    NONE("none"),

    /** Shows the picture and its left-right mirror: the mask of a mirrored picture is the mirrored mask. */
    FLIP("mean of the image and its left-right mirror");

    private final String words;

    TestTimeAugmentation(String words) {
        this.words = words;
    }

    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Describes it, for reports: "none", or what is averaged. */
    public String words() {
        return words;
    }

    /** Says of each view, in order, whether it is mirrored. */
    public boolean[] mirrored() {
        return this == FLIP ? new boolean[] {false, true} : new boolean[] {false};
    }
}
