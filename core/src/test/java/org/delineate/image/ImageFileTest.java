package org.delineate.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.delineate.file.BadFileException;
import org.delineate.file.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFileTest {
    @TempDir
    Path folder;

    @Test
    void recognisesTheFirstBytesAndNotTheName() throws IOException {
        Path file = folder.resolve("really a bmp.png");
        byte[] bytes = PictureCorpus.encode(PictureCorpus.Kind.GREY.draw(9, 7, new Random(1)), "bmp");
        Files.write(file, bytes);
        Image image = ImageFile.read(file);
        assertEquals(7, image.height());
        assertEquals(9, image.width());
    }

    @Test
    void dropsAlphaWithoutBlendingItIn() {
        byte[] png = new PngBytes()
                .header(2, 1, 8, 6)
                .data(new byte[] {0, 1, 2, 3, 0, 4, 5, 6, 9})
                .end();
        Image image = parse(png);
        assertEquals(3, image.channels());
        assertEquals(1, image.sample(0, 0, 0));
        assertEquals(3, image.sample(0, 0, 2));
        assertEquals(6, image.sample(0, 1, 2));
    }

    @Test
    void readsOneBitAsBlackAndWhite() {
        byte[] png = new PngBytes()
                .header(4, 1, 1, 0)
                .data(new byte[] {0, 0b0101_0000})
                .end();
        Image image = parse(png);
        assertEquals(1, image.channels());
        assertEquals(8, image.bits());
        assertEquals(0, image.sample(0, 0, 0));
        assertEquals(255, image.sample(0, 1, 0));
    }

    @Test
    void readsFourBitsOverTheFullRange() {
        byte[] png = new PngBytes()
                .header(2, 1, 4, 0)
                .data(new byte[] {0, (byte) 0x3f})
                .end();
        assertEquals(51, parse(png).sample(0, 0, 0));
        assertEquals(255, parse(png).sample(0, 1, 0));
    }

    @Test
    void expandsAPaletteToItsColours() {
        byte[] png = new PngBytes()
                .header(2, 1, 8, 3)
                .chunk("PLTE", new byte[] {10, 20, 30, 40, 50, 60})
                .data(new byte[] {0, 1, 0})
                .end();
        Image image = parse(png);
        assertEquals(3, image.channels());
        assertEquals(50, image.sample(0, 0, 1));
        assertEquals(30, image.sample(0, 1, 2));
    }

    @Test
    void ignoresWhatFollowsTheEndOfAPng() {
        byte[] png = new PngBytes().header(1, 1, 8, 0).data(new byte[] {0, 7}).end();
        byte[] longer = java.util.Arrays.copyOf(png, png.length + 9);
        assertEquals(7, parse(longer).sample(0, 0, 0));
    }

    @Test
    void writesWhatItReadsBack() {
        Random random = new Random(6);
        for (PictureCorpus.Kind kind : PictureCorpus.Kind.values()) {
            Image image =
                    SampleConversion.colours(new Decoded(kind.draw(13, 11, random), Orientation.NORMAL, List.of()));
            Path file = folder.resolve(kind + ".png");
            ImageFile.write(file, image);
            Image back = ImageFile.read(file);
            assertEquals(image.pixelHash(), back.pixelHash(), kind.name());
            assertEquals(image.channels(), back.channels(), kind.name());
            assertEquals(image.bits(), back.bits(), kind.name());
        }
    }

    @Test
    void showsGreyAsEqualColoursAndSixteenBitsAsTheirUpperEight() {
        BufferedImage grey = ImageFile.toBufferedImage(Image.ofBytes(1, 2, 1, new byte[] {5, (byte) 200}));
        assertEquals(0xff050505, grey.getRGB(0, 0));
        assertEquals(0xffc8c8c8, grey.getRGB(1, 0));
        BufferedImage deep = ImageFile.toBufferedImage(Image.ofShorts(1, 1, 3, new short[] {0, 257, -1}));
        assertEquals(0xff0001ff, deep.getRGB(0, 0));
    }

    @Test
    void refusesAFileLongerThanTheLimit() throws IOException {
        Path file = folder.resolve("long.png");
        Files.write(
                file, new PngBytes().header(1, 1, 8, 0).data(new byte[] {0, 7}).end());
        Limits tight = new Limits(
                Limits.DEFAULT.folders(),
                new Limits.PictureLimits(50, 10, 100, 1000, 1000, 1),
                Limits.DEFAULT.dicom(),
                Limits.DEFAULT.texts(),
                Limits.DEFAULT.tensors(),
                Limits.DEFAULT.checkpoints(),
                Limits.DEFAULT.pages(),
                Limits.DEFAULT.server());
        BadFileException e = assertThrows(BadFileException.class, () -> ImageFile.read(file, tight));
        assertTrue(
                e.getMessage().contains(Files.size(file) + " bytes; a picture file has at most 50; is this"),
                e.getMessage());
    }

    @Test
    void distinguishesAMissingFileFromABadOne() {
        Path file = folder.resolve("none.png");
        UncheckedIOException e = assertThrows(UncheckedIOException.class, () -> ImageFile.read(file));
        assertTrue(e.getMessage().contains("none.png"), e.getMessage());
        assertThrows(UncheckedIOException.class, () -> ImageFile.read(folder));
    }

    @Test
    void hashesPixelsAndNotFiles() {
        BufferedImage picture = PictureCorpus.Kind.GREY.draw(9, 7, new Random(1));
        Image png = parse(PictureCorpus.encode(picture, "png"));
        Image bmp = parse(PictureCorpus.encode(picture, "bmp"));
        assertEquals(png.pixelHash(), bmp.pixelHash());
    }

    private static Image parse(byte[] bytes) {
        return ImageFile.parse(bytes, Path.of("x"), Limits.DEFAULT);
    }
}
