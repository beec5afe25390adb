package org.delineate.serve;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.delineate.dicom.DataSet;
import org.delineate.dicom.DataSetBuilder;
import org.delineate.dicom.DicomWriter;
import org.delineate.dicom.Tag;
import org.delineate.dicom.Uid;
import org.delineate.dicom.Vr;
import org.delineate.image.Image;
import org.delineate.image.ImageFile;
import org.delineate.serve.store.Images;
import org.delineate.serve.work.Intake;
import org.delineate.serve.work.Workbench;

/**
 * Fills an empty worklist with pictures of BUSI, and with a DICOM picture and a cine loop of an invented patient: a
 * picture of BUSI that moves as with a breath. Their millimetres are invented too.
 */
final class DemoPictures {
    private static final int FRAMES = 24;
    private static final int BREATH_PX = 6;
    private static final double MM = 0.12;
    private static final int OF_A_KIND = 3;
    private static final int CENTIMETRES = 3;
    private static final int MS_PER_FRAME = 60;

    private DemoPictures() {}

    /** @param folder the folder {@code demo/busi-small} beside the program */
    static void add(Workbench bench, Path folder, String account) {
        if (!bench.database().read(Images::ids).isEmpty()) {
            return;
        }
        Intake intake = new Intake(bench, account);
        List<Path> benign = pictures(folder.resolve("benign"));
        List<Path> malignant = pictures(folder.resolve("malignant"));
        Stream.concat(benign.stream().limit(OF_A_KIND), malignant.stream().limit(OF_A_KIND))
                .forEach(file -> {
                    try (InputStream in = Files.newInputStream(file)) {
                        intake.add(file.getFileName().toString(), in);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
        Image still = ImageFile.read(malignant.get(OF_A_KIND));
        Image moving = ImageFile.read(benign.get(OF_A_KIND));
        String study = Uid.random();
        intake.add("still.dcm", stream(dicom(still, 1, study)));
        intake.add("loop.dcm", stream(dicom(moving, FRAMES, study)));
        if (!intake.refused().isEmpty()) {
            throw new IllegalStateException("a picture of the demo was refused: " + intake.refused());
        }
    }

    private static List<Path> pictures(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> !f.toString().contains("_mask")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the demo's pictures lie beside the program ./delineate: " + e.getMessage(), e);
        }
    }

    private static InputStream stream(DataSet file) {
        return new ByteArrayInputStream(DicomWriter.encode(file));
    }

    private static DataSet dicom(Image image, int frames, String study) {
        DataSetBuilder file = DataSet.builder()
                .text(Tag.SOP_CLASS_UID, frames == 1 ? Uid.ULTRASOUND : Uid.ULTRASOUND_MULTIFRAME)
                .text(Tag.SOP_INSTANCE_UID, Uid.random())
                .text(Tag.STUDY_INSTANCE_UID, study)
                .text(Tag.SERIES_INSTANCE_UID, Uid.random())
                .text(Tag.MODALITY, "US")
                .text(Tag.PATIENT_NAME, "Invented^Patient")
                .text(Tag.PATIENT_ID, "DEMO-1")
                .integer(Tag.SAMPLES_PER_PIXEL, 1)
                .text(Tag.PHOTOMETRIC_INTERPRETATION, "MONOCHROME2")
                .integer(Tag.ROWS, image.height())
                .integer(Tag.COLUMNS, image.width())
                .integer(Tag.BITS_ALLOCATED, 8)
                .integer(Tag.BITS_STORED, 8)
                .integer(Tag.HIGH_BIT, 7)
                .integer(Tag.PIXEL_REPRESENTATION, 0)
                .sequence(Tag.SEQUENCE_OF_ULTRASOUND_REGIONS, region(image))
                .bytes(Tag.PIXEL_DATA, Vr.OB, pixels(image, frames));
        if (frames > 1) {
            file.integer(Tag.NUMBER_OF_FRAMES, frames).number(Tag.FRAME_TIME, MS_PER_FRAME);
        }
        return file.build();
    }

    private static DataSet region(Image image) {
        return DataSet.builder()
                .integer(Tag.REGION_SPATIAL_FORMAT, 1)
                .integer(Tag.REGION_DATA_TYPE, 1)
                .integer(Tag.REGION_LOCATION_MIN_X0, 0)
                .integer(Tag.REGION_LOCATION_MIN_Y0, 0)
                .integer(Tag.REGION_LOCATION_MAX_X1, image.width() - 1)
                .integer(Tag.REGION_LOCATION_MAX_Y1, image.height() - 1)
                .integer(Tag.PHYSICAL_UNITS_X_DIRECTION, CENTIMETRES)
                .integer(Tag.PHYSICAL_UNITS_Y_DIRECTION, CENTIMETRES)
                .number(Tag.PHYSICAL_DELTA_X, MM / 10)
                .number(Tag.PHYSICAL_DELTA_Y, MM / 10)
                .build();
    }

    private static byte[] pixels(Image image, int frames) {
        int size = image.height() * image.width();
        byte[] pixels = new byte[size * frames];
        for (int frame = 0; frame < frames; frame++) {
            double shift = frames == 1 ? 0 : BREATH_PX * Math.sin(2 * Math.PI * frame / frames);
            for (int y = 0; y < image.height(); y++) {
                int from = (int) Math.max(0, Math.min(image.height() - 1, Math.round(y + shift)));
                for (int x = 0; x < image.width(); x++) {
                    pixels[frame * size + y * image.width() + x] = (byte) image.sample(from, x, 0);
                }
            }
        }
        return pixels;
    }
}
