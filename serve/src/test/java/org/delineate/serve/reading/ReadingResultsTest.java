package org.delineate.serve.reading;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.delineate.dicom.DataSet;
import org.delineate.dicom.DicomFile;
import org.delineate.dicom.DicomWriter;
import org.delineate.dicom.Tag;
import org.delineate.dicom.result.SegmentationObject.Form;
import org.delineate.dicom.result.SegmentationObject.Making;
import org.delineate.dicom.result.SegmentationReader;
import org.delineate.file.BadFileException;
import org.delineate.image.Image;
import org.delineate.image.ImageFile;
import org.delineate.image.Mask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadingResultsTest {
    private static final DicomFile LOOP = Ultrasound.file(300, 200, 12);

    private static ReadingReport with(ReadingReport.Method method, ReadingReport.Signed signed, boolean... byModel) {
        ReadingReport one = Reports.signed();
        List<ReadingReport.Version> history = new ArrayList<>();
        for (boolean model : byModel) {
            history.add(new ReadingReport.Version(history.size() + 1, model, "x", "", Reports.TIME));
        }
        return new ReadingReport(
                one.subject(), one.picture(), one.lesions(), one.findings(), method, history, signed, one.made());
    }

    private static Map<String, DataSet> all(ReadingReport report, String revision) {
        ReadingResults results = new ReadingResults(LOOP, report, revision);
        Map<String, DataSet> objects = new TreeMap<>();
        objects.put("seg", results.segmentation(Form.PLACED).orElseThrow());
        objects.put("strict", results.segmentation(Form.STRICT).orElseThrow());
        objects.put("sr", results.measurements("Clinic"));
        objects.put("capture", results.capture());
        objects.put("pdf", results.document(ReportPdf.of(report, Locale.ENGLISH)));
        return objects;
    }

    /** All texts of a data set and of what is in it. */
    private static List<String> texts(DataSet set) {
        List<String> found = new ArrayList<>();
        for (int tag : new int[] {Tag.TEXT_VALUE, Tag.CODE_MEANING, Tag.PERSON_NAME}) {
            set.text(tag).ifPresent(found::add);
        }
        for (int tag : new int[] {Tag.CONTENT_SEQUENCE, Tag.CONCEPT_CODE_SEQUENCE}) {
            set.items(tag).forEach(item -> found.addAll(texts(item)));
        }
        return found;
    }

    /** The segments are the lesions of the mask, on the frame that was read, with the report's identifiers. */
    @Test
    void theSegmentationHoldsTheMaskThatWasRead() {
        DataSet seg = all(Reports.signed(), "1").get("seg");
        SegmentationReader reader = SegmentationReader.open(DicomFile.of(DicomWriter.encode(seg), Path.of("seg.dcm")));
        Mask union = Mask.of(200, 300, new boolean[60_000]);
        for (int i = 0; i < reader.frames().size(); i++) {
            assertEquals(3, reader.frames().get(i).sourceFrame());
            int segment = reader.frames().get(i).segments().get(0);
            union = union.or(reader.mask(i, segment));
        }
        assertEquals(Reports.signed().picture().mask(), union);
        assertEquals(2, reader.segments().size());
        List<String> sr = texts(all(Reports.signed(), "1").get("sr"));
        assertTrue(sr.contains("Lesion 2"), sr.toString());
    }

    @Test
    void theReportHoldsWhatTheReaderSays() {
        DataSet sr = all(Reports.signed(), "1").get("sr");
        List<String> texts = texts(sr);
        for (String said : List.of(
                "5 - Highly suggestive of malignancy",
                "Irregular",
                "Not parallel",
                "Angular margins",
                "Spiculated lesion",
                "Posterior shadowing",
                "Biopsy recommended.",
                "Erika Mustermann",
                "Clinic",
                "Delineate ultrasound-2",
                "sha256=" + "cd".repeat(32))) {
            assertTrue(texts.contains(said), said + " in " + texts);
        }
        assertEquals("VERIFIED", sr.requireText(Tag.VERIFICATION_FLAG));
        DataSet draft = new ReadingResults(LOOP, with(Reports.METHOD, null, true), "1").measurements("");
        assertEquals("UNVERIFIED", draft.requireText(Tag.VERIFICATION_FLAG));
    }

    @Test
    void saysWhoDrewTheOutline() {
        ReadingReport.Signed signed = Reports.signed().signed();
        assertEquals(Making.AUTOMATIC, making(with(Reports.METHOD, signed, true)));
        assertEquals(Making.SEMIAUTOMATIC, making(with(Reports.METHOD, signed, true, false)));
        assertEquals(Making.MANUAL, making(with(null, signed, false)));
        ReadingResults drawn = new ReadingResults(LOOP, with(null, null, false), "1");
        assertThrows(IllegalArgumentException.class, () -> drawn.measurements(""), "nobody vouches for it");
    }

    private static Making making(ReadingReport report) {
        Making making = new ReadingResults(LOOP, report, "1").making();
        DataSet seg = all(report, "1").get("seg");
        assertEquals(making.name(), seg.items(Tag.SEGMENT_SEQUENCE).get(0).requireText(Tag.SEGMENT_ALGORITHM_TYPE));
        return making;
    }

    /** Sent twice it is the same object; changed it is another one, of another series. */
    @Test
    void identifiersFollowFromTheReading() {
        Map<String, DataSet> first = all(Reports.signed(), "1");
        Map<String, DataSet> again = all(Reports.signed(), "1");
        Map<String, DataSet> changed = all(Reports.signed(), "2");
        first.forEach((name, set) -> {
            assertArrayEquals(DicomWriter.encode(set), DicomWriter.encode(again.get(name)), name);
            for (int tag : new int[] {Tag.SOP_INSTANCE_UID, Tag.SERIES_INSTANCE_UID}) {
                assertNotEquals(set.requireText(tag), changed.get(name).requireText(tag));
            }
        });
        assertEquals(
                4,
                first.values().stream()
                        .map(s -> s.requireText(Tag.SERIES_INSTANCE_UID))
                        .distinct()
                        .count());
    }

    @Test
    void withoutALesionThereIsNoSegmentation() {
        ReadingReport bare = Reports.bare("nothing seen");
        ReadingReport read = new ReadingReport(
                bare.subject(),
                bare.picture(),
                List.of(),
                Reports.findings(),
                Reports.METHOD,
                List.of(new ReadingReport.Version(1, true, "m", "", Reports.TIME)),
                null,
                Reports.TIME);
        ReadingResults results = new ReadingResults(Ultrasound.file(160, 120, 1), read, "1");
        assertEquals(Optional.empty(), results.segmentation(Form.PLACED));
        List<String> texts = texts(results.measurements(""));
        assertTrue(texts.contains("Irregular") && texts.contains("Biopsy recommended."), texts.toString());
    }

    /** Names that people choose are cut, and lose what DICOM cannot hold. */
    @Test
    void longNamesFit() {
        ReadingReport.Signed signed = new ReadingReport.Signed("A^B=C\\D " + "x".repeat(80), Reports.TIME);
        ReadingReport.Method method = new ReadingReport.Method("m".repeat(90), "1", "ab".repeat(32), "", null);
        DataSet sr = new ReadingResults(LOOP, with(method, signed, true), "1").measurements("o".repeat(70));
        assertTrue(texts(sr).contains("A B C D " + "x".repeat(56)));
    }

    @Test
    void refusesAnotherPicture() {
        ReadingReport report = Reports.signed();
        assertThrows(
                BadFileException.class,
                () -> new ReadingResults(Ultrasound.file(300, 200, 2), report, "1").segmentation(Form.PLACED));
        assertThrows(
                BadFileException.class,
                () -> new ReadingResults(Ultrasound.file(310, 200, 12), report, "1").segmentation(Form.PLACED));
    }

    @Test
    void takesThePatientFromTheFile() {
        ReadingReport.Subject subject = ReadingReport.Subject.of("IM1", "ab".repeat(32), LOOP.dataSet());
        assertEquals(new ReadingReport.Patient("Müller, Änne Dr.", "P-17", "1970-01-02", "F"), subject.patient());
        assertEquals("2026-11-29", subject.studyDate());
        assertEquals("Klinik", subject.institution());
    }

    @Test
    void drawsTheOutlineIntoThePicture(@TempDir Path folder) throws Exception {
        Path file = Files.write(folder.resolve("capture.png"), ReadingResults.overlay(Reports.signed()));
        Image drawn = ImageFile.read(file);
        assertEquals(300, drawn.width());
        int orange = 0;
        for (int y = 55; y < 125; y++) {
            for (int x = 65; x < 135; x++) {
                orange += drawn.sample(y, x, 0) > 200 && drawn.sample(y, x, 2) < 60 ? 1 : 0;
            }
        }
        assertTrue(orange > 60, orange + " pixels of the outline around the first lesion");
    }

    /** With -Ddelineate.dciodvfy=true, where Debian's dicom3tools are installed. */
    @Test
    void dciodvfyFindsNoError(@TempDir Path folder) throws Exception {
        assumeTrue(Boolean.getBoolean("delineate.dciodvfy"), "run with -Ddelineate.dciodvfy=true");
        for (Map.Entry<String, DataSet> object : all(Reports.signed(), "1").entrySet()) {
            Path file = folder.resolve(object.getKey() + ".dcm");
            DicomWriter.write(file, object.getValue());
            Process check = new ProcessBuilder("dciodvfy", file.toString())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(said.lines().noneMatch(l -> l.startsWith("Error")), object.getKey() + ": " + said);
        }
    }
}
