package org.delineate.dicom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.delineate.file.BadFileException;
import org.junit.jupiter.api.Test;

class DataSetTest {
    private static final DataSet ITEM = DataSet.builder()
            .text(Tag.CODE_VALUE, "103339001")
            .text(Tag.CODE_MEANING, "Längsachse")
            .build();

    @Test
    void givesBackWhatWasBuilt() {
        DataSet set = DataSet.builder()
                .sequence(Tag.CONCEPT_NAME_CODE_SEQUENCE, ITEM, ITEM)
                .text(Tag.PATIENT_NAME, "Müller^Änne")
                .text(Tag.IMAGE_TYPE, "DERIVED", "PRIMARY")
                .integer(Tag.ROWS, 512)
                .integer(Tag.INSTANCE_NUMBER, 7)
                .integer(Tag.DIMENSION_INDEX_POINTER, Tag.REFERENCED_SEGMENT_NUMBER)
                .integer(Tag.PIXEL_PADDING_VALUE, Vr.SS, -2000)
                .number(Tag.PIXEL_SPACING, 0.1, 1.0 / 3)
                .number(Tag.PHYSICAL_DELTA_X, 0.0123)
                .bytes(Tag.PIXEL_DATA, Vr.OB, new byte[] {1, 2})
                .empty(Tag.PATIENT_SEX)
                .build();
        assertEquals(Optional.of("Müller^Änne"), set.text(Tag.PATIENT_NAME));
        assertEquals(List.of("DERIVED", "PRIMARY"), set.texts(Tag.IMAGE_TYPE));
        assertEquals(OptionalInt.of(512), set.integer(Tag.ROWS));
        assertEquals(7, set.requireInteger(Tag.INSTANCE_NUMBER));
        assertEquals(Tag.REFERENCED_SEGMENT_NUMBER, set.requireInteger(Tag.DIMENSION_INDEX_POINTER));
        assertEquals(List.of("(0062,000b)"), set.texts(Tag.DIMENSION_INDEX_POINTER));
        assertEquals(-2000, set.requireInteger(Tag.PIXEL_PADDING_VALUE));
        assertArrayEquals(new double[] {0.1, 0.33333333333333}, set.numbers(Tag.PIXEL_SPACING));
        assertEquals(0.0123, set.number(Tag.PHYSICAL_DELTA_X).orElseThrow());
        assertArrayEquals(new byte[] {1, 2}, set.bytes(Tag.PIXEL_DATA).orElseThrow());
        assertEquals(
                "Längsachse", set.items(Tag.CONCEPT_NAME_CODE_SEQUENCE).get(1).requireText(Tag.CODE_MEANING));
        assertTrue(set.contains(Tag.PATIENT_SEX));
        assertEquals(Optional.empty(), set.text(Tag.PATIENT_SEX));
        assertEquals(Optional.empty(), set.text(Tag.PATIENT_ID));
        assertEquals(Tag.IMAGE_TYPE, set.elements().iterator().next().tag(), "in the order of tags");
    }

    @Test
    void refusesValuesThatDoNotFit() {
        assertThrows(IllegalArgumentException.class, () -> DataSet.builder().integer(Tag.ROWS, 65_536));
        assertThrows(IllegalArgumentException.class, () -> DataSet.builder().text(Tag.ROWS, "512"));
        assertThrows(IllegalArgumentException.class, () -> DataSet.builder().number(Tag.SLICE_THICKNESS, Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> DataSet.builder().text(0x0009_1001, "private"));
        assertThrows(IllegalArgumentException.class, () -> DataSet.builder().sequence(Tag.PATIENT_ID, ITEM));
    }

    @Test
    void namesElementAndFileWhereAValueIsNone() {
        DataSet set = DataSet.builder().text(Tag.NUMBER_OF_FRAMES, "1A").build();
        BadFileException bad = assertThrows(BadFileException.class, () -> set.integer(Tag.NUMBER_OF_FRAMES));
        assertEquals(
                "new data set: (0028,0008) NumberOfFrames: \"1A\", expected a number;"
                        + " correct the file where it was made, or export it anew",
                bad.getMessage());
        assertThrows(BadFileException.class, () -> set.requireText(Tag.PATIENT_ID));
        DataSet half = DataSet.builder().text(Tag.INSTANCE_NUMBER, "1.5").build();
        assertThrows(BadFileException.class, () -> half.integer(Tag.INSTANCE_NUMBER));
    }

    @Test
    void findsPrivateElementsByTheirCreator() {
        DataSet set = DataSet.builder()
                .text(0x0009_0010, "OTHER")
                .text(0x0009_0011, "MAKER")
                .text(0x0009_1101, Vr.LO, "value")
                .build();
        assertEquals(Optional.of("MAKER"), set.privateCreator(0x0009_1101));
        assertEquals(
                List.of("value"),
                set.privateElement(9, "MAKER", 1).orElseThrow().texts());
        assertEquals(Optional.empty(), set.privateElement(9, "OTHER", 1));
    }

    @Test
    void writesDecimalsOf16Characters() {
        for (double value :
                new double[] {0, -0.1, Math.PI * 1e-7, -1.0 / 3, 1e-300, 123456789.123456789, -1e15, 1e22}) {
            String text = DecimalString.of(value);
            assertTrue(text.length() <= 16, text);
            assertEquals(value, Double.parseDouble(text), Math.abs(value) * 1e-9, text);
        }
    }

    @Test
    void namesTagsAndIdentifiers() {
        assertEquals("(0010,0020) PatientID", Tag.named(Tag.PATIENT_ID));
        assertEquals("(0009,1001)", Tag.named(0x0009_1001));
        assertEquals(OptionalInt.of(Tag.ROWS), DataDictionary.tag("Rows"));
        assertEquals("OverlayData", DataDictionary.keyword(0x6002_3000));
        assertEquals(Vr.OW, DataDictionary.vr(0x6002_3000));
        assertEquals("Ultrasound Image Storage", Uid.name(Uid.ULTRASOUND));
        assertTrue(Uid.isValid(Uid.random()));
        assertTrue(Uid.isValid(Uid.IMPLEMENTATION));
        assertEquals("2.25.1", Uid.of(new UUID(0, 1)));
        assertFalse(Uid.isValid("1.02.3"));
        assertFalse(Uid.isValid("1..3"));
    }
}
