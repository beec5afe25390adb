package org.delineate.measure;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.delineate.dicom.DataSet;
import org.delineate.dicom.Tag;
import org.delineate.dicom.UltrasoundRegion;

/**
 * Says where in a picture a pixel has which size. Outside the regions nobody knows.
 *
 * @param regions of the picture; they may overlap
 */
public record Scale(List<CalibratedRegion> regions) {
    /** Knows no size: everything is measured in pixels. */
    public static final Scale UNKNOWN = new Scale(List.of());

    public Scale {
        regions = List.copyOf(regions);
    }

    /** Gives all pixels of a picture the same size. */
    public static Scale of(Spacing spacing) {
        return new Scale(List.of(new CalibratedRegion(new Box(0, 0, Integer.MAX_VALUE, Integer.MAX_VALUE), spacing)));
    }

    /** Takes over the regions of an ultrasound picture. */
    public static Scale of(List<UltrasoundRegion> regions) {
        return new Scale(regions.stream().map(CalibratedRegion::of).toList());
    }

    /**
     * Takes over what a DICOM picture says: the regions of ultrasound, else the spacing of all pixels (PS3.3, 10.7.1).
     * The spacing at a detector is none of the body, which lies nearer to the source, and is not used.
     *
     * @param frame 0 for the first
     */
    public static Scale of(DataSet picture, int frame) {
        List<UltrasoundRegion> found = UltrasoundRegion.of(picture, frame);
        double[] spacing = picture.numbers(Tag.PIXEL_SPACING);
        if (!found.isEmpty() || spacing.length != 2) {
            return of(found);
        }
        boolean isSize = Spacing.isSize(spacing[0]) && Spacing.isSize(spacing[1]);
        return isSize ? of(new Spacing(spacing[1], spacing[0])) : UNKNOWN; // rows first
    }

    /** Is the size of some pixels known? */
    public boolean isKnown() {
        return regions.stream().anyMatch(r -> r.spacing() != null);
    }

    /** Returns the spacing around a box; null where it does not lie in one region, or regions there differ. */
    public Spacing within(Box box) {
        return single(regions.stream().filter(r -> r.box().contains(box)).toList());
    }

    /**
     * Measures between two points: in millimetres where a region with a spacing holds both, in pixels where one of them
     * lies in none.
     *
     * @throws CrossesRegionsException where they lie in different regions, or in several that differ in their spacing
     */
    public Length length(Line line) {
        List<CalibratedRegion> from = around(line.x1(), line.y1());
        List<CalibratedRegion> to = around(line.x2(), line.y2());
        if (from.isEmpty() || to.isEmpty()) {
            return line.px();
        }
        List<CalibratedRegion> both = from.stream().filter(to::contains).toList();
        if (both.isEmpty()) {
            throw new CrossesRegionsException(line, "lie in different regions of the picture");
        }
        Spacing spacing = single(both);
        if (spacing == null && both.stream().anyMatch(r -> r.spacing() != null)) {
            throw new CrossesRegionsException(line, "lie where regions of different spacing overlap");
        }
        return spacing == null ? line.px() : line.mm(spacing);
    }

    private List<CalibratedRegion> around(double x, double y) {
        return regions.stream().filter(r -> r.box().contains(x, y)).toList();
    }

    private static Spacing single(List<CalibratedRegion> regions) {
        Set<Spacing> spacings = new HashSet<>();
        regions.forEach(r -> spacings.add(r.spacing()));
        return spacings.size() == 1 ? spacings.iterator().next() : null;
    }
}
