package org.delineate.dataset;

import static org.delineate.dataset.Pictures.mask;
import static org.delineate.dataset.Pictures.picture;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.delineate.file.BadFileException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestTableTest {
    @TempDir
    Path folder;

    @BeforeEach
    void writePictures() {
        for (String file : List.of("a/x, y.png", "b/x, y.png", "b/z.png")) {
            picture(folder.resolve(file), 8, 9, file.hashCode());
        }
        mask(folder.resolve("m/1.png"), 8, 9, 0, 0, 2, 2);
        mask(folder.resolve("m/2.png"), 8, 9, 4, 4, 7, 7);
    }

    private void manifest(String... rows) throws IOException {
        Files.writeString(folder.resolve("manifest.csv"), String.join("\r\n", rows) + "\r\n");
    }

    @Test
    void readsEveryColumn() throws IOException {
        manifest(
                "\uFEFFImage,Mask,group,split,class,age",
                "\"a/x, y.png\",m/1.png; m/2.png,p1,train,benign,40",
                "\"b/x, y.png\",,p1,validation,normal,41");
        Dataset data = Dataset.open(folder);
        assertEquals("manifest", data.layout());
        Case c = data.find("a/x, y");
        assertEquals(13, data.mask(c).areaPx());
        assertEquals(List.of("p1", "train", "benign"), List.of(c.group(), c.part(), c.label()));
        assertTrue(data.mask(data.find("b/x, y")).isEmpty());
        assertEquals("val", data.find("b/x, y").part());
        assertTrue(data.remarks().get(0).contains("age"), data.remarks()::toString);
    }

    /** A row that lists one of two masks is a mistake that would cost half of the lesion. */
    @Test
    void findsMasksOfAListedImageThatNoRowLists() throws IOException {
        for (String file : List.of("b/z_mask.png", "b/z_mask_1.png", "b/z_mask_2.png", "b/zz_mask.png", "m/1_1.png")) {
            mask(folder.resolve(file), 8, 9, 0, 0, 2, 2);
        }
        manifest("image,mask", "b/z.png,b/z_mask.png");
        assertEquals(
                List.of(folder.resolve("b/z_mask_1.png"), folder.resolve("b/z_mask_2.png")),
                Dataset.open(folder).unread().masks());
        manifest("image,mask", "b/z.png,b/z_mask_1.png");
        assertEquals(
                List.of(folder.resolve("b/z_mask.png"), folder.resolve("b/z_mask_2.png")),
                Dataset.open(folder).unread().masks());
        manifest("image,mask", "b/z.png,b/z_mask.png;b/z_mask_1.png;b/z_mask_2.png");
        assertEquals(List.of(), Dataset.open(folder).unread().masks());
        manifest("image,mask", "b/z.png,m/1.png");
        assertEquals(
                List.of(folder.resolve("m/1_1.png")),
                Dataset.open(folder).unread().masks());
        picture(folder.resolve("b/1_1.png"), 8, 9, 1); // the mask of another picture then
        assertEquals(List.of(), Dataset.open(folder).unread().masks());
    }

    @Test
    void namesTheRowOfAMissingFile() throws IOException {
        manifest("image,mask", "b/z.png,m/1.png", "b/z2.png,m/2.png");
        String message =
                assertThrows(BadFileException.class, () -> Dataset.open(folder)).getMessage();
        assertTrue(message.contains("row 3") && message.contains("b/z2.png"), message);
    }

    @Test
    void refusesAPictureThatStandsTwice() throws IOException {
        manifest("image,mask", "b/z.png,m/1.png", "b/z.png,m/2.png");
        assertThrows(BadFileException.class, () -> Dataset.open(folder));
    }

    @Test
    void refusesUnknownSplitsMissingColumnsAndShortRows() throws IOException {
        manifest("image,mask,split", "b/z.png,m/1.png,holdout");
        assertTrue(message().contains("holdout"));
        manifest("image,label", "b/z.png,m/1.png");
        assertTrue(message().contains("[mask]"));
        manifest("image,mask", "b/z.png");
        assertTrue(message().contains("row 2 has 1 cells"));
        manifest("image,mask");
        assertTrue(message().contains("no picture"));
        manifest("image,mask", "\"b/z.png,m/1.png");
        assertTrue(message().contains("no valid table"));
    }

    private String message() {
        return assertThrows(BadFileException.class, () -> Dataset.open(folder)).getMessage();
    }

    /** Cells that are no file at all: the row is named, as for a file that is not there. */
    @Test
    void namesTheRowOfACellThatIsNoFile() throws IOException {
        for (String cell : List.of("", "/", ".", "..", "b", "b/\0.png")) {
            manifest("image,mask", "b/z.png,m/1.png", cell + ",m/2.png");
            assertTrue(
                    message()
                            .contains("row 3 names a file that does not exist: \"" + cell.replace('\0', '?')
                                    + "\"; paths are"),
                    message());
        }
        manifest("image,mask", "b/z.png,m/1.png;/");
        assertTrue(message().contains("row 2 names a file that does not exist: \"/\""), message());
    }

    @Test
    void nearbyPicturesKeepShortNamesWhereTheyDiffer() throws IOException {
        picture(folder.resolve("top.png"), 8, 9, 5);
        manifest("image,mask", "top.png,m/1.png", "b/z.png,m/1.png");
        assertEquals(
                List.of("top", "z"),
                Dataset.open(folder).cases().stream().map(Case::name).toList());
        manifest("image,mask", "top.png,m/1.png", "\"a/x, y.png\",m/1.png", "\"b/x, y.png\",m/1.png");
        assertEquals(
                List.of("a/x, y", "b/x, y", "top"),
                Dataset.open(folder).cases().stream().map(Case::name).toList());
    }
}
