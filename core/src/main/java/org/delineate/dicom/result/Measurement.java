package org.delineate.dicom.result;

/**
 * Is one measured value.
 *
 * @param concept what was measured: {@link Codes#AREA}
 * @param value the number
 * @param unit of UCUM; {@link Codes#PIXELS} where the size of a pixel is not known
 * @param line where it was measured, as the calliper of a diameter; null where it has no line of its own
 */
public record Measurement(Code concept, double value, Code unit, Polyline line) {
    /** @throws IllegalArgumentException where the value is no number */
    public Measurement {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(concept.meaning() + " is no number: " + value);
        }
    }

    /** Makes a value without a line of its own. */
    public Measurement(Code concept, double value, Code unit) {
        this(concept, value, unit, null);
    }
}
