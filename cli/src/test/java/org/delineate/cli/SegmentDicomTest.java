package org.delineate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.delineate.dicom.DataSet;
import org.delineate.dicom.DicomFile;
import org.delineate.dicom.Tag;
import org.delineate.dicom.result.SegmentationReader;
import org.delineate.image.Image;
import org.delineate.image.ImageFile;
import org.delineate.image.Mask;
import org.delineate.image.MaskFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A study as a hospital hands it over, segmented with the model that comes with the program, and handed back. */
class SegmentDicomTest {
    private static final Path PICTURES =
            Path.of("").toAbsolutePath().getParent().resolve("demo/busi-small");
    private static final int FRAMES = 3;

    @TempDir
    private static Path shared;

    private static Path study;
    private static Path out;
    private static Cli answer;

    @TempDir
    private Path folder;

    @BeforeAll
    static void segmentOnce() throws IOException {
        study = Files.createDirectories(shared.resolve("study"));
        Image still = ImageFile.read(PICTURES.resolve("benign/benign (100).png"));
        Image moving = ImageFile.read(PICTURES.resolve("benign/benign (109).png"));
        UltrasoundFile.write(
                study.resolve("IM1"),
                UltrasoundFile.identified("1.6.1").sequence(Tag.SEQUENCE_OF_ULTRASOUND_REGIONS, region(still)),
                still,
                1);
        UltrasoundFile.write(
                study.resolve("IM2"),
                UltrasoundFile.identified("1.6.2").sequence(Tag.SEQUENCE_OF_ULTRASOUND_REGIONS, region(moving)),
                moving,
                FRAMES);
        out = shared.resolve("out");
        answer = Cli.run("segment", "--threads", 1, "--dicom", study, "--out", out, "--json");
        assertEquals(0, answer.code(), answer.err());
    }

    /** Says 0.1 mm across and 0.2 mm down. */
    private static DataSet region(Image image) {
        return DataSet.builder()
                .integer(Tag.REGION_LOCATION_MIN_X0, 0)
                .integer(Tag.REGION_LOCATION_MIN_Y0, 0)
                .integer(Tag.REGION_LOCATION_MAX_X1, image.width() - 1)
                .integer(Tag.REGION_LOCATION_MAX_Y1, image.height() - 1)
                .integer(Tag.PHYSICAL_UNITS_X_DIRECTION, 3)
                .integer(Tag.PHYSICAL_UNITS_Y_DIRECTION, 3)
                .number(Tag.PHYSICAL_DELTA_X, 0.01)
                .number(Tag.PHYSICAL_DELTA_Y, 0.02)
                .build();
    }

    private static DataSet written(String name) {
        return DicomFile.read(out.resolve(name)).dataSet();
    }

    @Test
    void writesWhatItSays() throws IOException {
        List<String> said = new java.util.ArrayList<>();
        answer.json()
                .get("dicom")
                .forEach(f -> said.add(Path.of(f.asText()).getFileName().toString()));
        assertEquals(
                List.of("IM1_seg.dcm", "IM1_capture.dcm", "IM2_seg.dcm", "IM2_capture.dcm", "study1_report.dcm"), said);
        try (Stream<Path> files = Files.list(out)) {
            assertEquals(
                    said.size(),
                    files.filter(f -> f.toString().endsWith(".dcm")).count());
        }
        assertTrue(answer.err().contains("5 DICOM files written to"), answer.err());
        assertTrue(answer.err().contains("IM2: the report measures frame "), answer.err());
        assertFalse(answer.err().contains("Doe"), answer.err());
    }

    @Test
    void segmentationsAreTheMasksPixelForPixel() {
        JsonNode pictures = answer.json().get("pictures");
        assertEquals(1 + FRAMES, pictures.size());
        try (SegmentationReader loop = SegmentationReader.open(DicomFile.read(out.resolve("IM2_seg.dcm")))) {
            for (int frame = 0; frame < FRAMES; frame++) {
                Mask mask = MaskFile.read(
                        Path.of(pictures.get(1 + frame).get("mask").asText()));
                assertTrue(mask.areaPx() > 0);
                assertEquals(frame + 1, loop.frames().get(frame).sourceFrame());
                assertEquals(mask, loop.mask(frame, 1));
            }
            assertNotEquals(loop.mask(0, 1), loop.mask(FRAMES - 1, 1), "the loop moves");
        }
        Mask still = MaskFile.read(Path.of(pictures.get(0).get("mask").asText()));
        int area = 0;
        try (SegmentationReader single = SegmentationReader.open(DicomFile.read(out.resolve("IM1_seg.dcm")))) {
            for (int i = 0; i < single.frames().size(); i++) {
                area += single.mask(i, i + 1).areaPx();
            }
        }
        assertEquals(still.areaPx(), area, "each lesion is a segment");
    }

    @Test
    void measuresInTheMillimetresOfTheRegionAndKeepsThePatient() {
        JsonNode lesion = answer.json().at("/pictures/0/lesions/0");
        double area = lesion.at("/mm/area").asDouble();
        assertEquals(0.02 * lesion.at("/px/area").asDouble(), area, 1e-9 * area);
        DataSet report = written("study1_report.dcm");
        assertEquals("42", report.requireText(Tag.PATIENT_ID));
        assertEquals("1.5.1", report.requireText(Tag.STUDY_INSTANCE_UID));
        assertTrue(report.toString().contains("Lesion 1"));
        assertEquals("Doe^Jane", written("IM1_capture.dcm").requireText(Tag.PATIENT_NAME));
        assertEquals("YES", written("IM1_capture.dcm").requireText(Tag.BURNED_IN_ANNOTATION));
    }

    /** A study that is fetched again holds the former results, which are no pictures of the patient. */
    @Test
    void resultsAreNotSegmentedAgain() {
        Cli again = Cli.run("segment", "--threads", 1, "--no-overlays", study, out, "--out", folder, "--json");
        assertEquals(0, again.code(), again.err());
        assertTrue(again.err().contains("IM1_seg.dcm is a DICOM file without a picture to segment"), again.err());
        assertTrue(again.err().contains("IM1_capture.dcm is a DICOM file without a picture"), again.err());
        assertTrue(again.err().contains("study1_report.dcm is a DICOM file without a picture"), again.err());
        assertEquals(
                1 + FRAMES,
                again.json().get("pictures").findValuesAsText("picture").stream()
                        .filter(p -> p.contains("study"))
                        .count());
    }

    /** One lacks the study that results belong to, one has a region without units: both are told, the third is done. */
    @Test
    void aFileThatBreaksARuleKeepsNoOtherFromItsResults() throws IOException {
        Path mixed = Files.createDirectories(folder.resolve("mixed"));
        Image image = ImageFile.read(PICTURES.resolve("benign/benign (100).png"));
        UltrasoundFile.write(mixed.resolve("a"), DataSet.builder().text(Tag.SOP_INSTANCE_UID, "1.6.3"), image, 1);
        DataSet broken = region(image).toBuilder()
                .removeIf(tag -> tag == Tag.PHYSICAL_UNITS_X_DIRECTION)
                .build();
        UltrasoundFile.write(
                mixed.resolve("b"),
                UltrasoundFile.identified("1.6.4").sequence(Tag.SEQUENCE_OF_ULTRASOUND_REGIONS, broken),
                image,
                1);
        Files.copy(study.resolve("IM1"), mixed.resolve("c"));
        Cli answer = Cli.run(
                "segment", "--threads", 1, "--dicom", "--no-overlays", mixed, "--out", folder.resolve("x"), "--json");
        assertEquals(1, answer.code(), answer.err());
        assertEquals("", answer.json().at("/pictures/0/error").asText());
        assertTrue(answer.err().contains("a has no DICOM results: "), answer.err());
        assertTrue(answer.err().contains("StudyInstanceUID: missing"), answer.err());
        assertTrue(answer.json().at("/pictures/1/error").asText().contains("PhysicalUnitsXDirection: missing"));
        List<String> written = new java.util.ArrayList<>();
        answer.json()
                .get("dicom")
                .forEach(f -> written.add(Path.of(f.asText()).getFileName().toString()));
        assertEquals(List.of("c_seg.dcm", "c_capture.dcm", "study1_report.dcm"), written);
    }

    @Test
    void theStrictFormHasNoFrameOfReference() {
        Cli strict = Cli.run("segment", "--threads", 1, "--dicom", "--strict", study.resolve("IM1"), "--out", folder);
        assertEquals(0, strict.code(), strict.err());
        DataSet pure = DicomFile.read(folder.resolve("IM1_seg.dcm")).dataSet();
        assertTrue(pure.text(Tag.FRAME_OF_REFERENCE_UID).isEmpty());
        assertTrue(written("IM1_seg.dcm").text(Tag.FRAME_OF_REFERENCE_UID).isPresent());
        Cli alone = Cli.run("segment", "--strict", study.resolve("IM1"), "--out", folder);
        assertEquals(2, alone.code());
        assertTrue(alone.err().contains("--strict says how --dicom writes"), alone.err());
    }

    @Test
    void picturesThatAreNoDicomGetNone() {
        Cli png = Cli.run(
                "segment", "--threads", 1, "--dicom", PICTURES.resolve("benign/benign (100).png"), "--out", folder);
        assertEquals(0, png.code(), png.err());
        assertTrue(png.err().contains("1 picture is no DICOM file"), png.err());
        assertTrue(png.err().contains("0 DICOM files written"), png.err());
    }
}
