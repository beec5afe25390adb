package org.delineate.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.delineate.dicom.DicomWriter;
import org.delineate.file.BadFileException;
import org.delineate.image.Image;
import org.delineate.image.ImageFile;
import org.delineate.image.Picture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureFilesTest {
    @TempDir
    private Path folder;

    private Path file(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.createFile(file);
    }

    @Test
    void findsPicturesAtAnyDepthAndPassesMasksOver() throws IOException {
        Path a = file("in/a.png");
        Path deep = file("in/x/y/B.JPG");
        Path mask = file("in/a_mask_1.png");
        Path overlay = file("in/a_overlay.png");
        file("in/notes.txt");
        Path given = file("given_mask.png");
        PictureFiles files = PictureFiles.of(List.of(given, folder.resolve("in")));
        assertEquals(
                List.of(given, a, deep),
                files.pictures().stream().map(Picture::file).toList());
        assertEquals(List.of(mask, overlay), files.passedOver());
        assertEquals(List.of("given_mask", "a", "B"), files.stems());
        assertEquals(".txt 1 (notes.txt)", files.others().text());
        assertEquals(List.of(), files.remarks());
    }

    /** A study as a hospital hands it over: files without suffixes, a cine loop, a report. */
    @Test
    void takesTheFramesOfDicomFilesAndPassesOverThoseWithoutPixels() throws IOException {
        DicomSample.write(folder.resolve("study/1.2.840.1"), 4, 6, 1);
        DicomSample.write(folder.resolve("study/1.2.840.2"), 4, 6, 12);
        DicomWriter.write(folder.resolve("study/report"), DicomSample.report());
        PictureFiles files = PictureFiles.of(List.of(folder.resolve("study")));
        assertEquals(13, files.pictures().size());
        assertEquals("1.2.840.1", files.stems().get(0));
        assertEquals("1.2.840.2-frame01", files.stems().get(1));
        assertEquals("1.2.840.2-frame12", files.stems().get(12));
        assertTrue(files.pictures().get(12).toString().endsWith("1.2.840.2, frame 12"));
        assertEquals(1, files.remarks().size());
        assertTrue(
                files.remarks().get(0).contains("report is a DICOM file without a picture to segment"),
                "" + files.remarks());
        Image third = files.pictures().get(3).read();
        assertEquals(DicomSample.value(2, 1, 5), third.sample(1, 5, 0));
        Path loop = folder.resolve("study/1.2.840.2");
        BadFileException e = assertThrows(BadFileException.class, () -> ImageFile.read(loop));
        assertTrue(e.getMessage().contains("12 frames, where one picture is expected"), e.getMessage());
        BadFileException none =
                assertThrows(BadFileException.class, () -> PictureFiles.of(List.of(folder.resolve("study/report"))));
        assertTrue(none.getMessage().contains("without a picture to segment"), none.getMessage());
    }

    @Test
    void refusesAFolderWithoutPictures() throws IOException {
        file("in/notes.txt");
        BadFileException e = assertThrows(BadFileException.class, () -> PictureFiles.of(List.of(folder)));
        assertTrue(e.getMessage().contains("no picture in this folder, but .txt 1 (notes.txt); give"), e.getMessage());
    }
}
