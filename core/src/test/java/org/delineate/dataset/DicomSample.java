package org.delineate.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.delineate.dicom.DataSet;
import org.delineate.dicom.DataSetBuilder;
import org.delineate.dicom.DicomWriter;
import org.delineate.dicom.Pictures;
import org.delineate.dicom.Tag;
import org.delineate.dicom.Uid;
import org.delineate.dicom.Vr;

/** Writes small grey ultrasound files, whose samples follow from their places. */
public final class DicomSample {
    private DicomSample() {}

    /** The sample of a place. */
    public static int value(int frame, int y, int x) {
        return 17 * frame + 40 * y + 7 * x & 0xff;
    }

    public static void write(Path file, int rows, int columns, int frames) throws IOException {
        byte[] pixels = new byte[rows * columns * frames];
        for (int i = 0; i < pixels.length; i++) {
            int place = i % (rows * columns);
            pixels[i] = (byte) value(i / (rows * columns), place / columns, place % columns);
        }
        Files.createDirectories(file.getParent());
        DicomWriter.write(
                file,
                identified(
                                Pictures.grey(rows, columns),
                                frames == 1 ? Uid.ULTRASOUND : Uid.ULTRASOUND_MULTIFRAME,
                                frames)
                        .integer(Tag.NUMBER_OF_FRAMES, frames)
                        .number(Tag.WINDOW_CENTER, 128)
                        .number(Tag.WINDOW_WIDTH, 256)
                        .bytes(Tag.PIXEL_DATA, Vr.OB, pixels)
                        .build());
    }

    /** A report without pixels. */
    public static DataSet report() {
        return identified(DataSet.builder(), Uid.COMPREHENSIVE_SR, 99).build();
    }

    private static DataSetBuilder identified(DataSetBuilder set, String sopClass, int instance) {
        return set.text(Tag.SOP_CLASS_UID, sopClass)
                .text(Tag.SOP_INSTANCE_UID, "1." + instance)
                .text(Tag.STUDY_INSTANCE_UID, "1.5")
                .text(Tag.SERIES_INSTANCE_UID, "1.6")
                .text(Tag.MODALITY, "US");
    }
}
