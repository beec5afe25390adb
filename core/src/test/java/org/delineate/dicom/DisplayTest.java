package org.delineate.dicom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.delineate.file.BadFileException;
import org.junit.jupiter.api.Test;

/** What a viewer shows; the numbers follow from the formulas of PS3.3, C.11.2.1.2 and C.7.6.3.1. */
class DisplayTest {
    private static DisplayedFrame shown(DataSetBuilder set, byte[] pixels, int index) {
        try (FrameReader frames = FrameReader.open(Pictures.file(set, pixels))) {
            return frames.shown(index);
        }
    }

    private static DisplayedFrame shown(DataSetBuilder set, byte[] pixels) {
        return shown(set, pixels, 0);
    }

    private static int[] greys(DisplayedFrame frame) {
        int[] greys = new int[frame.bytes() != null ? frame.bytes().length : frame.shorts().length];
        for (int i = 0; i < greys.length; i++) {
            greys[i] = frame.bytes() != null ? frame.bytes()[i] & 0xff : frame.shorts()[i] & 0xffff;
        }
        return greys;
    }

    private static DataSetBuilder window(DataSetBuilder set, double centre, double width) {
        return set.number(Tag.WINDOW_CENTER, centre, 1).number(Tag.WINDOW_WIDTH, width, 1);
    }

    @Test
    void eightBitsWithoutAWindowAreShownAsTheyAre() {
        DisplayedFrame frame = shown(Pictures.grey(1, 3), Pictures.bytes(3, 128, 250));
        assertArrayEquals(new int[] {3, 128, 250}, greys(frame));
        assertEquals(List.of(), frame.remarks());
        assertEquals(1, frame.channels());
    }

    @Test
    void theFirstWindowIsApplied() {
        // 2048 and 4096: black up to 0, white from 4095 on, (x - 2047.5) / 4095 + 0.5 between
        int[] linear =
                greys(shown(window(Pictures.grey16(1, 4, 12, false), 2048, 4096), Pictures.words(0, 1, 2048, 4095)));
        assertArrayEquals(new int[] {0, 16, 32_776, 65_535}, linear);
        int[] threshold = greys(shown(window(Pictures.grey16(1, 2, 12, false), 100, 1), Pictures.words(99, 100)));
        assertArrayEquals(new int[] {0, 65_535}, threshold);
        DataSetBuilder exact =
                window(Pictures.grey16(1, 3, 12, false), 2048, 4096).text(Tag.VOI_LUT_FUNCTION, "LINEAR_EXACT");
        assertArrayEquals(new int[] {0, 16, 32_768}, greys(shown(exact, Pictures.words(0, 1, 2048))));
        DataSetBuilder sigmoid = window(Pictures.grey(1, 2), 128, 64).text(Tag.VOI_LUT_FUNCTION, "SIGMOID");
        assertArrayEquals(new int[] {128, 225}, greys(shown(sigmoid, Pictures.bytes(128, 160))));
    }

    @Test
    void rescaleComesBeforeTheWindow() {
        DataSetBuilder set = window(Pictures.grey16(1, 3, 16, true), -1000, 200)
                .number(Tag.RESCALE_SLOPE, 2)
                .number(Tag.RESCALE_INTERCEPT, -1024);
        // stored -38, 12, 62 are -1100, -1000, -900; (x + 1000.5) / 199 + 0.5
        assertArrayEquals(new int[] {0, 32_932, 65_535}, greys(shown(set, Pictures.words(-38, 12, 62))));
    }

    @Test
    void tablesReplaceFormulas() {
        DataSet modality = DataSet.builder()
                .integer(Tag.LUT_DESCRIPTOR, Vr.US, 3, 10, 16)
                .integer(Tag.LUT_DATA, Vr.OW, 0, 500, 1000)
                .build();
        DataSet voi = DataSet.builder()
                .integer(Tag.LUT_DESCRIPTOR, Vr.US, 2, 500, 8)
                .integer(Tag.LUT_DATA, Vr.OW, 51, 255)
                .build();
        DataSetBuilder set = Pictures.grey(1, 4)
                .sequence(Tag.MODALITY_LUT_SEQUENCE, modality)
                .sequence(Tag.VOI_LUT_SEQUENCE, voi);
        assertArrayEquals(new int[] {51, 51, 255, 255}, greys(shown(set, Pictures.bytes(0, 11, 12, 200))));
    }

    @Test
    void monochrome1IsInverted() {
        DataSetBuilder set = Pictures.grey(1, 2).text(Tag.PHOTOMETRIC_INTERPRETATION, "MONOCHROME1");
        assertArrayEquals(new int[] {255, 55}, greys(shown(set, Pictures.bytes(0, 200))));
    }

    @Test
    void withoutAWindowPaddingIsNotPartOfTheRange() {
        DataSetBuilder set = Pictures.grey16(1, 4, 16, true)
                .integer(Tag.PIXEL_PADDING_VALUE, Vr.SS, -2000)
                .integer(Tag.PIXEL_PADDING_RANGE_LIMIT, Vr.SS, -1900);
        DisplayedFrame frame = shown(set, Pictures.words(-2000, -1950, 100, 300));
        assertArrayEquals(new int[] {0, 0, 0, 65_535}, greys(frame));
        assertEquals(
                List.of("no window is stated; shown from the least to the greatest value of each frame"),
                frame.remarks());
    }

    @Test
    void framesMayHaveTheirOwnWindow() {
        DataSet first = group(64, 128);
        DataSet second = group(192, 128);
        DataSetBuilder set = Pictures.grey(1, 1)
                .integer(Tag.NUMBER_OF_FRAMES, 2)
                .sequence(Tag.PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE, first, second);
        assertArrayEquals(new int[] {255}, greys(shown(set, Pictures.bytes(128, 136), 0)));
        assertArrayEquals(new int[] {16}, greys(shown(set, Pictures.bytes(128, 136), 1)));
    }

    private static DataSet group(double centre, double width) {
        return DataSet.builder()
                .sequence(
                        Tag.FRAME_VOI_LUT_SEQUENCE,
                        window(DataSet.builder(), centre, width).build())
                .build();
    }

    @Test
    void coloursBecomeRgb() {
        DataSetBuilder ybr = Pictures.colour(1, 2, "YBR_FULL", 0);
        // pure red of full range is (76, 85, 255); 128 as both chrominances is grey
        assertArrayEquals(
                new int[] {254, 0, 0, 90, 90, 90}, greys(shown(ybr, Pictures.bytes(76, 85, 255, 90, 128, 128))));
        DataSetBuilder rgb = Pictures.colour(1, 1, "RGB", 0);
        DisplayedFrame frame = shown(rgb, Pictures.bytes(1, 2, 3));
        assertArrayEquals(new int[] {1, 2, 3}, greys(frame));
        assertEquals(3, frame.channels());
    }

    @Test
    void palettesAreApplied() {
        DataSetBuilder set =
                palette(8).bytes(Tag.RED_PALETTE_COLOR_LOOKUP_TABLE_DATA, Vr.OW, Pictures.words(0, 10, 20));
        // an index below the first one has its entry, one above the last the last
        assertArrayEquals(
                new int[] {0, 1, 4, 10, 2, 5, 20, 3, 6, 20, 3, 6}, greys(shown(set, Pictures.bytes(0, 6, 7, 200))));
        DataSetBuilder wide =
                palette(16).bytes(Tag.RED_PALETTE_COLOR_LOOKUP_TABLE_DATA, Vr.OW, Pictures.words(0, 10, 20));
        assertEquals(
                List.of("the palette states entries of 16 bits and has them of 8"),
                shown(wide, Pictures.bytes(0, 6, 7, 200)).remarks());
        // a linear segment: from 0 to 20 in two steps
        DataSetBuilder segmented = palette(8);
        for (int tag : new int[] {
            Tag.SEGMENTED_RED_PALETTE_COLOR_LOOKUP_TABLE_DATA,
            Tag.SEGMENTED_GREEN_PALETTE_COLOR_LOOKUP_TABLE_DATA,
            Tag.SEGMENTED_BLUE_PALETTE_COLOR_LOOKUP_TABLE_DATA
        }) {
            segmented.bytes(tag, Vr.OW, Pictures.words(0, 1, 0, 1, 2, 20));
        }
        assertArrayEquals(
                new int[] {0, 0, 0, 10, 10, 10, 20, 20, 20, 20, 20, 20},
                greys(shown(segmented, Pictures.bytes(0, 6, 7, 200))));
        DataSetBuilder broken = palette(8).bytes(Tag.RED_PALETTE_COLOR_LOOKUP_TABLE_DATA, Vr.OW, new byte[1]);
        assertThrows(BadFileException.class, () -> shown(broken, Pictures.bytes(0, 6, 7, 200)));
    }

    private static DataSetBuilder palette(int bits) {
        return Pictures.grey(1, 4)
                .text(Tag.PHOTOMETRIC_INTERPRETATION, "PALETTE COLOR")
                .integer(Tag.RED_PALETTE_COLOR_LOOKUP_TABLE_DESCRIPTOR, Vr.US, 3, 5, bits)
                .integer(Tag.GREEN_PALETTE_COLOR_LOOKUP_TABLE_DESCRIPTOR, Vr.US, 3, 5, bits)
                .integer(Tag.BLUE_PALETTE_COLOR_LOOKUP_TABLE_DESCRIPTOR, Vr.US, 3, 5, bits)
                .bytes(Tag.GREEN_PALETTE_COLOR_LOOKUP_TABLE_DATA, Vr.OW, Pictures.words(1, 2, 3))
                .bytes(Tag.BLUE_PALETTE_COLOR_LOOKUP_TABLE_DATA, Vr.OW, Pictures.words(4, 5, 6));
    }

    /** The JPEG of this file has a marker that says RGB; an attribute that says otherwise is not believed, and told. */
    @Test
    void aJpegKnowsItsColours() throws Exception {
        DicomFile right = DicomFile.read(Path.of("src/test/resources/dicom/files/pydicom/SC_rgb_dcmtk_+eb+cr.dcm"));
        PixelData pixels = right.pixelData();
        byte[] jpeg;
        try (ByteSource source = right.open()) {
            jpeg = source.read(pixels.fragments()[0], (int) pixels.lengths()[0]);
        }
        DataSetBuilder set = right.dataSet().toBuilder().text(Tag.PHOTOMETRIC_INTERPRETATION, "YBR_FULL");
        DicomFile wrong = Pictures.encapsulated(set, TransferSyntax.JPEG_BASELINE, new int[0], jpeg);
        try (FrameReader one = FrameReader.open(right);
                FrameReader other = FrameReader.open(wrong)) {
            assertEquals(List.of(), one.shown(0).remarks());
            assertEquals(
                    List.of("the colours are RGB as the JPEG says, not YBR_FULL as the attribute does"),
                    other.shown(0).remarks());
            assertArrayEquals(one.shown(0).bytes(), other.shown(0).bytes());
        }
    }

    @Test
    void overlaysAreLeftOutKnowingly() {
        DataSetBuilder set = Pictures.grey(1, 2).bytes(Tag.OVERLAY_DATA, Vr.OW, new byte[2]);
        assertEquals(List.of("overlays are not drawn"), shown(set, new byte[2]).remarks());
    }

    @Test
    void regionsSayWhatAPixelMeasures() {
        DataSetBuilder set = Pictures.grey(4, 4)
                .sequence(Tag.SEQUENCE_OF_ULTRASOUND_REGIONS, region(0, 1, 3, 0.01), region(2, 3, 4, 0.02));
        List<UltrasoundRegion> regions = UltrasoundRegion.of(set.build(), 0);
        assertEquals(2, regions.size());
        assertTrue(regions.get(0).isMeasurable());
        assertEquals(0.1, regions.get(0).millimetresX(), 1e-12);
        assertEquals(0.2, regions.get(0).millimetresY(), 1e-12);
        assertEquals(1, regions.get(0).right());
        assertEquals(2, regions.get(1).left());
        assertFalse(regions.get(1).isMeasurable(), "seconds are no length");
        DataSet frames = set.sequence(
                        Tag.PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE,
                        DataSet.builder().build(),
                        DataSet.builder()
                                .sequence(Tag.SEQUENCE_OF_ULTRASOUND_REGIONS, region(0, 3, 3, 0.05))
                                .build())
                .build();
        assertEquals(2, UltrasoundRegion.of(frames, 0).size());
        assertEquals(0.5, UltrasoundRegion.of(frames, 1).get(0).millimetresX(), 1e-12);
        assertThrows(
                BadFileException.class,
                () -> UltrasoundRegion.of(
                        Pictures.grey(1, 1)
                                .sequence(
                                        Tag.SEQUENCE_OF_ULTRASOUND_REGIONS,
                                        DataSet.builder().build())
                                .build(),
                        0));
    }

    private static DataSet region(int left, int right, int unitsX, double delta) {
        return DataSet.builder()
                .integer(Tag.REGION_LOCATION_MIN_X0, left)
                .integer(Tag.REGION_LOCATION_MIN_Y0, 0)
                .integer(Tag.REGION_LOCATION_MAX_X1, right)
                .integer(Tag.REGION_LOCATION_MAX_Y1, 3)
                .integer(Tag.PHYSICAL_UNITS_X_DIRECTION, unitsX)
                .integer(Tag.PHYSICAL_UNITS_Y_DIRECTION, 3)
                .number(Tag.PHYSICAL_DELTA_X, delta)
                .number(Tag.PHYSICAL_DELTA_Y, 2 * delta)
                .build();
    }
}
