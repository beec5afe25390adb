package org.delineate.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

class OverlayTest {
    private static final int SIDE = 8;

    private static Image picture() {
        byte[] grey = new byte[SIDE * SIDE];
        for (int i = 0; i < grey.length; i++) {
            grey[i] = (byte) (3 * i);
        }
        return Image.ofBytes(SIDE, SIDE, 1, grey);
    }

    /** Lesion in columns left..right-1 of rows 2..5. */
    private static Mask band(int left, int right) {
        boolean[] lesion = new boolean[SIDE * SIDE];
        for (int y = 2; y < 6; y++) {
            Arrays.fill(lesion, y * SIDE + left, y * SIDE + right, true);
        }
        return Mask.of(SIDE, SIDE, lesion);
    }

    private static boolean blue(int rgb) {
        Color c = new Color(rgb);
        return c.getBlue() > c.getRed() + 60;
    }

    private static boolean orange(int rgb) {
        Color c = new Color(rgb);
        return c.getRed() > c.getBlue() + 60;
    }

    private static int count(BufferedImage picture, IntPredicate colour) {
        int n = 0;
        for (int rgb : picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth())) {
            n += colour.test(rgb) ? 1 : 0;
        }
        return n;
    }

    @Test
    void drawsEachOutlineWhereItsMaskEnds() {
        BufferedImage drawn = Overlay.draw(picture(), band(1, 4), band(1, 7), 800);
        assertEquals(800, drawn.getWidth());
        // the middles of columns 3 and 6, rows 2 to 5, at 100 pixels each
        assertTrue(blue(drawn.getRGB(350, 400)), "truth ends in column 3");
        int orange = 0;
        for (int y = 260; y < 540; y++) {
            orange += orange(drawn.getRGB(650, y)) ? 1 : 0;
            assertFalse(blue(drawn.getRGB(650, y)), "no truth in column 6");
        }
        assertTrue(orange > 100 && orange < 240, orange + " of 280: prediction is dashed");
        assertFalse(blue(drawn.getRGB(500, 400)) || orange(drawn.getRGB(500, 400)), "inside stays grey");
    }

    @Test
    void showsBothWhereTheyCoincide() {
        BufferedImage drawn = Overlay.draw(picture(), band(1, 6), band(1, 6), 800);
        assertTrue(count(drawn, OverlayTest::blue) > 1000 && count(drawn, OverlayTest::orange) > 1000);
    }

    @Test
    void keepsTheShapeOfThePicture() {
        Image wide = Image.ofBytes(2, 4, 1, new byte[8]);
        Mask none = Mask.of(2, 4, new boolean[8]);
        BufferedImage drawn = Overlay.draw(wide, none, none, 400);
        assertEquals(400, drawn.getWidth());
        assertEquals(200, drawn.getHeight());
        assertEquals(0, count(drawn, rgb -> (rgb & 0xffffff) != 0), "empty masks have no outline");
    }

    @Test
    void refusesAMaskOfAnotherSize() {
        Mask small = Mask.of(1, 1, new boolean[1]);
        String message = assertThrows(IllegalArgumentException.class, () -> Overlay.draw(picture(), null, small, 100))
                .getMessage();
        assertTrue(message.contains("1x1") && message.contains("8x8"), message);
    }
}
