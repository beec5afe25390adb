package org.delineate.dicom.result;

/**
 * Describes a segment of a segmentation that was read.
 *
 * @param label name for people; empty where the file has none
 * @param category kind of thing; null where the file does not say
 * @param type the thing; null where the file does not say
 * @param trackingUid which lesion it is; empty where the file does not say
 */
public record StoredSegment(int number, String label, Code category, Code type, String trackingUid) {}
