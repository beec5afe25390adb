package org.delineate.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.awt.image.BufferedImage;
import java.util.List;
import org.junit.jupiter.api.Test;

class LesionTest {
    private static Mask mask(String... rows) {
        boolean[] lesion = new boolean[rows.length * rows[0].length()];
        for (int i = 0; i < lesion.length; i++) {
            lesion[i] = rows[i / rows[0].length()].charAt(i % rows[0].length()) == '#';
        }
        return Mask.of(rows.length, rows[0].length(), lesion);
    }

    @Test
    void measuresEachRegionTheLargestFirst() {
        List<Lesion> lesions = Lesion.of(mask("#.......", "....###.", "....###.", "....###.", "........"));
        assertEquals(2, lesions.size());
        Lesion square = lesions.get(0);
        assertEquals(9, square.areaPx());
        assertEquals(new Lesion.Box(4, 1, 3, 3), square.box());
        assertEquals(5, square.centreX());
        assertEquals(2, square.centreY());
        assertEquals(Math.sqrt(18), square.longestPx(), 1e-12);
        assertEquals(Math.sqrt(18), square.acrossPx(), 1e-12);
        Lesion pixel = lesions.get(1);
        assertEquals(1, pixel.areaPx());
        assertEquals(Math.sqrt(2), pixel.longestPx(), 1e-12);
    }

    @Test
    void aLineIsLongAndThin() {
        Lesion line = Lesion.of(mask("##########")).get(0);
        assertEquals(10, line.areaPx());
        assertEquals(Math.hypot(10, 1), line.longestPx(), 1e-12);
        assertEquals(2 * 10 / Math.hypot(10, 1), line.acrossPx(), 1e-12);
    }

    @Test
    void leavesHolesOutAndFindsWhatLiesInThem() {
        List<Lesion> lesions = Lesion.of(mask("#####", "#...#", "#.#.#", "#...#", "#####"));
        assertEquals(List.of(16, 1), lesions.stream().map(Lesion::areaPx).toList());
        assertEquals(new Lesion.Box(0, 0, 5, 5), lesions.get(0).box());
        assertEquals(2, lesions.get(1).centreX());
    }

    @Test
    void anEmptyMaskHasNone() {
        assertEquals(List.of(), Lesion.of(mask("...", "...")));
    }

    @Test
    void aDiscIsAsLongAsWide() {
        int side = 101;
        boolean[] disc = new boolean[side * side];
        for (int i = 0; i < disc.length; i++) {
            disc[i] = Math.hypot(i % side - 50, i / side - 50) <= 40;
        }
        Lesion lesion = Lesion.of(Mask.of(side, side, disc)).get(0);
        assertEquals(81, lesion.longestPx(), 0.7);
        assertEquals(81, lesion.acrossPx(), 0.7);
        assertEquals(Math.PI * 40 * 40, lesion.areaPx(), 30);
    }

    /** What a program has in memory is read as from a file, and stays as it is. */
    @Test
    void aPictureInMemoryIsTakenOver() {
        for (int type : new int[] {
            BufferedImage.TYPE_INT_RGB,
            BufferedImage.TYPE_3BYTE_BGR,
            BufferedImage.TYPE_INT_ARGB,
            BufferedImage.TYPE_4BYTE_ABGR
        }) {
            BufferedImage picture = new BufferedImage(3, 2, type);
            picture.setRGB(1, 1, 0xff102030);
            Image image = ImageFile.of(picture);
            assertEquals(3, image.channels());
            assertArrayEquals(
                    new int[] {0x10, 0x20, 0x30},
                    new int[] {image.sample(1, 1, 0), image.sample(1, 1, 1), image.sample(1, 1, 2)});
            assertEquals(0xff102030, picture.getRGB(1, 1), "type " + type);
        }
        BufferedImage grey = new BufferedImage(2, 2, BufferedImage.TYPE_USHORT_GRAY);
        grey.getRaster().setSample(1, 0, 0, 40_000);
        assertEquals(40_000, ImageFile.of(grey).sample(0, 1, 0));
        grey.getRaster().setSample(1, 0, 0, 1);
        assertEquals(1, ImageFile.of(grey).channels());
    }

    @Test
    void refusesSamplesThatAreNoIntegersOf16Bits() {
        java.awt.image.SampleModel floats = new java.awt.image.PixelInterleavedSampleModel(
                java.awt.image.DataBuffer.TYPE_FLOAT, 2, 2, 1, 2, new int[] {0});
        java.awt.image.ColorModel model = new java.awt.image.ComponentColorModel(
                java.awt.color.ColorSpace.getInstance(java.awt.color.ColorSpace.CS_GRAY),
                false,
                false,
                java.awt.Transparency.OPAQUE,
                java.awt.image.DataBuffer.TYPE_FLOAT);
        BufferedImage picture = new BufferedImage(
                model, java.awt.image.Raster.createWritableRaster(floats, new java.awt.Point()), false, null);
        String message = assertThrows(IllegalArgumentException.class, () -> ImageFile.of(picture))
                .getMessage();
        assertEquals(
                "samples are integers of 8 or 16 bits, not 32 bits of data type 4; scale the picture to 16 bits",
                message);
    }
}
