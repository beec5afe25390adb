package org.delineate.dicom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.delineate.file.BadFileException;
import org.delineate.file.Hash;
import org.delineate.file.Json;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Test files of pydicom and highdicom: stored samples, and what is shown, as pydicom and GDCM decode them. */
class OtherProjectsFilesTest {
    private static final Path FILES = Path.of("src/test/resources/dicom/files");

    private static Path file(String name) {
        return FILES.resolve(name);
    }

    @TestFactory
    Stream<DynamicTest> samplesAreThoseOfPydicomAndGdcm() {
        JsonNode rows = Json.tree(file("expected.json"));
        return StreamSupport.stream(rows.spliterator(), false)
                .filter(row -> row.has("shown"))
                .map(row -> dynamicTest(row.get("file").asText(), () -> compare(row)));
    }

    private static void compare(JsonNode row) {
        DicomFile read = DicomFile.read(file(row.get("file").asText()));
        Map<String, Object> document =
                FileSummary.of(read, Optional.empty(), false).document();
        assertEquals(row.get("syntax").asText(), document.get("syntax"));
        assertEquals(row.get("dtype").asText(), document.get("dtype"));
        assertEquals(row.get("shape").toString(), Json.line(document.get("shape")));
        assertEquals(row.get("sha256").asText(), document.get("sha256"));
        try (FrameReader frames = FrameReader.open(read)) {
            assertEquals(row.get("shown").asText(), Hash.of(bytes(frames.shown(0))), "as shown");
        }
    }

    private static byte[] bytes(DisplayedFrame shown) {
        if (shown.bytes() != null) {
            return shown.bytes();
        }
        ByteBuffer out = ByteBuffer.allocate(2 * shown.shorts().length).order(ByteOrder.LITTLE_ENDIAN);
        out.asShortBuffer().put(shown.shorts());
        return out.array();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "chrH32|ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう",
                "chrKoreanMulti|김희중",
                "chrX2|Wang^XiaoDong=王^小东=",
                "MR_small|CompressedSamples^MR1"
            })
    void namesAreReadInTheirCharacterSet(String name, String expected) {
        DataSet set = DicomFile.read(file("pydicom/" + name + ".dcm")).dataSet();
        assertEquals(expected, set.requireText(Tag.PATIENT_NAME));
        DataSet utf8 = DicomFile.of(
                        DicomWriter.encode(set.toBuilder()
                                .text(Tag.SOP_CLASS_UID, Uid.ULTRASOUND)
                                .text(Tag.SOP_INSTANCE_UID, "1.2")
                                .build()),
                        Path.of("rewritten"))
                .dataSet();
        assertEquals(expected, utf8.requireText(Tag.PATIENT_NAME));
    }

    @Test
    void aSequenceHasItsOwnCharacterSet() {
        DataSet set = DicomFile.read(file("pydicom/chrSQEncoding.dcm")).dataSet();
        DataSet item = set.item(Tag.REQUESTED_PROCEDURE_CODE_SEQUENCE).orElseThrow();
        assertEquals("ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう", item.requireText(Tag.PATIENT_NAME));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "JPEG2000|pixels in the transfer syntax JPEG 2000 Image Compression (1.2.840.10008.1.2.4.91) are not read;"
                        + " convert the file first, for instance with gdcmconv --raw or dcmdjp2k",
                "MR_truncated|byte 1488: (7fe0,0010) PixelData claims 8192 bytes; 8130 are left;"
                        + " the file is damaged; copy or download it again",
                "badVR|(0028,0008) NumberOfFrames: \"1A\", expected a number;"
                        + " correct the file where it was made, or export it anew",
                "UN_sequence|no pixel data (a file without SOP class); give a file with a picture"
            })
    void whatIsNotReadHasAName(String name, String message) {
        Path file = file("pydicom/" + name + ".dcm");
        BadFileException bad = assertThrows(
                BadFileException.class,
                () -> FrameReader.open(DicomFile.read(file)).close());
        assertEquals(file + ": " + message, bad.getMessage());
    }

    @Test
    void everyRowHasItsFile() throws Exception {
        JsonNode rows = Json.tree(file("expected.json"));
        try (Stream<Path> files = Files.walk(FILES)) {
            assertEquals(
                    rows.size(),
                    files.filter(f -> f.toString().endsWith(".dcm")).count());
        }
        rows.forEach(row -> assertTrue(Files.exists(file(row.get("file").asText()))));
    }
}
