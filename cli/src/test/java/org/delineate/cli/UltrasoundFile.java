package org.delineate.cli;

import java.nio.file.Path;
import org.delineate.dicom.DataSet;
import org.delineate.dicom.DataSetBuilder;
import org.delineate.dicom.DicomWriter;
import org.delineate.dicom.Tag;
import org.delineate.dicom.Uid;
import org.delineate.dicom.Vr;
import org.delineate.image.Image;

/** Writes grey pictures as ultrasound files; in a loop the picture moves to the left. */
final class UltrasoundFile {
    private UltrasoundFile() {}

    /** Starts the attributes of a file that belongs to a patient and a study. */
    static DataSetBuilder identified(String instance) {
        return DataSet.builder()
                .text(Tag.SOP_INSTANCE_UID, instance)
                .text(Tag.STUDY_INSTANCE_UID, "1.5.1")
                .text(Tag.SERIES_INSTANCE_UID, "1.7")
                .text(Tag.PATIENT_NAME, "Doe^Jane")
                .text(Tag.PATIENT_ID, "42");
    }

    static void write(Path file, DataSetBuilder attributes, Image image, int frames) {
        byte[] pixels = new byte[image.height() * image.width() * frames];
        for (int i = 0; i < pixels.length; i++) {
            int frame = i / (image.height() * image.width());
            int place = i % (image.height() * image.width());
            int x = Math.min(image.width() - 1, place % image.width() + 2 * frame);
            pixels[i] = (byte) image.sample(place / image.width(), x, 0);
        }
        DicomWriter.write(
                file,
                attributes
                        .text(Tag.SOP_CLASS_UID, frames == 1 ? Uid.ULTRASOUND : Uid.ULTRASOUND_MULTIFRAME)
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
                        .bytes(Tag.PIXEL_DATA, Vr.OB, pixels)
                        .build());
    }
}
