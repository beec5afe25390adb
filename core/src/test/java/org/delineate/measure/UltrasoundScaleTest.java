package org.delineate.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.delineate.dicom.DataSet;
import org.delineate.dicom.DicomFile;
import org.delineate.dicom.DicomWriter;
import org.delineate.dicom.Tag;
import org.delineate.dicom.Uid;
import org.delineate.image.Mask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three ultrasound files with two regions each, written and read again: millimetres, pixels and refusals. */
class UltrasoundScaleTest {
    private static final int CENTIMETRES = 3;
    private static final int SECONDS = 4;

    @TempDir
    private Path folder;

    private static DataSet region(int x0, int y0, int x1, int y1, int units, double dx, double dy) {
        return DataSet.builder()
                .integer(Tag.REGION_LOCATION_MIN_X0, x0)
                .integer(Tag.REGION_LOCATION_MIN_Y0, y0)
                .integer(Tag.REGION_LOCATION_MAX_X1, x1)
                .integer(Tag.REGION_LOCATION_MAX_Y1, y1)
                .integer(Tag.PHYSICAL_UNITS_X_DIRECTION, units)
                .integer(Tag.PHYSICAL_UNITS_Y_DIRECTION, CENTIMETRES)
                .number(Tag.PHYSICAL_DELTA_X, dx)
                .number(Tag.PHYSICAL_DELTA_Y, dy)
                .build();
    }

    private Scale scale(DataSet... regions) {
        Path file = folder.resolve("us.dcm");
        DicomWriter.write(
                file,
                DataSet.builder()
                        .text(Tag.SOP_CLASS_UID, Uid.ULTRASOUND)
                        .text(Tag.SOP_INSTANCE_UID, "1.2.3")
                        .number(Tag.PIXEL_SPACING, 9, 9) // counts for nothing beside regions
                        .sequence(Tag.SEQUENCE_OF_ULTRASOUND_REGIONS, new ArrayList<>(List.of(regions)))
                        .build());
        return Scale.of(DicomFile.read(file).dataSet(), 0);
    }

    private static Lesion rectangle(Scale scale, int left, int top, int wide, int high) {
        boolean[] pixels = new boolean[200 * 100];
        for (int y = top; y < top + high; y++) {
            for (int x = left; x < left + wide; x++) {
                pixels[200 * y + x] = true;
            }
        }
        return Lesion.of(Mask.of(100, 200, pixels), scale).get(0);
    }

    private static void assertCalliper(double mm, Scale scale, double x1, double y1, double x2, double y2) {
        Length length = scale.length(new Line(x1, y1, x2, y2));
        assertEquals(Unit.MM, length.unit());
        assertEquals(mm, length.value(), 1e-9);
    }

    /** Two B-mode pictures side by side, as of two probes; in one, pixels are not square. */
    @Test
    void twoPicturesSideBySide() {
        Scale scale = scale(
                region(0, 10, 99, 99, CENTIMETRES, 0.01, 0.02), region(100, 10, 199, 99, CENTIMETRES, -0.03, 0.03));
        assertTrue(scale.isKnown());
        Lesion left = rectangle(scale, 20, 30, 30, 20);
        assertEquals(600 * 0.1 * 0.2, left.mm().area(), 1e-9);
        assertEquals(Math.hypot(3, 4), left.mm().longDiameter(), 1e-9);
        assertEquals(4 / 3.0, left.mm().depthToWidth(), 1e-9);
        assertEquals(600 * 0.3 * 0.3, rectangle(scale, 120, 30, 30, 20).mm().area(), 1e-9);
        assertCalliper(5, scale, 20, 30, 50, 50);
        assertCalliper(15, scale, 110, 20, 150, 50);
        assertNull(rectangle(scale, 90, 30, 20, 20).mm(), "across both");
        CrossesRegionsException refusal =
                assertThrows(CrossesRegionsException.class, () -> scale.length(new Line(50, 50, 150, 50)));
        assertTrue(refusal.getMessage().contains("different regions"), refusal.getMessage());
    }

    /** A B-mode picture above a curve over time, whose width is no length. */
    @Test
    void aPictureAboveACurve() {
        Scale scale =
                scale(region(0, 0, 199, 49, CENTIMETRES, 0.05, 0.05), region(0, 50, 199, 99, SECONDS, 0.01, 0.02));
        assertCalliper(5, scale, 10, 10, 20, 10);
        assertNull(rectangle(scale, 20, 60, 10, 10).mm());
        assertEquals(Unit.PX, scale.length(new Line(20, 60, 30, 60)).unit());
        assertThrows(CrossesRegionsException.class, () -> scale.length(new Line(20, 20, 20, 80)));
    }

    /** An enlarged part inside a picture, and a border that belongs to none. */
    @Test
    void aZoomInsideAPictureAndABorderAround() {
        Scale scale = scale(
                region(10, 10, 149, 89, CENTIMETRES, 0.02, 0.02), region(50, 30, 89, 69, CENTIMETRES, 0.005, 0.005));
        assertCalliper(2, scale, 15, 15, 25, 15);
        assertNull(rectangle(scale, 60, 40, 10, 10).mm(), "two regions of different spacing");
        assertThrows(CrossesRegionsException.class, () -> scale.length(new Line(60, 40, 70, 40)));
        assertNull(rectangle(scale, 160, 20, 10, 10).mm(), "outside");
        assertNotNull(rectangle(scale, 160, 20, 10, 10).px());
        assertEquals(Unit.PX, scale.length(new Line(2, 2, 5, 6)).unit());
        assertEquals(5, scale.length(new Line(2, 2, 5, 6)).value(), 1e-9);
        assertEquals(Unit.PX, scale.length(new Line(15, 15, 180, 15)).unit(), "one end outside");
    }

    /** The spacing at a detector is none of the body. */
    @Test
    void aDetectorsSpacingIsNoScale() {
        DataSet picture =
                DataSet.builder().number(Tag.IMAGER_PIXEL_SPACING, 0.1, 0.1).build();
        assertFalse(Scale.of(picture, 0).isKnown());
        DataSet calibrated =
                DataSet.builder().number(Tag.PIXEL_SPACING, 0.2, 0.1).build();
        Lesion lesion = rectangle(Scale.of(calibrated, 0), 20, 30, 30, 20);
        assertEquals(4 / 3.0, lesion.mm().depthToWidth(), 1e-9, "rows come first");
    }
}
