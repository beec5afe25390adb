package org.delineate.measure;

/**
 * Is a part of a picture with a spacing of its own, such as the scan beside a Doppler curve.
 *
 * @param box its pixels
 * @param spacing null where its axes are no lengths in the patient, such as the time of a Doppler curve
 */
public record CalibratedRegion(Box box, Spacing spacing) {}
