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
import org.delineate.dicom.Tag;
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
        Path file = Path.of(png.toString().replace(".png", ".dcm"));
        UltrasoundFile.write(file, DataSet.builder().text(Tag.SOP_INSTANCE_UID, "1.2"), image, 1);
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
