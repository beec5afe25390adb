package org.delineate.dataset;

import org.delineate.sample.Augment;
import org.delineate.sample.Chance;

/** Augmentations with one operation. */
public enum Only {
    FLIP_HORIZONTAL,
    FLIP_VERTICAL,
    QUARTER_TURNS,
    ROTATE(-30, 30),
    SCALE(0.6, 1.6),
    SHIFT(-0.3, 0.3),
    ELASTIC(0.02, 0.08),
    BLUR(0.5, 2),
    CONTRAST(0.6, 0.9),
    BRIGHTNESS(0.1, 0.3),
    GAMMA(1.3, 2),
    SPECKLE(0.05, 0.2),
    NOISE(0.05, 0.2);

    private final Chance usual;

    Only() {
        this(0, 0);
    }

    Only(double from, double to) {
        this.usual = new Chance(1, from, to);
    }

    public Augment always() {
        return with(usual);
    }

    public Augment exactly(double value) {
        return with(new Chance(1, value, value));
    }

    public Augment with(Chance c) {
        return new Augment(
                this == FLIP_HORIZONTAL ? c.probability() : null,
                this == FLIP_VERTICAL ? c.probability() : null,
                this == QUARTER_TURNS ? c.probability() : null,
                this == ROTATE ? c : null,
                this == SCALE ? c : null,
                this == SHIFT ? c : null,
                this == ELASTIC ? c : null,
                null,
                this == BLUR ? c : null,
                this == CONTRAST ? c : null,
                this == BRIGHTNESS ? c : null,
                this == GAMMA ? c : null,
                this == SPECKLE ? c : null,
                this == NOISE ? c : null);
    }

    boolean moves() {
        return compareTo(ELASTIC) <= 0;
    }
}
