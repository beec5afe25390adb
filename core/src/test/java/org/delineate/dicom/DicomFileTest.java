package org.delineate.dicom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.delineate.file.BadFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DicomFileTest {
    @TempDir
    Path folder;

    @Test
    void readsWhatItWrites() throws Exception {
        DataSet item = DataSet.builder().text(Tag.CODE_MEANING, "größer").build();
        DataSet set = DataSet.builder()
                .text(Tag.SOP_CLASS_UID, Uid.ULTRASOUND)
                .text(Tag.SOP_INSTANCE_UID, "1.2.3")
                .text(Tag.PATIENT_NAME, "山田^太郎")
                .text(Tag.PATIENT_ID, "odd")
                .sequence(
                        Tag.CONCEPT_NAME_CODE_SEQUENCE, item, DataSet.builder().build())
                .sequence(Tag.CONTENT_SEQUENCE)
                .number(Tag.PIXEL_SPACING, 0.25, 0.5)
                .integer(Tag.ROWS, 3)
                .build();
        Path file = folder.resolve("a.dcm");
        DicomWriter.write(file, set);
        DicomFile read = DicomFile.read(file);
        assertEquals("1.2.840.10008.1.2.1", read.syntaxUid());
        assertEquals(Uid.IMPLEMENTATION, read.meta().requireText(Tag.IMPLEMENTATION_CLASS_UID));
        assertEquals(List.of(), read.remarks());
        DataSet withSet =
                set.toBuilder().text(Tag.SPECIFIC_CHARACTER_SET, "ISO_IR 192").build();
        assertEquals(withSet.toString(), read.dataSet().toString());
        byte[] bytes = Files.readAllBytes(file);
        assertArrayEquals(new byte[128], Arrays.copyOf(bytes, 128), "the preamble is zero");
        assertArrayEquals(bytes, DicomWriter.encode(read.dataSet()), "a second round changes nothing");
        assertTrue(DicomFile.isDicom(Arrays.copyOf(bytes, 132)));
        assertFalse(DicomFile.isDicom("# a text of more than eight bytes".getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void textOfOtherCharacterSetsIsWrittenInUtf8() {
        byte[] japanese = {0x1b, '$', 'B', 0x3b, 0x33, 0x45, 0x44, 0x1b, '(', 'B', '^', 'x'};
        DataSet read = DicomBytes.file(DicomBytes.EXPLICIT)
                .explicit(Tag.SPECIFIC_CHARACTER_SET, "CS", "\\ISO 2022 IR 87")
                .explicit(Tag.SOP_CLASS_UID, "UI", "1.2")
                .explicit(Tag.SOP_INSTANCE_UID, "UI", "1.3")
                .explicit(Tag.PATIENT_NAME, "PN", japanese)
                .read()
                .dataSet();
        assertEquals(Optional.of("山田^x"), read.text(Tag.PATIENT_NAME));
        DataSet again = DicomFile.of(DicomWriter.encode(read), Path.of("again")).dataSet();
        assertEquals(Optional.of("山田^x"), again.text(Tag.PATIENT_NAME));
        assertEquals(Optional.of("ISO_IR 192"), again.text(Tag.SPECIFIC_CHARACTER_SET));
    }

    @Test
    void anUnknownCharacterSetIsShownAndSaid() {
        DicomFile read = DicomBytes.file(DicomBytes.EXPLICIT)
                .explicit(Tag.SPECIFIC_CHARACTER_SET, "CS", "KLINGON")
                .explicit(Tag.PATIENT_NAME, "PN", "J\u00e9r")
                .read();
        assertEquals(Optional.of("Jér"), read.dataSet().text(Tag.PATIENT_NAME));
        assertEquals(List.of("unknown character set \"KLINGON\"; its letters are shown as Latin-1"), read.remarks());
    }

    @Test
    void readsEveryEncodingOfOneDataSet() {
        DataSet expected = explicit(DicomBytes.file(DicomBytes.EXPLICIT)).read().dataSet();
        assertEquals(300, expected.requireInteger(Tag.ROWS));
        assertEquals(
                "x", expected.item(Tag.REFERENCED_SERIES_SEQUENCE).orElseThrow().requireText(Tag.PATIENT_ID));
        DicomFile implicit = implicit(DicomBytes.file(DicomBytes.IMPLICIT)).read();
        DicomFile bigEndian = explicit(DicomBytes.file(TransferSyntax.EXPLICIT_BIG_ENDIAN.uid())
                        .bigEndian())
                .read();
        DicomFile bare = implicit(DicomBytes.bare()).read();
        DicomFile bareBigEndian = explicit(DicomBytes.bare().bigEndian()).read();
        for (DicomFile file : List.of(implicit, bigEndian, bare, bareBigEndian)) {
            assertEquals(expected.toString(), file.dataSet().toString());
        }
        assertEquals(List.of(), bigEndian.remarks());
        assertEquals(Optional.of(TransferSyntax.EXPLICIT_BIG_ENDIAN), bareBigEndian.syntax());
        assertEquals("", bare.syntaxUid());
        assertEquals(List.of("no transfer syntax is stated; read as Implicit VR Little Endian"), bare.remarks());
    }

    private static DicomBytes explicit(DicomBytes out) {
        return out.explicit(Tag.MODALITY, "CS", "US")
                .header(Tag.REFERENCED_SERIES_SEQUENCE, "SQ", DicomBytes.UNDEFINED)
                .item(DicomBytes.UNDEFINED)
                .explicit(Tag.PATIENT_ID, "LO", "x")
                .endItem()
                .endSequence()
                .us(Tag.ROWS, 300);
    }

    private static DicomBytes implicit(DicomBytes out) {
        return out.implicit(Tag.MODALITY, "US")
                .tag(Tag.REFERENCED_SERIES_SEQUENCE)
                .u32(17)
                .item(9)
                .implicit(Tag.PATIENT_ID, "x")
                .tag(Tag.ROWS)
                .u32(2)
                .u16(300);
    }

    @Test
    void anUnknownElementWithoutLengthIsASequenceOfImplicitElements() {
        DicomFile read = DicomBytes.file(DicomBytes.EXPLICIT)
                .header(0x0009_1001, "UN", DicomBytes.UNDEFINED)
                .item(DicomBytes.UNDEFINED)
                .implicit(Tag.PATIENT_ID, "x")
                .endItem()
                .endSequence()
                .us(Tag.ROWS, 300)
                .read();
        assertEquals("x", read.dataSet().item(0x0009_1001).orElseThrow().requireText(Tag.PATIENT_ID));
        assertEquals(300, read.dataSet().requireInteger(Tag.ROWS));
    }

    @Test
    void elementsOfTheOtherKindAreReadAndTold() {
        DicomFile explicitInUnknown = DicomBytes.file(DicomBytes.EXPLICIT)
                .header(0x0009_1001, "UN", DicomBytes.UNDEFINED)
                .item(DicomBytes.UNDEFINED)
                .explicit(Tag.PATIENT_ID, "LO", "explicit")
                .endItem()
                .endSequence()
                .read();
        DicomFile implicitAmongExplicit = DicomBytes.file(DicomBytes.EXPLICIT)
                .explicit(Tag.MODALITY, "CS", "US")
                .implicit(Tag.PATIENT_ID, "implicit")
                .read();
        List<String> told = List.of("some elements have a value representation and others have none");
        assertEquals(told, explicitInUnknown.remarks());
        assertEquals(told, implicitAmongExplicit.remarks());
        DataSet item = explicitInUnknown.dataSet().item(0x0009_1001).orElseThrow();
        assertEquals("explicit", item.requireText(Tag.PATIENT_ID));
        assertEquals("implicit", implicitAmongExplicit.dataSet().requireText(Tag.PATIENT_ID));
    }

    @Test
    void aValueTooLongForItsRepresentationIsWrittenAsUnknown() {
        String text = "x".repeat(70_000);
        DataSet set = DataSet.builder()
                .text(Tag.SOP_CLASS_UID, "1.2")
                .text(Tag.SOP_INSTANCE_UID, "1.3")
                .text(Tag.PATIENT_COMMENTS, text)
                .build();
        DataSet read = DicomFile.of(DicomWriter.encode(set), Path.of("long")).dataSet();
        assertEquals(text, read.requireText(Tag.PATIENT_COMMENTS));
    }

    @Test
    void aPreambleThatStartsAProgramIsNoted() {
        byte[] bytes = explicit(DicomBytes.file(DicomBytes.EXPLICIT)).bytes();
        bytes[0] = 'M';
        bytes[1] = 'Z';
        assertEquals(1, DicomFile.of(bytes, Path.of("a")).remarks().size());
        assertThrows(BadFileException.class, () -> DicomFile.of(new byte[200], Path.of("a")));
    }
}
