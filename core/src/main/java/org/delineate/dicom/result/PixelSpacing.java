package org.delineate.dicom.result;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.delineate.dicom.DataSet;
import org.delineate.dicom.Tag;
import org.delineate.image.Mask;
import org.delineate.measure.Box;
import org.delineate.measure.Scale;
import org.delineate.measure.Spacing;

/** Finds the one size of a pixel that a segmentation states for all its frames (PS3.3, C.7.6.16.2.1). */
final class PixelSpacing {
    private PixelSpacing() {}

    /**
     * Returns the spacing around all masks; that at the detector where an X-ray picture has no other, since it keeps the
     * picture's proportions. Null where nothing is stated, or different things.
     */
    static Spacing of(SourceImage source, List<Segment> segments) {
        DataSet set = source.dataSet();
        Set<Spacing> found = new HashSet<>();
        for (Segment segment : segments) {
            for (Map.Entry<Integer, Mask> entry : segment.masks().entrySet()) {
                Scale scale = Scale.of(set, entry.getKey() - 1);
                if (scale.regions().isEmpty()) {
                    found.add(atDetector(set));
                } else if (!entry.getValue().isEmpty()) {
                    found.add(scale.within(bounds(entry.getValue())));
                }
            }
        }
        return found.size() == 1 ? found.iterator().next() : null;
    }

    private static Spacing atDetector(DataSet set) {
        double[] spacing = set.numbers(Tag.IMAGER_PIXEL_SPACING); // rows first
        return spacing.length == 2 && Spacing.isSize(spacing[0]) && Spacing.isSize(spacing[1])
                ? new Spacing(spacing[1], spacing[0])
                : null;
    }

    private static Box bounds(Mask mask) {
        int left = mask.width();
        int top = mask.height();
        int right = 0;
        int bottom = 0;
        for (int y = 0, i = 0; y < mask.height(); y++) {
            for (int x = 0; x < mask.width(); x++, i++) {
                if (mask.at(i)) {
                    left = Math.min(left, x);
                    right = Math.max(right, x);
                    top = Math.min(top, y);
                    bottom = y;
                }
            }
        }
        return new Box(left, top, right - left + 1, bottom - top + 1);
    }
}
