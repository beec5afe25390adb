package org.delineate.sample;

/** Augmentations of one operation, one for each. */
enum SingleAugment {
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
    NOISE(0.05, 0.2),
    CALLIPERS(1, 4);

    private final RandomRange usual;

    SingleAugment() {
        this(0, 0);
    }

    SingleAugment(double from, double to) {
        this.usual = new RandomRange(1, from, to);
    }

    Augment always() {
        return with(usual);
    }

    Augment exactly(double value) {
        return with(new RandomRange(1, value, value));
    }

    Augment with(RandomRange range) {
        return new Augment(
                new Augment.Spatial(
                        this == FLIP_HORIZONTAL ? range.probability() : null,
                        this == FLIP_VERTICAL ? range.probability() : null,
                        this == QUARTER_TURNS ? range.probability() : null,
                        this == ROTATE ? range : null,
                        this == SCALE ? range : null,
                        this == SHIFT ? range : null,
                        this == ELASTIC ? range : null,
                        null),
                new Augment.Intensity(
                        this == BLUR ? range : null,
                        this == CONTRAST ? range : null,
                        this == BRIGHTNESS ? range : null,
                        this == GAMMA ? range : null,
                        this == SPECKLE ? range : null,
                        this == NOISE ? range : null,
                        this == CALLIPERS ? range : null));
    }
}
