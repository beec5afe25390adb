package org.delineate.serve.work;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.delineate.dicom.DicomFile;

/** Tells the kinds of files that are taken by their first bytes; names and types that a client states count nothing. */
enum Magic {
    PNG,
    JPEG,
    DICOM,
    ZIP,
    OTHER;

    private static final int LONGEST = 132;

    static Magic of(Path file) throws IOException {
        byte[] head;
        try (InputStream in = Files.newInputStream(file)) {
            head = in.readNBytes(LONGEST);
        }
        String text = new String(head, ISO_8859_1);
        if (DicomFile.isDicom(head)) {
            return DICOM;
        }
        return text.startsWith("\u0089PNG\r\n\u001a\n")
                ? PNG
                : text.startsWith("\u00ff\u00d8\u00ff") ? JPEG : text.startsWith("PK\u0003\u0004") ? ZIP : OTHER;
    }

    boolean isPicture() {
        return this == PNG || this == JPEG || this == DICOM;
    }
}
