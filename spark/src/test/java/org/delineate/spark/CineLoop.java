package org.delineate.spark;

import java.nio.file.Path;
import org.delineate.dicom.DataSet;
import org.delineate.dicom.DicomWriter;
import org.delineate.dicom.Tag;
import org.delineate.dicom.Uid;
import org.delineate.dicom.Vr;
import org.delineate.image.Image;

/** Writes a grey picture as an ultrasound file of several equal frames. */
final class CineLoop {
    private CineLoop() {}

    static void write(Path file, Image image, int frames) {
        int pixels = image.height() * image.width();
        byte[] bytes = new byte[pixels * frames];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) image.sample(i % pixels / image.width(), i % image.width(), 0);
        }
        DicomWriter.write(
                file,
                DataSet.builder()
                        .text(Tag.SOP_INSTANCE_UID, "1.2.3")
                        .text(Tag.STUDY_INSTANCE_UID, "1.5.1")
                        .text(Tag.SERIES_INSTANCE_UID, "1.7")
                        .text(Tag.PATIENT_NAME, "Doe^Jane")
                        .text(Tag.PATIENT_ID, "42")
                        .text(Tag.SOP_CLASS_UID, Uid.ULTRASOUND_MULTIFRAME)
                        .text(Tag.MODALITY, "US")
                        .integer(Tag.NUMBER_OF_FRAMES, frames)
                        .integer(Tag.SAMPLES_PER_PIXEL, 1)
                        .text(Tag.PHOTOMETRIC_INTERPRETATION, "MONOCHROME2")
                        .integer(Tag.ROWS, image.height())
                        .integer(Tag.COLUMNS, image.width())
                        .integer(Tag.BITS_ALLOCATED, 8)
                        .integer(Tag.BITS_STORED, 8)
                        .integer(Tag.HIGH_BIT, 7)
                        .integer(Tag.PIXEL_REPRESENTATION, 0)
                        .bytes(Tag.PIXEL_DATA, Vr.OB, bytes)
                        .build());
    }
}
