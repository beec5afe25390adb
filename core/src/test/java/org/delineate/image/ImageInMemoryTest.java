package org.delineate.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;

class ImageInMemoryTest {
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
