package org.delineate.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.delineate.file.BadFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaskFileTest {
    @TempDir
    Path folder;

    @Test
    void takesGreyAbove127AsLesion() {
        MaskFile file = grey(0, 127, 128, 255);
        assertLesion(file, false, false, true, true);
        assertEquals(0.5, file.intermediateShare());
    }

    @Test
    void takesOneAsLesionWhereItIsTheGreatestValue() {
        MaskFile file = grey(0, 1, 1, 0);
        assertLesion(file, false, true, true, false);
        assertEquals(0, file.intermediateShare());
    }

    @Test
    void takesOneAsBackgroundWhereGreaterValuesExist() {
        assertLesion(grey(0, 1, 7, 248), false, false, false, true);
    }

    @Test
    void readsAnEmptyMask() {
        assertTrue(grey(0, 0, 0).mask().isEmpty());
        assertEquals(0, grey(0, 0, 0).intermediateShare());
    }

    @Test
    void takesSixteenBitsAnalogously() {
        assertLesion(deep(0, 32_767, 32_768, 65_535), false, false, true, true);
        assertEquals(0.5, deep(0, 32_767, 32_768, 65_535).intermediateShare());
        assertLesion(deep(0, 1), false, true);
        assertLesion(deep(0, 255, 100), false, true, false);
        assertEquals(0, deep(0, 255, 0).intermediateShare());
    }

    @Test
    void takesOneBitAsBlackAndWhite() {
        MaskFile file = read(new PngBytes()
                .header(3, 1, 1, 0)
                .data(new byte[] {0, 0b0100_0000})
                .end());
        assertLesion(file, false, true, false);
        assertEquals(0, file.intermediateShare());
    }

    @Test
    void takesTheLuminanceOfColours() {
        byte[] rows = {0, 0, 0, 0, -1, -1, -1, 0, -1, 0, -1, 0, 0};
        MaskFile file = read(new PngBytes().header(4, 1, 8, 2).data(rows).end());
        assertLesion(file, false, true, true, false);
        assertEquals(0.5, file.intermediateShare());
    }

    @Test
    void dropsAlpha() {
        byte[] rows = {0, 0, 0, 0, -1, -1, -1, -1, 0};
        assertLesion(read(new PngBytes().header(2, 1, 8, 6).data(rows).end()), false, true);
        assertLesion(
                read(new PngBytes()
                        .header(2, 1, 8, 4)
                        .data(new byte[] {0, 0, -1, -1, 0})
                        .end()),
                false,
                true);
    }

    @Test
    void takesTheIndexOfAPaletteOfColours() {
        MaskFile file = palette(new int[] {0x000000, 0x800000, 0x008000}, 0, 1, 1);
        assertLesion(file, false, true, true);
        assertEquals(0, file.intermediateShare());
        int[] many = new int[256];
        many[1] = 0x800000;
        many[255] = 0xe0e0c0;
        assertLesion(palette(many, 0, 255), false, true);
    }

    @Test
    void takesTheGreyOfAPaletteOfGreys() {
        MaskFile file = palette(new int[] {0xffffff, 0x000000}, 0, 1);
        assertLesion(file, true, false);
        assertEquals(0, file.intermediateShare());
    }

    /** Masks are stored as JPEG in the wild: the edges ring, and the share says so. */
    @Test
    void readsAJpegMaskAndReportsItsLoss() throws IOException {
        BufferedImage disc = new BufferedImage(64, 64, BufferedImage.TYPE_BYTE_GRAY);
        boolean[] lesion = new boolean[64 * 64];
        for (int i = 0; i < lesion.length; i++) {
            lesion[i] = Math.hypot(i % 64 - 31.5, i / 64 - 31.5) < 20;
            disc.getRaster().setSample(i % 64, i / 64, 0, lesion[i] ? 255 : 0);
        }
        MaskFile file = read(PictureCorpus.encode(disc, "jpeg", p -> {
            p.setCompressionMode(javax.imageio.ImageWriteParam.MODE_EXPLICIT);
            p.setCompressionQuality(0.9f);
        }));
        assertEquals(Mask.of(64, 64, lesion), file.mask());
        assertTrue(file.intermediateShare() > 0.05 && file.intermediateShare() < 1, "" + file.intermediateShare());
    }

    @Test
    void writesWhatItReadsBack() {
        Random random = new Random(8);
        boolean[] lesion = new boolean[17 * 9];
        for (int i = 0; i < lesion.length; i++) {
            lesion[i] = random.nextBoolean();
        }
        Path file = folder.resolve("new/folder/mask.png");
        MaskFile.write(file, Mask.of(17, 9, lesion));
        assertEquals(new MaskFile(Mask.of(17, 9, lesion), 0), MaskFile.read(file));
        Image picture = ImageFile.read(file);
        assertEquals(1, picture.channels());
        assertEquals(8, picture.bits());
        assertEquals(lesion[0] ? 255 : 0, picture.sample(0, 0, 0));
    }

    @Test
    void refusesADamagedMask() {
        byte[] png = new PngBytes().header(3, 1, 8, 0).data(new byte[4]).open();
        assertThrows(BadFileException.class, () -> read(png));
    }

    private static void assertLesion(MaskFile file, boolean... expected) {
        assertArrayEquals(expected, file.mask().toArray());
    }

    private MaskFile grey(int... values) {
        ByteBuffer row = ByteBuffer.allocate(1 + values.length).put((byte) 0);
        for (int value : values) {
            row.put((byte) value);
        }
        return read(
                new PngBytes().header(values.length, 1, 8, 0).data(row.array()).end());
    }

    private MaskFile deep(int... values) {
        ByteBuffer row = ByteBuffer.allocate(1 + 2 * values.length).put((byte) 0);
        for (int value : values) {
            row.putShort((short) value);
        }
        return read(
                new PngBytes().header(values.length, 1, 16, 0).data(row.array()).end());
    }

    private MaskFile palette(int[] colours, int... indices) {
        ByteBuffer plte = ByteBuffer.allocate(3 * colours.length);
        for (int rgb : colours) {
            plte.put((byte) (rgb >> 16)).put((byte) (rgb >> 8)).put((byte) rgb);
        }
        ByteBuffer row = ByteBuffer.allocate(1 + indices.length).put((byte) 0);
        for (int index : indices) {
            row.put((byte) index);
        }
        return read(new PngBytes()
                .header(indices.length, 1, 8, 3)
                .chunk("PLTE", plte.array())
                .data(row.array())
                .end());
    }

    private MaskFile read(byte[] bytes) {
        Path file = folder.resolve("mask");
        try {
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return MaskFile.read(file);
    }
}
