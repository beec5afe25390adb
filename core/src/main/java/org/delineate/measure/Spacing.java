package org.delineate.measure;

/**
 * States the size of a pixel in the patient. In ultrasound the two can differ.
 *
 * @param xMm millimetres from a column to the next
 * @param yMm millimetres from a row to the next
 */
public record Spacing(double xMm, double yMm) {
    private static final double LEAST = 1e-6;
    private static final double MOST = 1000;

    /** @throws IllegalArgumentException where one is no size that a pixel of a picture of a patient has */
    public Spacing {
        for (double mm : new double[] {xMm, yMm}) {
            if (!isSize(mm)) {
                throw new IllegalArgumentException(
                        "a pixel is " + LEAST + " to " + MOST + " mm wide and high, got " + mm);
            }
        }
    }

    /** Returns whether a number of millimetres is a size that a pixel can have. */
    static boolean isSize(double mm) {
        return mm >= LEAST && mm <= MOST;
    }
}
