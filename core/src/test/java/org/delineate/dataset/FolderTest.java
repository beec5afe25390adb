package org.delineate.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FolderTest {
    @TempDir
    Path root;

    private void write(String... files) throws IOException {
        for (String file : files) {
            Path path = root.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, file);
        }
    }

    private List<String> names(List<Path> paths) {
        return paths.stream()
                .map(p -> root.relativize(p).toString().replace('\\', '/'))
                .toList();
    }

    @Test
    void leavesOutWhatSystemsAndArchivesLeaveBehind() throws IOException {
        write("b.png", "A.PNG", ".DS_Store", "__MACOSX/._b.png", ".git/c.png", "notes.txt");
        write("images/1_superpixels.png", "images/1.jpg", "images/__MACOSX/2.jpg", "images/._1.jpg");
        Folder folder = Folder.of(root);
        assertEquals(List.of("images"), names(folder.folders()));
        assertEquals(List.of("A.PNG", "b.png", "notes.txt"), names(folder.files()));
        assertEquals(List.of("A.PNG", "b.png"), names(folder.pictures()));
        FolderTree tree = FolderTree.of(folder);
        assertEquals(List.of("A.PNG", "b.png", "images/1.jpg"), names(tree.pictures()));
        assertEquals(List.of("images/1_superpixels.png", "notes.txt"), names(tree.others()));
        assertEquals(List.of(), tree.remarks());
    }

    @Test
    void opensAnArchivesOnlyFolderAndNoOther() throws IOException {
        write("BUSI/images/1.png", "readme.txt");
        assertEquals("BUSI", Folder.of(root).unwrapped().name());
        write("cover.png");
        assertEquals(root, Folder.of(root).unwrapped().path(), "a picture lies beside it");
        Files.delete(root.resolve("cover.png"));
        write("other/1.png");
        assertEquals(root, Folder.of(root).unwrapped().path(), "a folder lies beside it");
    }

    @Test
    void findsFoldersAndFilesInAnyCase() throws IOException {
        write("Images/1.png", "Dataset.JSON", "train.txt", "VAL.TXT");
        Folder folder = Folder.of(root);
        assertEquals("Images", folder.folder("images").orElseThrow().name());
        assertTrue(folder.folder("masks").isEmpty());
        assertEquals(
                "Dataset.JSON",
                names(List.of(folder.file("dataset.json").orElseThrow())).get(0));
        assertEquals(List.of("VAL.TXT", "train.txt"), names(folder.files("txt")));
        assertFalse(folder.isEmpty());
        assertFalse(Folder.of(root.resolve("Images")).isEmpty());
        assertTrue(Folder.of(Files.createDirectory(root.resolve("empty"))).isEmpty());
    }

    @Test
    void summarisesWhatItHoldsForAnError() throws IOException {
        write("images/1.png", "images/2.jpg", "images/more/3.png", "a.png", "b.txt");
        assertEquals(
                "images/ (2 pictures, 1 folder), 1 picture and 1 other file directly in " + root,
                Folder.of(root).summary());
    }

    @ParameterizedTest
    @CsvSource({"a.png, a, png", "a.b.PNG, a.b, png", "noend, noend, noend", ".png, .png, png", "a., a, ''"})
    void cutsTheSuffixAfterTheLastDot(String name, String stem, String suffix) {
        assertEquals(stem, Folder.stem(Path.of("dir.d", name)));
        assertEquals(suffix, Folder.suffix(Path.of("dir.d", name)));
    }

    @Test
    void aFolderThatIsNotThereIsNamed() {
        Path missing = root.resolve("missing");
        for (Runnable listing : List.<Runnable>of(
                () -> Folder.of(missing), () -> FolderTree.of(new Folder(missing, List.of(), List.of(), List.of())))) {
            var e = assertThrows(UncheckedIOException.class, listing::run);
            assertEquals("cannot list " + missing, e.getMessage());
        }
    }
}
