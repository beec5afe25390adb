package org.delineate.nn.int8;

/**
 * The values that a quantized tensor can hold: 256 of them, evenly spaced from low to high, and exactly 0 among them.
 *
 * @param low the least value, at most 0
 * @param high the greatest value, at least 0
 */
public record QuantizationRange(double low, double high) {
    private static final int GREATEST = 255; // of the quantized values
    private static final double LEAST_WIDTH = 1e-6;

    /** @throws IllegalArgumentException where they are not finite or on the wrong side of 0 */
    public QuantizationRange {
        if (!(low <= 0 && high >= 0 && high - low < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "a range goes from at most 0 to at least 0, both finite, got " + low + " to " + high);
        }
    }

    /** The range of these values, widened to hold 0, which padding needs. */
    static QuantizationRange of(double low, double high) {
        return new QuantizationRange(Math.min(low, 0), Math.max(high, 0));
    }

    /** The smallest range that holds both; this one for null. */
    public QuantizationRange union(QuantizationRange other) {
        return other == null ? this : new QuantizationRange(Math.min(low, other.low), Math.max(high, other.high));
    }

    /** The distance of two neighbouring values; above 0 for a range of 0 alone, too. */
    public double scale() {
        return Math.max(high - low, LEAST_WIDTH) / GREATEST;
    }

    /** The quantized value that stands for 0. */
    public int zeroPoint() {
        return (int) Math.min(GREATEST, Math.round(-low / scale()));
    }

    /** The quantized value that is nearest to a value. */
    public int quantize(double value) {
        return (int) Math.max(0, Math.min(GREATEST, Math.rint(value / scale()) + zeroPoint()));
    }
}
