package org.delineate.denoise;

import java.util.Locale;

/** Says what disturbs a picture: what a filter is for, and what is added to clean pictures to measure one. */
public enum NoiseKind {
    /** Interference of echoes, in proportion to the picture: ultrasound. */
    SPECKLE("speckle of ultrasound"),
    /** Too few photons, and the receiver's own noise: CT and X-ray at a low dose. */
    NOISE("noise of a low dose (CT, X-ray)");

    private final String words;

    NoiseKind(String words) {
        this.words = words;
    }

    /** Returns the name in options and JSON. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Describes it in a few words. */
    public String words() {
        return words;
    }
}
