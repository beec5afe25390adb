package org.delineate.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OtherFilesTest {
    @TempDir
    private Path folder;

    private static OtherFiles of(String... names) {
        return new OtherFiles(Stream.of(names).map(Path::of).toList());
    }

    @Test
    void countsBySuffixTheMostFrequentFirst() {
        assertEquals(
                ".npy 4 (a.npy, b.NPY, c.npy, ...), without suffix 2 (LICENSE, .x), .webp 2 (a.webp)",
                of("i/a.npy", "i/b.NPY", "i/c.npy", "i/d.npy", "i/a.webp", "m/a.webp", "LICENSE", ".x")
                        .text());
        assertEquals("", OtherFiles.NONE.text());
    }

    @Test
    void tellsPicturesInFormatsThatAreNotReadFromTexts() {
        OtherFiles all = of("a.webp", "b.nii.gz", "c.DCM", "notes.txt", "archive.gz");
        assertEquals(
                ".dcm 1 (c.DCM), .nii.gz 1 (b.nii.gz), .webp 1 (a.webp)",
                all.pictures().text());
        assertEquals(
                ".gz 1 (archive.gz), .txt 1 (notes.txt)", all.besidesPictures().text());
    }

    @Test
    void staysShortAndPrintable() {
        String text = new OtherFiles(IntStream.range(0, 1000)
                        .mapToObj(i -> Path.of("x\u001b[31m" + "y".repeat(200) + ".s" + i))
                        .toList())
                .text();
        assertTrue(text.endsWith(" and 992 with other suffixes"), text);
        assertTrue(text.length() < 1500 && text.indexOf('\u001b') < 0, text);
    }

    /** As in the folder of faults: of twelve pairs there are two each as WebP and as arrays. */
    @Test
    void areListedByADataSet() throws IOException {
        Pictures.picture(folder.resolve("images/a.png"), 8, 8, 1);
        Pictures.mask(folder.resolve("masks/a.png"), 8, 8, 1, 1, 4, 4);
        for (String name : List.of("images/b.webp", "masks/b.webp", "images/c.npy", "masks/c.npy", "README.md")) {
            Files.writeString(folder.resolve(name), name);
        }
        Files.writeString(folder.resolve("train.txt"), "a\n");
        assertEquals(
                ".npy 2 (c.npy), .webp 2 (b.webp), .md 1 (README.md)",
                Dataset.open(folder).unread().others().text());
    }
}
