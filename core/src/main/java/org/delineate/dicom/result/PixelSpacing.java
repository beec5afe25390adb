package org.delineate.dicom.result;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.delineate.dicom.DataSet;
import org.delineate.dicom.Tag;
import org.delineate.dicom.UltrasoundRegion;
import org.delineate.image.Mask;

/**
 * Is the size of a pixel, as (0028,0030) has it.
 *
 * @param row millimetres from a row to the next
 * @param column millimetres from a column to the next
 */
record PixelSpacing(double row, double column) {
    private static final int[] STATED = {Tag.PIXEL_SPACING, Tag.IMAGER_PIXEL_SPACING, Tag.NOMINAL_SCANNED_PIXEL_SPACING
    };

    /**
     * Returns the size of the pixels of masks; null where the source does not state one for all of them.
     *
     * @param masks by the number of their frame
     */
    static PixelSpacing of(SourceImage source, Collection<SortedMap<Integer, Mask>> masks) {
        DataSet set = source.dataSet();
        Set<PixelSpacing> found = new HashSet<>();
        boolean regions = false;
        for (SortedMap<Integer, Mask> byFrame : masks) {
            for (Map.Entry<Integer, Mask> entry : byFrame.entrySet()) {
                List<UltrasoundRegion> here = UltrasoundRegion.of(set, entry.getKey() - 1);
                regions |= !here.isEmpty();
                if (!entry.getValue().isEmpty()) {
                    found.add(within(here, entry.getValue()));
                }
            }
        }
        if (!regions) {
            return stated(set);
        }
        return found.size() == 1 ? found.iterator().next() : null;
    }

    /** Returns the spacing of the regions that hold the whole mask, where they agree. */
    private static PixelSpacing within(List<UltrasoundRegion> regions, Mask mask) {
        Set<PixelSpacing> found = new HashSet<>();
        for (UltrasoundRegion region : regions) {
            if (holds(region, mask)) {
                found.add(region.isMeasurable() ? known(region.millimetresY(), region.millimetresX()) : null);
            }
        }
        return found.size() == 1 ? found.iterator().next() : null;
    }

    private static boolean holds(UltrasoundRegion region, Mask mask) {
        for (int y = 0, i = 0; y < mask.height(); y++) {
            for (int x = 0; x < mask.width(); x++, i++) {
                if (mask.at(i) && !region.contains(x, y)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static PixelSpacing stated(DataSet set) {
        for (int tag : STATED) {
            double[] spacing = set.numbers(tag);
            if (spacing.length == 2) {
                return known(spacing[0], spacing[1]);
            }
        }
        return null;
    }

    private static PixelSpacing known(double row, double column) {
        boolean sizes = row > 0 && column > 0 && Double.isFinite(row) && Double.isFinite(column);
        return sizes ? new PixelSpacing(row, column) : null;
    }
}
