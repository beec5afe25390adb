package org.delineate.measure;

import org.delineate.dicom.UltrasoundRegion;

/**
 * Is a part of a picture with a spacing of its own, such as the scan beside a Doppler curve.
 *
 * @param box its pixels
 * @param spacing null where its axes are no lengths in the patient, such as the time of a Doppler curve
 */
public record CalibratedRegion(Box box, Spacing spacing) {
    /** Takes over a region of an ultrasound picture. */
    static CalibratedRegion of(UltrasoundRegion region) {
        boolean known =
                region.isMeasurable() && Spacing.isSize(region.millimetresX()) && Spacing.isSize(region.millimetresY());
        Box box = new Box(
                region.left(), region.top(), side(region.left(), region.right()), side(region.top(), region.bottom()));
        return new CalibratedRegion(box, known ? new Spacing(region.millimetresX(), region.millimetresY()) : null);
    }

    /** Pixels from the first to the last; a file may state any two numbers. */
    private static int side(int first, int last) {
        return (int) Math.max(0, Math.min(Integer.MAX_VALUE, (long) last - first + 1));
    }
}
