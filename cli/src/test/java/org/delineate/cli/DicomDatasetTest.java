package org.delineate.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.delineate.checkpoint.SafeTensors;
import org.delineate.dicom.DataSet;
import org.delineate.dicom.DicomWriter;
import org.delineate.dicom.Tag;
import org.delineate.dicom.Uid;
import org.delineate.dicom.Vr;
import org.delineate.image.Image;
import org.delineate.image.ImageFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A data set whose images are DICOM files and whose masks are PNG is what it is with PNG images. */
class DicomDatasetTest {
    @TempDir
    private Path folder;

    private static void convert(Path png) throws IOException {
        Image image = ImageFile.read(png);
        byte[] pixels = new byte[image.height() * image.width()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) image.sample(i / image.width(), i % image.width(), 0);
        }
        DicomWriter.write(
                Path.of(png.toString().replace(".png", ".dcm")),
                DataSet.builder()
                        .text(Tag.SOP_CLASS_UID, Uid.ULTRASOUND)
                        .text(Tag.SOP_INSTANCE_UID, Uid.random())
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
        Files.delete(png);
    }

    @Test
    void isInspectedAndTrainedAsOneOfPng() throws IOException {
        Path png = Discs.write(folder.resolve("png/discs"), 8, 0, 3);
        Path dicom = Discs.write(folder.resolve("dicom/discs"), 8, 0, 3);
        List<Path> images;
        try (Stream<Path> files = Files.list(dicom.resolve("images"))) {
            images = files.toList();
        }
        for (Path image : images) {
            convert(image);
        }
        Cli inspected = Cli.run("data", "inspect", dicom, "--audit-cache", "none");
        assertEquals(0, inspected.code(), inspected.err());
        assertTrue(inspected.out().contains("images/c00.dcm + masks/c00.png"), inspected.out());
        assertTrue(inspected.out().contains("unreadable         0"), inspected.out());
        Path one = folder.resolve("one");
        Path other = folder.resolve("other");
        TinyTraining.of(png, one, 1);
        TinyTraining.of(dicom, other, 1);
        List<SafeTensors.Entry> expected =
                SafeTensors.read(one.resolve("model.safetensors")).entries();
        List<SafeTensors.Entry> found =
                SafeTensors.read(other.resolve("model.safetensors")).entries();
        assertEquals(expected.size(), found.size());
        for (int i = 0; i < expected.size(); i++) {
            byte[] a = new byte[expected.get(i).data().remaining()];
            byte[] b = new byte[found.get(i).data().remaining()];
            expected.get(i).data().get(a);
            found.get(i).data().get(b);
            assertArrayEquals(a, b, expected.get(i).name());
        }
    }
}
