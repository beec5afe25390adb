package org.delineate.nn.int8;

/**
 * Which values a tensor in bytes can hold: 256 of them, evenly spaced from low to high, and exactly 0 among them.
 *
 * @param low at most 0
 * @param high at least 0
 */
public record QuantizationRange(double low, double high) {
    private static final int LEVELS = 255;
    private static final double LEAST = 1e-6;

    /** @throws IllegalArgumentException where they are not finite or on the wrong side of 0 */
    public QuantizationRange {
        if (!(low <= 0 && high >= 0 && high - low < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "a range goes from at most 0 to at least 0, both finite, got " + low + " to " + high);
        }
    }

    /** Stretched to hold 0, which padding needs. */
    static QuantizationRange of(double low, double high) {
        return new QuantizationRange(Math.min(low, 0), Math.max(high, 0));
    }

    public QuantizationRange and(QuantizationRange other) {
        return other == null ? this : new QuantizationRange(Math.min(low, other.low), Math.max(high, other.high));
    }

    /** Distance of two neighbouring values; a range of 0 alone has a small one. */
    public double step() {
        return Math.max(high - low, LEAST) / LEVELS;
    }

    /** The byte that is 0. */
    public int zero() {
        return (int) Math.min(LEVELS, Math.round(-low / step()));
    }

    /** The byte whose value is nearest. */
    public int nearest(double value) {
        return (int) Math.max(0, Math.min(LEVELS, Math.rint(value / step()) + zero()));
    }
}
