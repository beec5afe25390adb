package org.delineate.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.delineate.file.BadFileException;
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
        assertEquals(List.of(given, a, deep), files.pictures());
        assertEquals(List.of(mask, overlay), files.passedOver());
        assertEquals(List.of("given_mask", "a", "B"), files.stems());
        assertEquals(".txt 1 (notes.txt)", files.others().text());
        assertEquals(List.of(), files.remarks());
    }

    @Test
    void refusesAFolderWithoutPictures() throws IOException {
        file("in/notes.txt");
        BadFileException e = assertThrows(BadFileException.class, () -> PictureFiles.of(List.of(folder)));
        assertTrue(e.getMessage().contains("no picture in this folder, but .txt 1 (notes.txt); give"), e.getMessage());
    }
}
