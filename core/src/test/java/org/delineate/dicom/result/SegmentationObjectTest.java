package org.delineate.dicom.result;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.delineate.dicom.DataSet;
import org.delineate.dicom.DicomFile;
import org.delineate.dicom.DicomWriter;
import org.delineate.dicom.Tag;
import org.delineate.dicom.Uid;
import org.delineate.dicom.result.SegmentationObject.Form;
import org.delineate.dicom.result.SegmentationObject.Making;
import org.delineate.file.BadFileException;
import org.delineate.image.Mask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SegmentationObjectTest {
    private static DicomFile written(SegmentationObject segmentation) {
        return DicomFile.of(DicomWriter.encode(segmentation.dataSet()), Path.of("seg.dcm"));
    }

    @ParameterizedTest
    @EnumSource
    void masksAreReadBackPixelForPixel(SourceFiles source) {
        Map<Integer, Mask> first = new TreeMap<>();
        Map<Integer, Mask> second = new TreeMap<>();
        for (int frame = 1; frame <= source.frames(); frame++) {
            first.put(frame, Masks.random(frame));
            second.put(frame, Masks.random(100 + frame));
        }
        List<Segment> segments =
                List.of(Segment.lesion(Masks.tracking(1), first), Segment.lesion(Masks.tracking(2), second));
        for (Form form : Form.values()) {
            SegmentationObject made = Masks.segmentation(source.image(), form, segments);
            try (SegmentationReader reader = SegmentationReader.open(written(made))) {
                assertEquals(
                        List.of(1, 2),
                        reader.segments().stream().map(StoredSegment::number).toList());
                assertEquals(
                        new StoredSegment(2, "Lesion 2", Codes.ABNORMAL_STRUCTURE, Codes.LESION, "1.2.8.2"),
                        reader.segments().get(1));
                assertEquals(2 * source.frames(), reader.frames().size());
                for (int i = 0; i < reader.frames().size(); i++) {
                    SegmentedFrame frame = reader.frames().get(i);
                    int number = 1 + i / source.frames();
                    assertEquals(
                            new SegmentedFrame(List.of(number), source.image().uid(), 1 + i % source.frames()), frame);
                    assertEquals(
                            (number == 1 ? first : second).get(frame.sourceFrame()), reader.mask(i, number), "" + i);
                }
                assertEquals(List.of(), reader.remarks());
            }
        }
    }

    @Test
    void placesAnUltrasoundPictureInAFrameOfReferenceOfItsOwn() {
        DataSet set = Masks.segmentation(SourceFiles.ULTRASOUND, Form.PLACED).dataSet();
        String frameOfReference = set.requireText(Tag.FRAME_OF_REFERENCE_UID);
        assertTrue(Uid.isValid(frameOfReference));
        DataSet shared = set.item(Tag.SHARED_FUNCTIONAL_GROUPS_SEQUENCE).orElseThrow();
        DataSet measures = shared.item(Tag.PIXEL_MEASURES_SEQUENCE).orElseThrow();
        assertArrayEquals(new double[] {0.1, 0.2}, measures.numbers(Tag.PIXEL_SPACING), "rows first, in mm");
        assertArrayEquals(
                new double[] {1, 0, 0, 0, 1, 0},
                shared.item(Tag.PLANE_ORIENTATION_SEQUENCE).orElseThrow().numbers(Tag.IMAGE_ORIENTATION_PATIENT));
        for (DataSet frame : set.items(Tag.PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE)) {
            assertArrayEquals(
                    new double[] {0, 0, 0},
                    frame.item(Tag.PLANE_POSITION_SEQUENCE).orElseThrow().numbers(Tag.IMAGE_POSITION_PATIENT));
            assertTrue(frame.item(Tag.SEGMENT_IDENTIFICATION_SEQUENCE).isPresent());
        }
        SourceImage again = SourceFiles.ULTRASOUND.image();
        DataSet other = new SegmentationObject(
                        again,
                        Masks.instance(200),
                        Masks.segments(SourceFiles.ULTRASOUND),
                        Making.SEMIAUTOMATIC,
                        Masks.MODEL,
                        Form.PLACED)
                .dataSet();
        assertEquals(frameOfReference, other.requireText(Tag.FRAME_OF_REFERENCE_UID), "one for each picture");
    }

    @Test
    void strictFormHasNoPlace() {
        DataSet set = Masks.segmentation(SourceFiles.ULTRASOUND, Form.STRICT).dataSet();
        assertFalse(set.contains(Tag.FRAME_OF_REFERENCE_UID));
        assertTrue(set.item(Tag.SHARED_FUNCTIONAL_GROUPS_SEQUENCE).orElseThrow().isEmpty());
        DataSet frame = set.items(Tag.PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE).get(1);
        assertFalse(frame.contains(Tag.PLANE_POSITION_SEQUENCE));
        DataSet source = frame.item(Tag.DERIVATION_IMAGE_SEQUENCE)
                .orElseThrow()
                .item(Tag.SOURCE_IMAGE_SEQUENCE)
                .orElseThrow();
        assertEquals(Uid.ULTRASOUND, source.requireText(Tag.REFERENCED_SOP_CLASS_UID));
        assertFalse(source.contains(Tag.REFERENCED_FRAME_NUMBER), "a picture of one frame");
        List<DataSet> indices = set.items(Tag.DIMENSION_INDEX_SEQUENCE);
        assertEquals(1, indices.size());
        assertEquals(Tag.REFERENCED_SEGMENT_NUMBER, indices.get(0).requireInteger(Tag.DIMENSION_INDEX_POINTER));
    }

    @Test
    void framesOfALoopAreToldApart() {
        DataSet set =
                Masks.segmentation(SourceFiles.ULTRASOUND_LOOP, Form.PLACED).dataSet();
        List<DataSet> frames = set.items(Tag.PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE);
        assertEquals(6, frames.size());
        assertArrayEquals(
                new int[] {2, 5},
                frames.get(5).item(Tag.FRAME_CONTENT_SEQUENCE).orElseThrow().integers(Tag.DIMENSION_INDEX_VALUES));
        assertArrayEquals(
                new double[] {0, 0, 4},
                frames.get(5).item(Tag.PLANE_POSITION_SEQUENCE).orElseThrow().numbers(Tag.IMAGE_POSITION_PATIENT));
    }

    @Test
    void copiesPatientAndStudyAndSaysWhoMadeIt() {
        DataSet set = Masks.segmentation(SourceFiles.MAMMOGRAPHY, Form.PLACED).dataSet();
        DataSet source = SourceFiles.MAMMOGRAPHY.file().dataSet();
        for (int tag :
                new int[] {Tag.PATIENT_NAME, Tag.PATIENT_ID, Tag.PATIENT_AGE, Tag.STUDY_INSTANCE_UID, Tag.STUDY_ID}) {
            assertEquals(source.texts(tag), set.texts(tag), Tag.named(tag));
        }
        assertTrue(set.contains(Tag.ACCESSION_NUMBER), "empty but there");
        assertEquals("20261129", set.requireText(Tag.CONTENT_DATE));
        assertEquals("123456", set.requireText(Tag.CONTENT_TIME));
        assertEquals("Delineate", set.requireText(Tag.MANUFACTURER));
        DataSet segment = set.item(Tag.SEGMENT_SEQUENCE).orElseThrow();
        assertEquals("AUTOMATIC", segment.requireText(Tag.SEGMENT_ALGORITHM_TYPE));
        DataSet algorithm =
                segment.item(Tag.SEGMENTATION_ALGORITHM_IDENTIFICATION_SEQUENCE).orElseThrow();
        assertEquals("sha256=" + "ab".repeat(32), algorithm.requireText(Tag.ALGORITHM_PARAMETERS));
        DataSet series = set.item(Tag.REFERENCED_SERIES_SEQUENCE).orElseThrow();
        assertEquals("1.2.3.4", series.requireText(Tag.SERIES_INSTANCE_UID));
        assertEquals(
                SourceFiles.MAMMOGRAPHY.image().uid(),
                series.item(Tag.REFERENCED_INSTANCE_SEQUENCE)
                        .orElseThrow()
                        .requireText(Tag.REFERENCED_SOP_INSTANCE_UID));
    }

    @Test
    void timesAreInTheZoneOfTheSource() {
        DataSet source = SourceFiles.ULTRASOUND
                .builder()
                .text(Tag.TIMEZONE_OFFSET_FROM_UTC, "+1300")
                .build();
        DataSet set = Masks.segmentation(
                        SourceImage.of(SourceFiles.read(source)), Form.PLACED, Masks.segments(SourceFiles.ULTRASOUND))
                .dataSet();
        assertEquals("20261130", set.requireText(Tag.CONTENT_DATE));
        assertEquals("013456", set.requireText(Tag.CONTENT_TIME));
        assertEquals("+1300", set.requireText(Tag.TIMEZONE_OFFSET_FROM_UTC));
    }

    @Test
    void equalInputsGiveEqualBytes() {
        for (Form form : Form.values()) {
            assertArrayEquals(
                    DicomWriter.encode(Masks.segmentation(SourceFiles.ULTRASOUND_LOOP, form)
                            .dataSet()),
                    DicomWriter.encode(Masks.segmentation(SourceFiles.ULTRASOUND_LOOP, form)
                            .dataSet()));
        }
    }

    @Test
    void neverGuessesTheSizeOfAPixel() {
        SourceImage loop = SourceFiles.ULTRASOUND_LOOP.image();
        Segment left = Segment.lesion(Masks.tracking(1), Masks.box(2, 2, 20, 20));
        Segment right = Segment.lesion(Masks.tracking(2), Masks.box(35, 2, 9, 9));
        Segment across = Segment.lesion(Masks.tracking(3), Masks.box(25, 2, 20, 9));
        assertEquals(0.2, spacing(loop, left));
        assertEquals(0.5, spacing(loop, right));
        assertEquals(1, spacing(loop, across));
        assertEquals(1, spacing(loop, left, right), "two lesions of different spacing");
        assertEquals(
                List.of(), Masks.segmentation(loop, Form.PLACED, List.of(left)).remarks());
        assertEquals(
                List.of("the size of a pixel is not known; the segmentation says 1 mm in its place"),
                Masks.segmentation(loop, Form.PLACED, List.of(across)).remarks());
        assertEquals(
                List.of(),
                Masks.segmentation(loop, Form.STRICT, List.of(across)).remarks());
        assertEquals(0.1, spacing(SourceFiles.MAMMOGRAPHY.image(), left));
    }

    private static double spacing(SourceImage source, Segment... segments) {
        return Masks.segmentation(source, Form.PLACED, List.of(segments))
                .dataSet()
                .item(Tag.SHARED_FUNCTIONAL_GROUPS_SEQUENCE)
                .orElseThrow()
                .item(Tag.PIXEL_MEASURES_SEQUENCE)
                .orElseThrow()
                .number(Tag.PIXEL_SPACING)
                .orElseThrow();
    }

    @Test
    void keepsThePlaceThatThePictureHas() {
        DataSet source = SourceFiles.COMPUTED_RADIOGRAPHY
                .builder()
                .text(Tag.FRAME_OF_REFERENCE_UID, "1.2.7")
                .number(Tag.IMAGE_POSITION_PATIENT, -10, 20, 30)
                .number(Tag.IMAGE_ORIENTATION_PATIENT, 0, 1, 0, 0, 0, -1)
                .number(Tag.PIXEL_SPACING, 0.3, 0.4)
                .number(Tag.SLICE_THICKNESS, 2)
                .build();
        List<Segment> segments = Masks.segments(SourceFiles.COMPUTED_RADIOGRAPHY);
        for (Form form : Form.values()) {
            DataSet set = Masks.segmentation(SourceImage.of(SourceFiles.read(source)), form, segments)
                    .dataSet();
            assertEquals(Optional.of("1.2.7"), set.text(Tag.FRAME_OF_REFERENCE_UID));
            DataSet shared = set.item(Tag.SHARED_FUNCTIONAL_GROUPS_SEQUENCE).orElseThrow();
            assertArrayEquals(
                    new double[] {0, 1, 0, 0, 0, -1},
                    shared.item(Tag.PLANE_ORIENTATION_SEQUENCE).orElseThrow().numbers(Tag.IMAGE_ORIENTATION_PATIENT));
            assertArrayEquals(
                    new double[] {0.3, 0.4},
                    shared.item(Tag.PIXEL_MEASURES_SEQUENCE).orElseThrow().numbers(Tag.PIXEL_SPACING));
        }
    }

    @Test
    void saysThatTheSourceWasCompressedWithLoss() {
        DataSet source = SourceFiles.ULTRASOUND
                .builder()
                .text(Tag.LOSSY_IMAGE_COMPRESSION, "01")
                .number(Tag.LOSSY_IMAGE_COMPRESSION_RATIO, 12.5)
                .text(Tag.LOSSY_IMAGE_COMPRESSION_METHOD, "ISO_10918_1")
                .build();
        DataSet set = Masks.segmentation(
                        SourceImage.of(SourceFiles.read(source)), Form.PLACED, Masks.segments(SourceFiles.ULTRASOUND))
                .dataSet();
        assertEquals("01", set.requireText(Tag.LOSSY_IMAGE_COMPRESSION));
        assertEquals(12.5, set.number(Tag.LOSSY_IMAGE_COMPRESSION_RATIO).orElseThrow());
        assertEquals("ISO_10918_1", set.requireText(Tag.LOSSY_IMAGE_COMPRESSION_METHOD));
        assertEquals(
                Optional.of("00"),
                Masks.segmentation(SourceFiles.ULTRASOUND, Form.PLACED)
                        .dataSet()
                        .text(Tag.LOSSY_IMAGE_COMPRESSION));
    }

    @Test
    void saysWhetherLesionsOverlap() {
        SourceImage source = SourceFiles.ULTRASOUND.image();
        Segment one = Segment.lesion(Masks.tracking(1), Masks.box(2, 2, 10, 10));
        Segment touching = Segment.lesion(Masks.tracking(2), Masks.box(12, 2, 5, 5));
        Segment covering = Segment.lesion(Masks.tracking(3), Masks.box(11, 11, 5, 5));
        assertEquals("NO", overlap(source, one, touching));
        assertEquals("YES", overlap(source, one, covering));
    }

    private static String overlap(SourceImage source, Segment... segments) {
        return Masks.segmentation(source, Form.PLACED, List.of(segments))
                .dataSet()
                .requireText(Tag.SEGMENTS_OVERLAP);
    }

    @Test
    void refusesWhatItCannotSay() {
        SourceImage source = SourceFiles.ULTRASOUND.image();
        Segment small = Segment.lesion(Masks.tracking(1), Mask.of(2, 3, new boolean[6]));
        BadFileException size =
                assertThrows(BadFileException.class, () -> Masks.segmentation(source, Form.PLACED, List.of(small)));
        assertEquals(
                "source.dcm: the mask of Lesion 1 has 2 rows of 3 pixels, the picture 37 of 51;"
                        + " give one of the picture's size",
                size.getMessage());
        Segment late = Segment.lesion(Masks.tracking(1), Map.of(2, Masks.random(1)));
        BadFileException frame =
                assertThrows(BadFileException.class, () -> Masks.segmentation(source, Form.PLACED, List.of(late)));
        assertEquals("source.dcm: no frame 2 among 1; give one of 1 to 1", frame.getMessage());
        boolean[] ignored = new boolean[SourceFiles.ROWS * SourceFiles.COLUMNS];
        ignored[7] = true;
        Segment unsure = Segment.lesion(
                Masks.tracking(1),
                Mask.of(SourceFiles.ROWS, SourceFiles.COLUMNS, new boolean[ignored.length], ignored));
        assertThrows(IllegalArgumentException.class, () -> Masks.segmentation(source, Form.PLACED, List.of(unsure)));
        assertThrows(IllegalArgumentException.class, () -> Masks.segmentation(source, Form.PLACED, List.of()));
        assertThrows(
                IllegalArgumentException.class,
                () -> new SegmentationObject(
                        source,
                        Masks.instance(1),
                        Masks.segments(SourceFiles.ULTRASOUND),
                        Making.AUTOMATIC,
                        null,
                        Form.PLACED));
        assertThrows(IllegalArgumentException.class, () -> new Tracking("x".repeat(65), "1.2"));
        assertThrows(IllegalArgumentException.class, () -> new Tracking("a\\b", "1.2"));
        assertThrows(IllegalArgumentException.class, () -> new Tracking("a", "1.02"));
        DataSet homeless = SourceFiles.ULTRASOUND
                .builder()
                .removeIf(tag -> tag == Tag.STUDY_INSTANCE_UID)
                .build();
        assertThrows(BadFileException.class, () -> SourceImage.of(SourceFiles.read(homeless)));
    }
}
