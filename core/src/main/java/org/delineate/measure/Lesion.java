package org.delineate.measure;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import org.delineate.image.Contour;
import org.delineate.image.Mask;

/**
 * Is one lesion of a mask, measured: an 8-connected region, its holes left out.
 *
 * @param box the smallest upright rectangle around it
 * @param centreX mean of its pixels' columns
 * @param centreY mean of its pixels' rows
 * @param outline its outer contour
 * @param longAxis where the long diameter lies; in millimetres, where they are known
 * @param shortAxis where the perpendicular diameter lies
 * @param px its measures in pixels
 * @param mm its measures in millimetres; null where the size of its pixels is not known
 */
public record Lesion(
        Box box,
        double centreX,
        double centreY,
        @JsonIgnore Contour outline,
        Line longAxis,
        Line shortAxis,
        Measures px,
        Measures mm) {

    /** Measures every lesion of a mask in pixels, the largest first. */
    public static List<Lesion> of(Mask mask) {
        return of(mask, Scale.UNKNOWN);
    }

    /**
     * Measures every lesion of a mask, the largest first: in millimetres too where it lies inside one region with a
     * spacing.
     */
    public static List<Lesion> of(Mask mask, Scale scale) {
        return new LesionMap(mask).lesions(scale);
    }

    /** Its measures in millimetres, or in pixels where those are not known. */
    public Measures measures() {
        return mm == null ? px : mm;
    }
}
