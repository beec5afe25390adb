package org.delineate.dicom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.delineate.dicom.deidentify.Deidentification;
import org.delineate.file.BadFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeidentificationTest {
    private static final byte[] KEY = "a key of the test".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PIXELS = EveryAttribute.PIXELS;

    @TempDir
    private Path folder;

    private static Deidentification removing() {
        return Deidentification.of(KEY, Deidentification.Dates.REMOVED);
    }

    @Test
    void noOriginalValueOfTheTableIsLeftInTheFile() throws Exception {
        EveryAttribute all = new EveryAttribute();
        assertEquals(620, DataDictionary.rows("deidentify/confidentiality.tsv").size());
        assertTrue(all.originals.size() > 615, all.originals.size() + " attributes");
        Path file = folder.resolve("all.dcm");
        DicomWriter.write(file, all.set.build());
        byte[] before = Files.readAllBytes(file);
        DicomFile source = DicomFile.read(file);
        byte[] after = Files.readAllBytes(removing().write(source, folder.resolve("out")));
        DicomFile copy = DicomFile.of(after, Path.of("copy"));
        List<String> left = new ArrayList<>();
        all.originals.forEach((tag, value) -> {
            assertTrue(contains(before, value), Tag.named(tag) + " was there");
            boolean same = copy.dataSet()
                    .element(tag)
                    .filter(e -> e.vr() != Vr.SQ && java.util.Arrays.equals(e.bytes(), value))
                    .isPresent();
            if (same || value.length >= 4 && contains(after, value)) {
                left.add(Tag.named(tag));
            }
        });
        assertEquals(List.of(), left);
        for (Element element : copy.dataSet()) {
            assertFalse(Tag.isPrivate(element.tag()), element.toString());
            assertNotEquals(0x6000, Tag.group(element.tag()) & 0xff00, element.toString());
            assertNotEquals(0x5000, Tag.group(element.tag()) & 0xff00, element.toString());
        }
        assertEquals("BREAST", copy.dataSet().requireText(Tag.BODY_PART_EXAMINED));
        assertEquals(
                "Breast",
                copy.dataSet().item(Tag.ANATOMIC_REGION_SEQUENCE).orElseThrow().requireText(Tag.CODE_MEANING));
        assertTrue(contains(after, PIXELS));
    }

    @Test
    void actsAsTheTableSays() {
        DataSet out = cleaned(new EveryAttribute().set.build());
        for (String[] row : DataDictionary.rows("deidentify/confidentiality.tsv")) {
            if (row[0].indexOf('x') >= 0 || row[0].startsWith("0000") || row[0].startsWith("0002")) {
                continue;
            }
            int tag = (int) Long.parseLong(row[0], 16);
            Element element = out.element(tag).orElse(null);
            switch (row[1]) {
                case "X" -> assertEquals(null, element, row[2]);
                case "Z", "X/Z" -> assertTrue(element.isEmpty(), row[2]);
                default -> assertFalse(element.isEmpty(), row[2]);
            }
        }
        assertEquals("YES", out.requireText(Tag.PATIENT_IDENTITY_REMOVED));
        assertEquals("REMOVED", out.requireText(Tag.LONGITUDINAL_TEMPORAL_INFORMATION_MODIFIED));
        DataSet code = out.item(Tag.DEIDENTIFICATION_METHOD_CODE_SEQUENCE).orElseThrow();
        assertEquals("113100", code.requireText(Tag.CODE_VALUE));
        assertEquals(
                "1.2.840.10008.5.1.4.1.1.6.1",
                out.item(Tag.SOURCE_IMAGE_SEQUENCE).orElseThrow().requireText(Tag.REFERENCED_SOP_CLASS_UID));
    }

    private static DicomFile file(DataSet set) {
        return DicomFile.of(DicomWriter.encode(set), Path.of("in memory"));
    }

    private static DataSet cleaned(DataSet set) {
        return removing().dataSet(file(set));
    }

    private static DataSetBuilder picture(String instanceUid) {
        return DataSet.builder()
                .text(Tag.SOP_CLASS_UID, Uid.ULTRASOUND)
                .text(Tag.SOP_INSTANCE_UID, instanceUid)
                .text(Tag.STUDY_INSTANCE_UID, "1.2.3")
                .text(Tag.SERIES_INSTANCE_UID, "1.2.3.4")
                .text(Tag.PATIENT_ID, "17")
                .text(Tag.PATIENT_NAME, "A^B")
                .text(Tag.PATIENT_BIRTH_DATE, "19700102")
                .text(Tag.STUDY_DATE, "20240301")
                .text(Tag.STUDY_TIME, "101112")
                .text(Tag.MODALITY, "US");
    }

    @Test
    void aStudyStaysOne() throws Exception {
        DataSet first = cleaned(picture("1.2.3.4.5").build());
        DataSet second = cleaned(picture("1.2.3.4.6")
                .sequence(
                        Tag.SOURCE_IMAGE_SEQUENCE,
                        DataSet.builder()
                                .text(Tag.REFERENCED_SOP_CLASS_UID, Uid.ULTRASOUND)
                                .text(Tag.REFERENCED_SOP_INSTANCE_UID, "1.2.3.4.5")
                                .build())
                .build());
        for (int tag : new int[] {Tag.STUDY_INSTANCE_UID, Tag.SERIES_INSTANCE_UID, Tag.PATIENT_ID}) {
            assertEquals(first.requireText(tag), second.requireText(tag));
        }
        String uid = first.requireText(Tag.SOP_INSTANCE_UID);
        assertEquals(
                uid, second.item(Tag.SOURCE_IMAGE_SEQUENCE).orElseThrow().requireText(Tag.REFERENCED_SOP_INSTANCE_UID));
        assertTrue(uid.startsWith("2.25.") && Uid.isValid(uid), uid);
        assertNotEquals(uid, second.requireText(Tag.SOP_INSTANCE_UID));
        DataSet otherPatient =
                cleaned(picture("1.2.3.4.7").text(Tag.PATIENT_ID, "18").build());
        assertNotEquals(first.requireText(Tag.PATIENT_ID), otherPatient.requireText(Tag.PATIENT_ID));
        DataSet otherRun = Deidentification.begin(Deidentification.Dates.REMOVED)
                .dataSet(file(picture("1.2.3.4.5").build()));
        assertNotEquals(uid, otherRun.requireText(Tag.SOP_INSTANCE_UID));

        Path path = removing().write(file(picture("1.2.3.4.5").build()), folder);
        assertEquals(Uid.path(folder, first), path);
        DicomFile written = DicomFile.read(path);
        assertEquals(uid, written.meta().requireText(Tag.MEDIA_STORAGE_SOP_INSTANCE_UID));
    }

    @Test
    void datesAreMovedByTheSameDaysForAPatient() {
        Deidentification shifting = Deidentification.of(KEY, Deidentification.Dates.SHIFTED);
        DataSet first = shifting.dataSet(file(picture("1.2.3.4.5")
                .text(Tag.ACQUISITION_DATE_TIME, "20240229101112.5+0100")
                .text(Tag.SERIES_DATE, "2024.03.01")
                .text(Tag.CONTENT_DATE, "2024")
                .build()));
        DataSet second = shifting.dataSet(
                file(picture("1.2.3.4.6").text(Tag.STUDY_DATE, "20240401").build()));
        LocalDate march = LocalDate.parse(first.requireText(Tag.STUDY_DATE), DateTimeFormatter.BASIC_ISO_DATE);
        assertTrue(march.isBefore(LocalDate.of(2024, 3, 1)), march.toString());
        assertEquals(march.plusDays(31).format(DateTimeFormatter.BASIC_ISO_DATE), second.requireText(Tag.STUDY_DATE));
        assertEquals("101112", first.requireText(Tag.STUDY_TIME));
        assertEquals(
                march.minusDays(1).format(DateTimeFormatter.BASIC_ISO_DATE) + "101112.5+0100",
                first.requireText(Tag.ACQUISITION_DATE_TIME));
        assertEquals(first.requireText(Tag.STUDY_DATE), first.requireText(Tag.SERIES_DATE));
        assertEquals("19000101", first.requireText(Tag.CONTENT_DATE), "a year is no date to move");
        assertTrue(first.text(Tag.PATIENT_BIRTH_DATE).isEmpty());
        assertEquals("MODIFIED", first.requireText(Tag.LONGITUDINAL_TEMPORAL_INFORMATION_MODIFIED));
        assertEquals(2, first.items(Tag.DEIDENTIFICATION_METHOD_CODE_SEQUENCE).size());
    }

    @Test
    void pixelsStayInEveryForm() throws Exception {
        byte[] fragments = DicomBytes.bare()
                .item(8)
                .u32(0)
                .u32(14)
                .item(6)
                .raw(1, 2, 3, 4, 5, 6)
                .item(2)
                .raw(7, 8)
                .endSequence()
                .bytes();
        byte[] compressed = plain("1.2.840.10008.1.2.4.90")
                .header(Tag.PIXEL_DATA, "OB", DicomBytes.UNDEFINED)
                .raw(fragments)
                .bytes();
        DicomFile copy = copy(compressed);
        assertEquals("1.2.840.10008.1.2.4.90", copy.syntaxUid(), "a syntax that is not decoded is copied too");
        assertArrayEquals(new long[] {6, 2}, copy.pixelData().lengths());
        assertArrayEquals(new long[] {0, 14}, copy.pixelData().offsets());
        assertTrue(contains(Files.readAllBytes(copy.path()), fragments));

        byte[] words = plain(DicomBytes.EXPLICIT)
                .explicit(Tag.PIXEL_DATA, "OW", new byte[] {1, 2, 3, 4})
                .bytes();
        assertArrayEquals(new byte[] {1, 2, 3, 4}, pixels(copy(words)));

        byte[] big = DicomBytes.file("1.2.840.10008.1.2.2")
                .bigEndian()
                .explicit(Tag.SOP_CLASS_UID, "UI", Uid.ULTRASOUND + "\0")
                .explicit(Tag.SOP_INSTANCE_UID, "UI", "1.2.34")
                .explicit(Tag.STUDY_INSTANCE_UID, "UI", "1.2.34")
                .explicit(Tag.SERIES_INSTANCE_UID, "UI", "1.2.34")
                .us(Tag.ROWS, 1)
                .explicit(Tag.PIXEL_DATA, "OW", new byte[] {1, 2, 3, 4})
                .bytes();
        byte[] samples = DicomBytes.file("1.2.840.10008.1.2.2")
                .bigEndian()
                .explicit(Tag.SOP_CLASS_UID, "UI", Uid.ULTRASOUND + "\0")
                .explicit(Tag.SOP_INSTANCE_UID, "UI", "1.2.34")
                .explicit(Tag.STUDY_INSTANCE_UID, "UI", "1.2.34")
                .explicit(Tag.SERIES_INSTANCE_UID, "UI", "1.2.34")
                .us(Tag.BITS_ALLOCATED, 32)
                .explicit(Tag.PIXEL_DATA, "OW", new byte[] {1, 2, 3, 4})
                .bytes();
        assertArrayEquals(new byte[] {4, 3, 2, 1}, pixels(copy(samples)), "samples of 32 bits");
        DicomFile swapped = copy(big);
        assertEquals(DicomBytes.EXPLICIT, swapped.syntaxUid());
        assertArrayEquals(new byte[] {2, 1, 4, 3}, pixels(swapped));
        assertEquals(1, swapped.dataSet().requireInteger(Tag.ROWS));
    }

    private static DicomBytes plain(String syntaxUid) {
        return DicomBytes.file(syntaxUid)
                .explicit(Tag.SOP_CLASS_UID, "UI", Uid.ULTRASOUND + "\0")
                .explicit(Tag.SOP_INSTANCE_UID, "UI", "1.2.34")
                .explicit(Tag.STUDY_INSTANCE_UID, "UI", "1.2.34")
                .explicit(Tag.SERIES_INSTANCE_UID, "UI", "1.2.34");
    }

    private DicomFile copy(byte[] bytes) throws Exception {
        Path file = Files.write(folder.resolve("source.dcm"), bytes);
        return DicomFile.read(removing().write(DicomFile.read(file), folder.resolve("out")));
    }

    private static byte[] pixels(DicomFile file) throws Exception {
        PixelData data = file.pixelData();
        try (ByteSource in = file.open()) {
            return in.read(data.position(), (int) data.length());
        }
    }

    @Test
    void warnsOfTextInPixels() {
        Map<String, DataSetBuilder> files = Map.of(
                "ultrasound", picture("1.2"),
                "secondary capture", picture("1.2").text(Tag.SOP_CLASS_UID, Uid.SECONDARY_CAPTURE),
                "says that text", picture("1.2").text(Tag.BURNED_IN_ANNOTATION, "YES"),
                "does not say", picture("1.2").text(Tag.MODALITY, "DX"));
        files.forEach((word, set) -> {
            List<String> cautions = Deidentification.cautions(
                    file(set.bytes(Tag.PIXEL_DATA, Vr.OB, PIXELS).build()));
            assertEquals(1, cautions.size());
            assertTrue(cautions.get(0).contains(word), cautions.get(0));
        });
        assertEquals(
                List.of(),
                Deidentification.cautions(file(picture("1.2")
                        .text(Tag.MODALITY, "DX")
                        .text(Tag.BURNED_IN_ANNOTATION, "NO")
                        .bytes(Tag.PIXEL_DATA, Vr.OB, PIXELS)
                        .build())));
        assertEquals(List.of(), Deidentification.cautions(file(picture("1.2").build())), "there are no pixels");
    }

    @Test
    void refusesWhatHasNoIdentifiers() {
        DataSet set =
                picture("1.2").removeIf(tag -> tag == Tag.STUDY_INSTANCE_UID).build();
        BadFileException e =
                assertThrows(BadFileException.class, () -> removing().write(file(set), folder));
        assertTrue(e.getMessage().contains("StudyInstanceUID"), e.getMessage());
        byte[] directory = DicomBytes.file(DicomBytes.EXPLICIT)
                .explicit(Tag.MEDIA_STORAGE_SOP_CLASS_UID, "UI", "1.2.840.10008.1.3.10")
                .explicit(Tag.SOP_CLASS_UID, "UI", "1.2.840.10008.1.3.10")
                .explicit(Tag.SOP_INSTANCE_UID, "UI", "1.2.34")
                .bytes();
        assertThrows(BadFileException.class, () -> removing().dataSet(DicomFile.of(directory, Path.of("DICOMDIR"))));
        assertThrows(
                IllegalArgumentException.class,
                () -> Deidentification.of(new byte[15], Deidentification.Dates.REMOVED));
    }

    @Test
    void theValidatorFindsNoNewErrors() throws Exception {
        assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/dciodvfy")), "dciodvfy is missing: apt-get install dicom3tools");
        Path before = folder.resolve("before.dcm");
        DicomWriter.write(before, ultrasound());
        for (Deidentification.Dates dates : Deidentification.Dates.values()) {
            Path after = Deidentification.of(KEY, dates).write(DicomFile.read(before), folder.resolve("out"));
            assertEquals(List.of(), errors(before), "the original is sound");
            assertEquals(List.of(), errors(after));
        }
    }

    private static List<String> errors(Path file) throws Exception {
        Process process = new ProcessBuilder("/usr/bin/dciodvfy", file.toString())
                .redirectErrorStream(true)
                .start();
        try (Stream<String> lines = process.inputReader().lines()) {
            List<String> all = lines.toList();
            assertTrue(all.stream().anyMatch(l -> l.contains("USImage")), all.toString());
            return all.stream().filter(l -> l.contains("Error")).toList();
        }
    }

    /** A whole ultrasound picture, with a name everywhere that a scanner writes one. */
    private static DataSet ultrasound() {
        byte[] pixels = new byte[4 * 4];
        return picture("1.2.3.4.5")
                .text(Tag.IMAGE_TYPE, "ORIGINAL", "PRIMARY", "", "0001")
                .text(Tag.ACCESSION_NUMBER, "4711")
                .text(Tag.REFERRING_PHYSICIAN_NAME, "C^D")
                .text(Tag.PATIENT_SEX, "F")
                .text(Tag.PATIENT_AGE, "054Y")
                .text(Tag.STUDY_ID, "S1")
                .text(Tag.SERIES_DATE, "20240301")
                .text(Tag.SERIES_TIME, "101112")
                .text(Tag.CONTENT_DATE, "20240301")
                .text(Tag.CONTENT_TIME, "101112")
                .text(Tag.ACQUISITION_DATE_TIME, "20240301101112")
                .text(Tag.INSTANCE_CREATION_DATE, "20240301")
                .text(Tag.INSTANCE_CREATION_TIME, "101112")
                .text(Tag.INSTITUTION_NAME, "Clinic")
                .text(Tag.STATION_NAME, "US1")
                .text(Tag.MANUFACTURER, "Maker")
                .text(Tag.OPERATORS_NAME, "E^F")
                .text(Tag.DEVICE_SERIAL_NUMBER, "0815")
                .text(Tag.PROTOCOL_NAME, "Breast")
                .text(Tag.BODY_PART_EXAMINED, "BREAST")
                .text(Tag.LATERALITY, "L")
                .integer(Tag.SERIES_NUMBER, 1)
                .integer(Tag.INSTANCE_NUMBER, 1)
                .text(Tag.PATIENT_ORIENTATION)
                .integer(Tag.SAMPLES_PER_PIXEL, 1)
                .text(Tag.PHOTOMETRIC_INTERPRETATION, "MONOCHROME2")
                .integer(Tag.ROWS, 4)
                .integer(Tag.COLUMNS, 4)
                .integer(Tag.BITS_ALLOCATED, 8)
                .integer(Tag.BITS_STORED, 8)
                .integer(Tag.HIGH_BIT, 7)
                .integer(Tag.PIXEL_REPRESENTATION, 0)
                .text(Tag.BURNED_IN_ANNOTATION, "NO")
                .bytes(Tag.PIXEL_DATA, Vr.OB, pixels)
                .build();
    }

    private static boolean contains(byte[] bytes, byte[] part) {
        outer:
        for (int at = 0; at <= bytes.length - part.length; at++) {
            for (int i = 0; i < part.length; i++) {
                if (bytes[at + i] != part[i]) {
                    continue outer;
                }
            }
            return true;
        }
        return false;
    }
}
