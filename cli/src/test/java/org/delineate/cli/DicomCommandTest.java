package org.delineate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DicomCommandTest {
    private static final Path FILES = Path.of("../core/src/test/resources/dicom/files/pydicom");

    @Test
    void showsCodingPixelsAndNothingAboutAPerson() {
        Cli shown = Cli.run("dicom", "show", FILES.resolve("MR_small.dcm"), "--json");
        assertEquals(0, shown.code(), shown.err());
        JsonNode json = shown.json();
        assertEquals("1.2.840.10008.1.2.1", json.get("syntax").asText());
        assertEquals("MONOCHROME2", json.get("photometric").asText());
        assertEquals(64, json.get("rows").asInt());
        assertEquals(64, json.get("columns").asInt());
        assertEquals(1, json.get("frames").asInt());
        assertEquals("[64,64]", json.get("shape").toString());
        assertEquals("int16", json.get("dtype").asText());
        assertEquals(
                "88617aaa46138fb1b6e2a951e762d962382354d69f47f8c04d4abff2f6a6a63e",
                json.get("sha256").asText());
        assertEquals(
                "MR Image Storage", json.get("attributes").get("SOPClassUID").asText());
        assertFalse(shown.out().contains("CompressedSamples"), "the patient's name");
        assertFalse(shown.out().contains("2004"), "a date");
    }

    @Test
    void showsEverythingWhenAskedTo() {
        Cli shown = Cli.run("dicom", "show", FILES.resolve("MR_small.dcm"), "--identifying");
        assertEquals(0, shown.code(), shown.err());
        assertTrue(shown.out().contains("CompressedSamples^MR1"), shown.out());
        assertTrue(shown.out().contains("Explicit VR Little Endian"), shown.out());
    }

    @Test
    void readsOneFrameOfSeveral() {
        Path file = FILES.resolve("SC_rgb_rle_16bit_2frame.dcm");
        JsonNode all = Cli.run("dicom", "show", file, "--json").json();
        JsonNode second = Cli.run("dicom", "show", file, "--json", "--frame", 2).json();
        assertEquals("[2,100,100,3]", all.get("shape").toString());
        assertEquals("[100,100,3]", second.get("shape").toString());
        assertFalse(all.get("sha256").equals(second.get("sha256")));
        Cli third = Cli.run("dicom", "show", file, "--frame", 3);
        assertEquals(1, third.code());
        assertEquals("delineate: " + file + ": no frame 3 among 2; give one of 1 to 2\n", third.err());
    }

    @Test
    void namesWhatItCannotRead() {
        Path file = FILES.resolve("JPEG2000.dcm");
        Cli shown = Cli.run("dicom", "show", file);
        assertEquals(1, shown.code());
        assertTrue(shown.err().contains("JPEG 2000"), shown.err());
        assertTrue(shown.err().contains("convert the file first"), shown.err());
        assertEquals("", shown.out());
        assertEquals(Cli.run("dicom", "--help").out(), Cli.run("dicom").out());
    }

    @Test
    void aFileWithoutPixelsIsShown() {
        Cli shown = Cli.run("dicom", "show", FILES.resolve("ExplVR_BigEndNoMeta.dcm"), "--json");
        assertEquals(0, shown.code(), shown.err());
        assertEquals("", shown.json().get("syntax").asText());
        assertFalse(shown.json().has("sha256"));
        assertTrue(shown.err().contains("caution: no transfer syntax is stated"), shown.err());
    }
}
