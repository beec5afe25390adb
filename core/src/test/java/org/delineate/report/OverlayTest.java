package org.delineate.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.delineate.image.Image;
import org.delineate.image.Mask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OverlayTest {
    @TempDir
    Path folder;

    private static boolean blue(int rgb) {
        Color c = new Color(rgb);
        return c.getBlue() > c.getRed() + 60;
    }

    private static boolean orange(int rgb) {
        Color c = new Color(rgb);
        return c.getRed() > c.getBlue() + 60;
    }

    private static int count(BufferedImage picture, java.util.function.IntPredicate colour) {
        int n = 0;
        for (int rgb : picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth())) {
            n += colour.test(rgb) ? 1 : 0;
        }
        return n;
    }

    @Test
    void drawsEachOutlineWhereItsMaskEnds() {
        BufferedImage drawn = Overlay.draw(Examples.picture(), Examples.band(1, 4), Examples.band(1, 7), 800);
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
        BufferedImage drawn = Overlay.draw(Examples.picture(), Examples.band(1, 6), Examples.band(1, 6), 800);
        assertTrue(count(drawn, OverlayTest::blue) > 1000 && count(drawn, OverlayTest::orange) > 1000);
    }

    @Test
    void keepsTheShapeOfThePicture() {
        Image wide = Image.ofBytes(2, 4, 1, new byte[8], "");
        Mask none = Mask.of(2, 4, new boolean[8]);
        BufferedImage drawn = Overlay.draw(wide, none, none, 400);
        assertEquals(400, drawn.getWidth());
        assertEquals(200, drawn.getHeight());
        assertEquals(0, count(drawn, rgb -> (rgb & 0xffffff) != 0), "empty masks have no outline");
    }

    @Test
    void writesALegendBelow() throws IOException {
        Path png = folder.resolve("overlay.png");
        Overlay.write(png, Examples.picture(), Examples.band(1, 4), Examples.band(1, 6));
        BufferedImage both = ImageIO.read(png.toFile());
        assertTrue(both.getHeight() > Examples.SIDE);
        BufferedImage legend =
                both.getSubimage(0, Examples.SIDE + 4, both.getWidth(), both.getHeight() - Examples.SIDE - 4);
        assertTrue(count(legend, OverlayTest::blue) > 20 && count(legend, OverlayTest::orange) > 20);
        Overlay.write(png, Examples.picture(), null, Examples.band(1, 6));
        assertEquals(0, count(ImageIO.read(png.toFile()), OverlayTest::blue), "no truth known, none in the legend");
    }

    @Test
    void refusesAMaskOfAnotherSize() {
        Mask small = Mask.of(1, 1, new boolean[1]);
        String message = assertThrows(
                        IllegalArgumentException.class, () -> Overlay.draw(Examples.picture(), null, small, 100))
                .getMessage();
        assertTrue(message.contains("1x1") && message.contains("8x8"), message);
    }
}
