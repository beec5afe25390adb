package org.delineate.dicom.result;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.delineate.image.Mask;

/**
 * Is one thing that a segmentation outlines: a lesion, or all of them (PS3.3, C.8.20.2).
 *
 * @param label name for people: "Lesion 1"
 * @param category kind of thing, of CID 7150
 * @param type the thing, such as a lesion
 * @param tracking which lesion it is in reports; null where it is none in particular
 * @param masks by the number of the picture's frame, from 1; an empty mask says that nothing is there
 */
public record Segment(String label, Code category, Code type, Tracking tracking, SortedMap<Integer, Mask> masks) {
    /** @throws IllegalArgumentException where the label does not fit, or there is no mask */
    public Segment {
        Texts.line("the label of a segment", label);
        if (masks.isEmpty()) {
            throw new IllegalArgumentException("the segment " + label + " has no mask");
        }
        masks = Collections.unmodifiableSortedMap(new TreeMap<>(masks));
    }

    /** Makes a lesion of a picture's only frame, or of its first. */
    public static Segment lesion(Tracking tracking, Mask mask) {
        return lesion(tracking, Map.of(1, mask));
    }

    /** Makes a lesion of several frames. */
    public static Segment lesion(Tracking tracking, Map<Integer, Mask> masks) {
        return new Segment(
                tracking.identifier(), Codes.ABNORMAL_STRUCTURE, Codes.LESION, tracking, new TreeMap<>(masks));
    }
}
