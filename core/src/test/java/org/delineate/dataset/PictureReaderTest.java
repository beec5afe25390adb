package org.delineate.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.delineate.dataset.audit.Audit;
import org.delineate.file.BadFileException;
import org.delineate.image.Image;
import org.delineate.image.PictureCorpus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures of 6 rows and 4 columns as stored, with an orientation tag; masks are drawn on one of the two. */
class PictureReaderTest {
    private static final int HEIGHT = 6;
    private static final int WIDTH = 4;
    private static final int NORMAL = 1;
    private static final int UPSIDE_DOWN = 3;
    private static final int SIDEWAYS = 6;

    @TempDir
    Path folder;

    private void pair(String name, int tag, boolean maskIsTurned, int maskTag) throws IOException {
        Files.createDirectories(folder.resolve("images"));
        Files.createDirectories(folder.resolve("masks"));
        byte[] grey = new byte[HEIGHT * WIDTH];
        for (int i = 0; i < grey.length; i++) {
            grey[i] = (byte) (10 * i);
        }
        Files.write(folder.resolve("images/" + name + ".png"), PictureCorpus.oriented(HEIGHT, WIDTH, grey, tag));
        int height = maskIsTurned ? WIDTH : HEIGHT;
        byte[] corner = new byte[grey.length];
        corner[0] = (byte) 255;
        Files.write(
                folder.resolve("masks/" + name + ".png"),
                PictureCorpus.oriented(height, grey.length / height, corner, maskTag));
    }

    @Test
    void appliesTagsThatMasksFollow() throws IOException {
        pair("a", SIDEWAYS, true, NORMAL);
        pair("b", UPSIDE_DOWN, false, NORMAL);
        pair("c", NORMAL, false, NORMAL);
        Dataset data = Dataset.open(folder);
        Image turned = data.image(data.find("a"));
        assertEquals(WIDTH, turned.height());
        assertEquals(HEIGHT, turned.width());
        assertEquals(10 * (HEIGHT - 1) * WIDTH, turned.sample(0, 0, 0));
        assertEquals(10 * (HEIGHT * WIDTH - 1), data.image(data.find("b")).sample(0, 0, 0));
        assertEquals(0, data.image(data.find("c")).sample(0, 0, 0));
        assertTrue(data.mask(data.find("a")).at(0, 0));
        assertEquals(
                "orientation tags of 2 pictures are applied, as in viewers, and as the sizes of 1 masks tell",
                data.pictures().text());
        assertEquals(List.of(), data.pictures().cautions());
    }

    @Test
    void ignoresAllTagsWhereTheSizesOfMasksTellThatTheyWereDrawnOnStoredPixels() throws IOException {
        pair("a", SIDEWAYS, false, NORMAL);
        pair("b", UPSIDE_DOWN, false, NORMAL);
        Dataset data = Dataset.open(folder);
        assertEquals(HEIGHT, data.image(data.find("a")).height());
        assertEquals(0, data.image(data.find("b")).sample(0, 0, 0));
        assertEquals(HEIGHT, data.mask(data.find("a")).height());
        assertEquals(
                "orientation tags of 2 pictures are ignored, as the sizes of 1 masks tell",
                data.pictures().text());
        assertEquals(
                OrientationTags.IGNORED,
                Audit.of(data, (done, total) -> {}).files().orientationTags());
    }

    @Test
    void appliesTagsWithACautionWhereSizesTellNothing() throws IOException {
        for (String name : List.of("a", "b", "c", "d")) {
            pair(name, UPSIDE_DOWN, false, NORMAL);
        }
        Dataset data = Dataset.open(folder);
        assertEquals(10 * (HEIGHT * WIDTH - 1), data.image(data.find("a")).sample(0, 0, 0));
        String caution = data.pictures().cautions().get(0);
        assertTrue(caution.startsWith("4 pictures have an orientation tag, and the sizes of their masks"), caution);
        assertTrue(caution.contains(": a.png, b.png, c.png, ...; "), caution);
        Dataset stored = data.withOrientationTags(OrientationTags.IGNORED);
        assertEquals(0, stored.image(stored.find("a")).sample(0, 0, 0));
        assertEquals(List.of(), stored.pictures().cautions());
        assertEquals(
                "orientation tags of 4 pictures are ignored, as given",
                stored.pictures().text());
    }

    @Test
    void turnsMasksThatHaveTheTagOfTheirPicture() throws IOException {
        pair("a", SIDEWAYS, false, SIDEWAYS);
        pair("b", UPSIDE_DOWN, false, UPSIDE_DOWN);
        Dataset data = Dataset.open(folder);
        assertTrue(data.mask(data.find("a")).at(0, HEIGHT - 1));
        assertTrue(data.mask(data.find("b")).at(HEIGHT - 1, WIDTH - 1));
    }

    @Test
    void refusesMasksThatContradictEachOther() throws IOException {
        pair("a", SIDEWAYS, true, NORMAL);
        pair("b", SIDEWAYS, false, NORMAL);
        Dataset data = Dataset.open(folder);
        String message = assertThrows(BadFileException.class, () -> data.image(data.find("a")))
                .getMessage();
        assertTrue(
                message.contains("the masks of 1 pictures have the size of the picture as its orientation"), message);
        assertTrue(message.contains("(a.png)") && message.contains("(b.png)"), message);
        assertTrue(message.contains("--orientation applied or --orientation ignored"), message);
        Dataset applied = data.withOrientationTags(OrientationTags.APPLIED);
        String size = assertThrows(BadFileException.class, () -> applied.mask(applied.find("b")))
                .getMessage();
        assertTrue(size.contains("has 6 x 4 with its orientation tag (6, turned by 90 degrees) applied"), size);
    }

    @Test
    void saysNothingWhereNoPictureHasATag() throws IOException {
        pair("a", NORMAL, false, NORMAL);
        Dataset data = Dataset.open(folder);
        assertEquals("", data.pictures().text());
        assertEquals(List.of(), data.pictures().cautions());
    }
}
