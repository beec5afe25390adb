package org.delineate.dicom;

/**
 * Is the range of values that is shown from black to white (PS3.3, C.11.2.1.2).
 *
 * @param center in values after the modality's rescale
 * @param width 1 or more
 */
public record GreyWindow(double center, double width) {
    /** @throws IllegalArgumentException where it shows nothing */
    public GreyWindow {
        if (!Double.isFinite(center) || !(width >= 1) || !Double.isFinite(width)) {
            throw new IllegalArgumentException(
                    "a window has a center and a width of at least 1, got " + center + " and " + width);
        }
    }
}
