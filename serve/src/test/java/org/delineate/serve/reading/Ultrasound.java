package org.delineate.serve.reading;

import java.nio.file.Path;
import org.delineate.dicom.DataSet;
import org.delineate.dicom.DataSetBuilder;
import org.delineate.dicom.DicomFile;
import org.delineate.dicom.DicomWriter;
import org.delineate.dicom.Tag;
import org.delineate.dicom.Uid;
import org.delineate.dicom.Vr;

/** Makes ultrasound pictures as files of DICOM: grey, a loop where they have several frames. */
final class Ultrasound {
    private Ultrasound() {}

    static DicomFile file(int width, int height, int frames) {
        DataSetBuilder set = DataSet.builder()
                .text(Tag.SOP_CLASS_UID, frames == 1 ? Uid.ULTRASOUND : Uid.ULTRASOUND_MULTIFRAME)
                .text(Tag.SOP_INSTANCE_UID, "1.2.3.4.5")
                .text(Tag.STUDY_INSTANCE_UID, "1.2.3")
                .text(Tag.SERIES_INSTANCE_UID, "1.2.3.4")
                .text(Tag.MODALITY, "US")
                .text(Tag.PATIENT_NAME, "Müller^Änne^^Dr.")
                .text(Tag.PATIENT_ID, "P-17")
                .text(Tag.PATIENT_BIRTH_DATE, "19700102")
                .text(Tag.PATIENT_SEX, "F")
                .text(Tag.STUDY_DATE, "20261129")
                .text(Tag.STUDY_TIME, "101112")
                .text(Tag.STUDY_ID, "S1")
                .empty(Tag.ACCESSION_NUMBER)
                .empty(Tag.REFERRING_PHYSICIAN_NAME)
                .text(Tag.INSTITUTION_NAME, "Klinik")
                .text(Tag.BODY_PART_EXAMINED, "BREAST")
                .text(Tag.IMAGE_LATERALITY, "L")
                .integer(Tag.SAMPLES_PER_PIXEL, 1)
                .text(Tag.PHOTOMETRIC_INTERPRETATION, "MONOCHROME2")
                .integer(Tag.ROWS, height)
                .integer(Tag.COLUMNS, width)
                .integer(Tag.BITS_ALLOCATED, 8)
                .integer(Tag.BITS_STORED, 8)
                .integer(Tag.HIGH_BIT, 7)
                .integer(Tag.PIXEL_REPRESENTATION, 0)
                .bytes(Tag.PIXEL_DATA, Vr.OB, new byte[width * height * frames]);
        if (frames > 1) {
            set.integer(Tag.NUMBER_OF_FRAMES, frames).number(Tag.FRAME_TIME, 40);
        }
        return DicomFile.of(DicomWriter.encode(set.build()), Path.of("loop.dcm"));
    }
}
