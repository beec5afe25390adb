package org.delineate.sample;

import org.delineate.random.SplitMix64;

/**
 * A random strength of an augmentation: with this probability it is applied, with a value uniform in from..to.
 *
 * @param probability 0 = never, 1 = always
 */
public record RandomRange(double probability, double from, double to) {
    public static final RandomRange NEVER = new RandomRange(0, 0, 0);

    public RandomRange {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("a probability lies in 0..1, not " + probability);
        }
        if (!(from <= to) || Double.isInfinite(from) || Double.isInfinite(to)) {
            throw new IllegalArgumentException("from is at most to and both are finite, not " + from + ".." + to);
        }
    }

    /**
     * Draws the value, or gives the one that changes nothing. It takes two random numbers either way, so that the draws
     * of the augmentations after this one stay the same.
     */
    double draw(SplitMix64 random, double neutral) {
        boolean happens = random.happens(probability);
        double value = random.between(from, to);
        return happens ? value : neutral;
    }
}
