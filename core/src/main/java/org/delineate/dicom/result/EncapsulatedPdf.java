package org.delineate.dicom.result;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.delineate.dicom.DataSet;
import org.delineate.dicom.Tag;
import org.delineate.dicom.Uid;
import org.delineate.dicom.Vr;

/**
 * Wraps a PDF so that it lies beside the pictures it is about (PS3.3, A.45.1 and C.24.2).
 *
 * @param title title of the document, for people
 * @param pdf the document; the caller does not change the array any more
 */
public record EncapsulatedPdf(SourceImage source, NewInstance instance, String title, byte[] pdf) {
    private static final byte[] MAGIC = "%PDF-".getBytes(StandardCharsets.US_ASCII);

    /** @throws IllegalArgumentException where the bytes are no PDF or the title does not fit */
    public EncapsulatedPdf {
        Texts.text("the title of a document", title);
        if (!Arrays.equals(Arrays.copyOf(pdf, MAGIC.length), MAGIC)) {
            throw new IllegalArgumentException("the document does not begin with %PDF-");
        }
    }

    public DataSet dataSet() {
        byte[] even = Arrays.copyOf(pdf, source.arrayLength(pdf.length + (pdf.length & 1L), "the bytes of the PDF"));
        return Modules.start(source, instance, Uid.ENCAPSULATED_PDF, "DOC")
                .text(Tag.CONVERSION_TYPE, "WSD")
                .empty(Tag.ACQUISITION_DATE_TIME)
                .text(Tag.BURNED_IN_ANNOTATION, "YES")
                .sequence(Tag.SOURCE_INSTANCE_SEQUENCE, source.reference().build())
                .text(Tag.DOCUMENT_TITLE, title)
                .sequence(Tag.CONCEPT_NAME_CODE_SEQUENCE)
                .text(Tag.MIME_TYPE_OF_ENCAPSULATED_DOCUMENT, "application/pdf")
                .bytes(Tag.ENCAPSULATED_DOCUMENT, Vr.OB, even)
                .integer(Tag.ENCAPSULATED_DOCUMENT_LENGTH, pdf.length)
                .build();
    }

    /** Compares by the document's bytes, as a record of values does. */
    @Override
    public boolean equals(Object other) {
        return other instanceof EncapsulatedPdf o
                && o.source.equals(source)
                && o.instance.equals(instance)
                && o.title.equals(title)
                && Arrays.equals(o.pdf, pdf);
    }

    @Override
    public int hashCode() {
        return 31 * instance.hashCode() + Arrays.hashCode(pdf);
    }

    @Override
    public String toString() {
        return title + ", " + pdf.length + " bytes";
    }
}
