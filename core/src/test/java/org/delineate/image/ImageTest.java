package org.delineate.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ImageTest {
    private static final Image GREY = Image.ofBytes(1, 2, 1, new byte[] {0, (byte) 255});
    private static final Image GREY_AS_RGB = Image.ofBytes(1, 2, 3, new byte[] {0, 0, 0, -1, -1, -1});

    @Test
    void splitsIntoPlanesOfZeroToOne() {
        Image image = Image.ofBytes(2, 1, 3, new byte[] {0, 51, 102, (byte) 153, (byte) 204, (byte) 255});
        assertArrayEquals(new float[] {0, 0.6f}, image.plane(0), 1e-6f);
        assertArrayEquals(new float[] {0.2f, 0.8f}, image.plane(1), 1e-6f);
        assertArrayEquals(new float[] {0.4f, 1}, image.plane(2), 1e-6f);
    }

    @Test
    void takesSixteenBitsAsUnsigned() {
        Image image = Image.ofShorts(1, 2, 1, new short[] {(short) 65_535, 13_107});
        assertArrayEquals(new float[] {1, 0.2f}, image.plane(0), 1e-6f);
        assertEquals(65_535, image.sample(0, 0, 0));
    }

    @Test
    void weighsGreenMostInLuminance() {
        Image image = Image.ofBytes(1, 3, 3, new byte[] {-1, 0, 0, 0, -1, 0, 0, 0, -1});
        assertArrayEquals(new float[] {0.299f, 0.587f, 0.114f}, image.luminance(), 1e-6f);
        assertArrayEquals(GREY.luminance(), GREY_AS_RGB.luminance(), 1e-6f);
    }

    @Test
    void hashesAGreyPictureAlikeInOneChannelAndThree() {
        assertEquals(GREY.pixelHash(), GREY_AS_RGB.pixelHash());
    }

    @Test
    void hashesDifferentPicturesDifferently() {
        assertNotEquals(
                GREY.pixelHash(), Image.ofBytes(2, 1, 1, new byte[] {0, -1}).pixelHash());
        assertNotEquals(
                GREY.pixelHash(), Image.ofShorts(1, 2, 1, new short[] {0, 255}).pixelHash());
        assertNotEquals(
                GREY.pixelHash(), Image.ofBytes(1, 2, 1, new byte[] {0, -2}).pixelHash());
        assertNotEquals(
                GREY.pixelHash(),
                Image.ofBytes(1, 2, 3, new byte[] {0, 0, 0, -1, -1, -2}).pixelHash());
    }

    @Test
    void rejectsSamplesThatDoNotFillTheSize() {
        assertThrows(IllegalArgumentException.class, () -> Image.ofBytes(2, 2, 1, new byte[3]));
        assertThrows(IllegalArgumentException.class, () -> Image.ofBytes(0, 2, 1, new byte[0]));
    }

    /** Of a 2 x 3 picture, from one row above and one column left of it: three rows, two columns. */
    @Test
    void aWindowKeepsBothDepthsAndIsBlackOutside() {
        Image bytes = Image.ofBytes(2, 3, 1, new byte[] {1, 2, 3, 4, 5, (byte) 200});
        Image shorts = Image.ofShorts(2, 3, 1, new short[] {1, 2, 3, 4, 5, (short) 60_000});
        for (Image image : new Image[] {bytes, shorts}) {
            Image corner = image.window(-1, -1, 3, 2);
            assertEquals(image.bits(), corner.bits());
            int[] expected = {0, 0, 0, 1, 0, 4};
            for (int i = 0; i < expected.length; i++) {
                assertEquals(expected[i], corner.sample(i / 2, i % 2, 0), "sample " + i);
            }
            assertEquals(image.sample(1, 2, 0), image.window(1, 2, 1, 1).sample(0, 0, 0));
            assertEquals(0, image.window(5, 5, 1, 1).sample(0, 0, 0), "beyond the picture");
        }
        assertEquals(60_000 / 65_535f, shorts.plane(0)[5]);
    }

    @Test
    void saysWhichSizeCannotHaveTheSamples() {
        assertEquals(
                "an image of 2x1x3 cannot have 5 samples",
                assertThrows(IllegalArgumentException.class, () -> Image.ofShorts(2, 1, 3, new short[5]))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> Image.ofBytes(1, 0, 1, new byte[0]));
        assertThrows(IllegalArgumentException.class, () -> Image.ofBytes(1, 1, 0, new byte[0]));
    }
}
