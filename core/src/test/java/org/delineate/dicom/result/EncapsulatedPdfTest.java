package org.delineate.dicom.result;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.delineate.dicom.DataSet;
import org.delineate.dicom.DicomFile;
import org.delineate.dicom.DicomWriter;
import org.delineate.dicom.Tag;
import org.delineate.dicom.Uid;
import org.junit.jupiter.api.Test;

class EncapsulatedPdfTest {
    static EncapsulatedPdf document(SourceFiles source, String pdf) {
        return new EncapsulatedPdf(
                source.image(), Masks.instance(500), "Befund über Läsionen", pdf.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void theDocumentComesBackByteForByte() {
        for (String pdf : new String[] {"%PDF-1.7 odd", "%PDF-1.7 even"}) {
            DataSet set = DicomFile.of(
                            DicomWriter.encode(
                                    document(SourceFiles.ULTRASOUND, pdf).dataSet()),
                            Path.of("pdf.dcm"))
                    .dataSet();
            assertEquals(Uid.ENCAPSULATED_PDF, set.requireText(Tag.SOP_CLASS_UID));
            assertEquals("Befund über Läsionen", set.requireText(Tag.DOCUMENT_TITLE));
            assertEquals("application/pdf", set.requireText(Tag.MIME_TYPE_OF_ENCAPSULATED_DOCUMENT));
            int length = set.requireInteger(Tag.ENCAPSULATED_DOCUMENT_LENGTH);
            assertArrayEquals(
                    pdf.getBytes(StandardCharsets.US_ASCII),
                    Arrays.copyOf(set.bytes(Tag.ENCAPSULATED_DOCUMENT).orElseThrow(), length));
        }
    }

    @Test
    void refusesOtherDocuments() {
        assertThrows(IllegalArgumentException.class, () -> document(SourceFiles.ULTRASOUND, "<html>"));
        assertThrows(IllegalArgumentException.class, () -> document(SourceFiles.ULTRASOUND, "%PD"));
    }
}
