package org.delineate.dicom.result;

import java.nio.file.Path;
import java.util.Random;
import org.delineate.dicom.DataSet;
import org.delineate.dicom.DataSetBuilder;
import org.delineate.dicom.DicomFile;
import org.delineate.dicom.DicomWriter;
import org.delineate.dicom.Tag;
import org.delineate.dicom.Uid;
import org.delineate.dicom.Vr;

/** Makes small pictures of each kind that results are written for; {@code dciodvfy} finds no error in them. */
enum SourceFiles {
    ULTRASOUND(Uid.ULTRASOUND, "US", 1, 3),
    ULTRASOUND_LOOP(Uid.ULTRASOUND_MULTIFRAME, "US", 5, 3),
    COMPUTED_RADIOGRAPHY(Uid.COMPUTED_RADIOGRAPHY, "CR", 1, 1),
    DIGITAL_X_RAY(Uid.DIGITAL_X_RAY_FOR_PRESENTATION, "DX", 1, 1),
    MAMMOGRAPHY(Uid.MAMMOGRAPHY_FOR_PRESENTATION, "MG", 1, 1),
    PHOTOGRAPH(Uid.VL_PHOTOGRAPHIC, "XC", 1, 3);

    static final int ROWS = 37;
    static final int COLUMNS = 51;

    private static final int ORGAN_EXPOSED = 0x0040_0318;
    private static final int VIEW_MODIFIERS = 0x0054_0222;

    private final String sopClass;
    private final String modality;
    private final int frames;
    private final int samples;

    SourceFiles(String sopClass, String modality, int frames, int samples) {
        this.sopClass = sopClass;
        this.modality = modality;
        this.frames = frames;
        this.samples = samples;
    }

    int frames() {
        return frames;
    }

    /** Returns the file as it is read from disk. */
    DicomFile file() {
        return read(builder().build());
    }

    static DicomFile read(DataSet set) {
        return DicomFile.of(DicomWriter.encode(set), Path.of("source.dcm"));
    }

    SourceImage image() {
        return SourceImage.of(file());
    }

    DataSetBuilder builder() {
        DataSetBuilder set = DataSet.builder()
                .text(Tag.SOP_CLASS_UID, sopClass)
                .text(Tag.SOP_INSTANCE_UID, "1.2.3.4." + (10 + ordinal()))
                .text(Tag.MODALITY, modality)
                .text(Tag.PATIENT_NAME, "Müller^Änne")
                .text(Tag.PATIENT_ID, "P-17")
                .text(Tag.PATIENT_BIRTH_DATE, "19700102")
                .text(Tag.PATIENT_SEX, "F")
                .text(Tag.PATIENT_AGE, "056Y")
                .text(Tag.STUDY_INSTANCE_UID, "1.2.3")
                .text(Tag.SERIES_INSTANCE_UID, "1.2.3.4")
                .text(Tag.STUDY_DATE, "20261129")
                .text(Tag.STUDY_TIME, "101112")
                .text(Tag.STUDY_ID, "S1")
                .text(Tag.STUDY_DESCRIPTION, "Brust")
                .empty(Tag.ACCESSION_NUMBER)
                .empty(Tag.REFERRING_PHYSICIAN_NAME)
                .text(Tag.SERIES_NUMBER, "1")
                .text(Tag.INSTANCE_NUMBER, "1")
                .text(Tag.CONTENT_DATE, "20261129")
                .text(Tag.CONTENT_TIME, "101212")
                .text(Tag.ACQUISITION_DATE, "20261129")
                .text(Tag.ACQUISITION_TIME, "101212")
                .text(Tag.MANUFACTURER, "Maker")
                .text(Tag.LOSSY_IMAGE_COMPRESSION, "00");
        switch (this) {
            case ULTRASOUND ->
                set.text(Tag.IMAGE_TYPE, "ORIGINAL", "PRIMARY", "BREAST", "0001")
                        .text(Tag.BODY_PART_EXAMINED, "BREAST")
                        .text(Tag.LATERALITY, "L")
                        .empty(Tag.PATIENT_ORIENTATION)
                        .sequence(Tag.SEQUENCE_OF_ULTRASOUND_REGIONS, region(0, 0, COLUMNS - 1, ROWS - 1, 0.02, 0.01));
            case ULTRASOUND_LOOP ->
                set.text(Tag.IMAGE_TYPE, "ORIGINAL", "PRIMARY", "BREAST", "0001")
                        .text(Tag.BODY_PART_EXAMINED, "BREAST")
                        .text(Tag.LATERALITY, "R")
                        .empty(Tag.PATIENT_ORIENTATION)
                        .number(Tag.FRAME_TIME, 40)
                        .integer(Tag.FRAME_INCREMENT_POINTER, Tag.FRAME_TIME)
                        .sequence(
                                Tag.SEQUENCE_OF_ULTRASOUND_REGIONS,
                                region(0, 0, 29, ROWS - 1, 0.02, 0.02),
                                region(30, 0, COLUMNS - 1, ROWS - 1, 0.05, 0.05));
            case COMPUTED_RADIOGRAPHY ->
                set.text(Tag.IMAGE_TYPE, "ORIGINAL", "PRIMARY")
                        .text(Tag.BODY_PART_EXAMINED, "CHEST")
                        .text(Tag.VIEW_POSITION, "PA")
                        .text(Tag.PATIENT_ORIENTATION, "L", "F")
                        .number(Tag.IMAGER_PIXEL_SPACING, 0.2, 0.2);
            case DIGITAL_X_RAY, MAMMOGRAPHY -> projection(set);
            default ->
                set.text(Tag.IMAGE_TYPE, "ORIGINAL", "PRIMARY")
                        .empty(Tag.LATERALITY)
                        .empty(Tag.PATIENT_ORIENTATION)
                        .sequence(Tag.ACQUISITION_CONTEXT_SEQUENCE);
        }
        return pixels(set);
    }

    static DataSet region(int left, int top, int right, int bottom, double deltaX, double deltaY) {
        return DataSet.builder()
                .integer(Tag.REGION_SPATIAL_FORMAT, 1)
                .integer(Tag.REGION_DATA_TYPE, 1)
                .integer(Tag.REGION_FLAGS, 0)
                .integer(Tag.REGION_LOCATION_MIN_X0, left)
                .integer(Tag.REGION_LOCATION_MIN_Y0, top)
                .integer(Tag.REGION_LOCATION_MAX_X1, right)
                .integer(Tag.REGION_LOCATION_MAX_Y1, bottom)
                .integer(Tag.PHYSICAL_UNITS_X_DIRECTION, 3)
                .integer(Tag.PHYSICAL_UNITS_Y_DIRECTION, 3)
                .number(Tag.PHYSICAL_DELTA_X, deltaX)
                .number(Tag.PHYSICAL_DELTA_Y, deltaY)
                .build();
    }

    private void projection(DataSetBuilder set) {
        boolean breast = this == MAMMOGRAPHY;
        set.text(Tag.IMAGE_TYPE, "ORIGINAL", "PRIMARY", "")
                .text(Tag.PRESENTATION_INTENT_TYPE, "FOR PRESENTATION")
                .text(Tag.PATIENT_ORIENTATION, breast ? "P" : "L", "F")
                .text(Tag.IMAGE_LATERALITY, breast ? "L" : "U")
                .text(Tag.BODY_PART_EXAMINED, breast ? "BREAST" : "CHEST")
                .sequence(Tag.ANATOMIC_REGION_SEQUENCE, code("76752008", "SCT", "Breast"))
                .number(Tag.IMAGER_PIXEL_SPACING, 0.1, 0.1)
                .text(Tag.PIXEL_INTENSITY_RELATIONSHIP, "LOG")
                .integer(Tag.PIXEL_INTENSITY_RELATIONSHIP_SIGN, 1)
                .number(Tag.RESCALE_INTERCEPT, 0)
                .number(Tag.RESCALE_SLOPE, 1)
                .text(Tag.RESCALE_TYPE, "US")
                .text(Tag.PRESENTATION_LUT_SHAPE, "IDENTITY")
                .text(Tag.BURNED_IN_ANNOTATION, "NO")
                .text(Tag.DETECTOR_TYPE, "DIRECT")
                .number(Tag.WINDOW_CENTER, 2000)
                .number(Tag.WINDOW_WIDTH, 4000)
                .sequence(Tag.ACQUISITION_CONTEXT_SEQUENCE);
        if (breast) {
            set.text(Tag.POSITIONER_TYPE, "MAMMOGRAPHIC")
                    .text(ORGAN_EXPOSED, "BREAST")
                    .sequence(
                            Tag.VIEW_CODE_SEQUENCE,
                            DataSet.builder()
                                    .text(Tag.CODE_VALUE, "399162004")
                                    .text(Tag.CODING_SCHEME_DESIGNATOR, "SCT")
                                    .text(Tag.CODE_MEANING, "cranio-caudal")
                                    .sequence(VIEW_MODIFIERS)
                                    .build());
        }
    }

    private static DataSet code(String value, String scheme, String meaning) {
        return new Code(value, scheme, meaning).item();
    }

    private DataSetBuilder pixels(DataSetBuilder set) {
        boolean wide = samples == 1;
        byte[] bytes = new byte[frames * ROWS * COLUMNS * samples * (wide ? 2 : 1)];
        new Random(ordinal()).nextBytes(bytes);
        for (int i = 1; wide && i < bytes.length; i += 2) {
            bytes[i] &= 15;
        }
        if (frames > 1) {
            set.integer(Tag.NUMBER_OF_FRAMES, frames);
        }
        if (samples == 3) {
            set.integer(Tag.PLANAR_CONFIGURATION, 0);
        }
        byte[] even = java.util.Arrays.copyOf(bytes, bytes.length + (bytes.length & 1));
        return set.integer(Tag.SAMPLES_PER_PIXEL, samples)
                .text(Tag.PHOTOMETRIC_INTERPRETATION, samples == 3 ? "RGB" : "MONOCHROME2")
                .integer(Tag.ROWS, ROWS)
                .integer(Tag.COLUMNS, COLUMNS)
                .integer(Tag.BITS_ALLOCATED, wide ? 16 : 8)
                .integer(Tag.BITS_STORED, wide ? 12 : 8)
                .integer(Tag.HIGH_BIT, wide ? 11 : 7)
                .integer(Tag.PIXEL_REPRESENTATION, 0)
                .bytes(Tag.PIXEL_DATA, wide ? Vr.OW : Vr.OB, even);
    }
}
