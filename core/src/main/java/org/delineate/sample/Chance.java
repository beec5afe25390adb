package org.delineate.sample;

import org.delineate.random.SplitMix64;

/**
 * With this probability, a value uniform in from..to.
 *
 * @param probability 0 = never, 1 = always
 */
public record Chance(double probability, double from, double to) {
    public static final Chance NEVER = new Chance(0, 0, 0);

    public Chance {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("a probability lies in 0..1, not " + probability);
        }
        if (!(from <= to) || Double.isInfinite(from) || Double.isInfinite(to)) {
            throw new IllegalArgumentException("from is at most to and both are finite, not " + from + ".." + to);
        }
    }

    /** The value, or what leaves the sample as it is; takes two numbers either way, so that the next ones stay. */
    double draw(SplitMix64 draws, double otherwise) {
        boolean happens = draws.happens(probability);
        double value = draws.between(from, to);
        return happens ? value : otherwise;
    }
}
