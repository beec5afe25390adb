package org.delineate.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OverlayFileTest {
    private static final int SIDE = 256;

    private static Image grey(int channels) {
        byte[] samples = new byte[SIDE * SIDE * channels];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (byte) (i / channels % SIDE);
        }
        return Image.ofBytes(SIDE, SIDE, channels, samples);
    }

    private static Mask disc() {
        boolean[] lesion = new boolean[SIDE * SIDE];
        for (int i = 0; i < lesion.length; i++) {
            lesion[i] = Math.hypot(i % SIDE - 120, i / SIDE - 110) < 60;
        }
        return Mask.of(SIDE, SIDE, lesion);
    }

    private static BufferedImage drawn(Image image, Mask mask) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(OverlayFile.png(image, mask)));
    }

    private static int part(BufferedImage picture, int x, int y, int shift) {
        return picture.getRGB(x, y) >> shift & 0xff;
    }

    @Test
    void greysAreThoseOfThePictureGiveOrTakeOne() throws IOException {
        for (int channels : new int[] {1, 3}) {
            BufferedImage drawn = drawn(grey(channels), Mask.of(SIDE, SIDE, new boolean[SIDE * SIDE]));
            for (int x = 0; x < SIDE; x++) {
                for (int shift = 0; shift <= 16; shift += 8) {
                    assertEquals(x, part(drawn, x, 100, shift), 1);
                }
            }
        }
    }

    /** The same lines as the drawing of a report, up to their edges and the places of the dashes. */
    @Test
    void theOutlineIsDrawnWhereAReportDrawsIt() throws IOException {
        BufferedImage drawn = drawn(grey(1), disc());
        BufferedImage report = Overlay.draw(grey(1), null, disc(), SIDE);
        int orange = 0;
        int orangeOfReport = 0;
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                double fromOutline = Math.abs(Math.hypot(x - 120, y - 110) - 59.5);
                boolean differs =
                        Math.abs(part(drawn, x, y, 0) - x) > 1 || part(drawn, x, y, 16) != part(drawn, x, y, 0);
                assertTrue(!differs || fromOutline < 4, x + ", " + y);
                assertTrue(
                        fromOutline > 0.7 || part(drawn, x, y, 0) < 0.8 * x + 2, "the halo is dark: " + x + ", " + y);
                orange += part(drawn, x, y, 16) > part(drawn, x, y, 0) + 60 ? 1 : 0;
                orangeOfReport += part(report, x, y, 16) > part(report, x, y, 0) + 60 ? 1 : 0;
            }
        }
        assertEquals(orangeOfReport, orange, 0.15 * orangeOfReport);
    }

    @Test
    void coloursStayAsTheyAre() throws IOException {
        byte[] samples = new byte[SIDE * SIDE * 3];
        IntStream.range(0, samples.length).forEach(i -> samples[i] = (byte) (i * 31));
        Image colours = Image.ofBytes(SIDE, SIDE, 3, samples);
        BufferedImage drawn = drawn(colours, disc());
        Contour outline = Contour.of(disc()).get(0);
        assertEquals(0xffffa000, drawn.getRGB(outline.x()[0], outline.y()[0]), "a dash begins");
        for (int x = 0; x < SIDE; x++) {
            for (int c = 0; c < 3; c++) {
                assertEquals(colours.sample(250, x, c), part(drawn, x, 250, 16 - 8 * c));
            }
        }
    }

    @Test
    void aLesionOfOnePixelInTheCornerIsSeen() throws IOException {
        boolean[] lesion = new boolean[SIDE * SIDE];
        lesion[lesion.length - 1] = true;
        BufferedImage drawn = drawn(grey(1), Mask.of(SIDE, SIDE, lesion));
        assertTrue(part(drawn, SIDE - 1, SIDE - 1, 16) > part(drawn, SIDE - 1, SIDE - 1, 0) + 60);
    }

    @Test
    void deepPicturesAreScaledByTheirWhite(@TempDir Path folder) throws IOException {
        short[] samples = new short[SIDE * SIDE];
        Arrays.fill(samples, (short) 4095);
        Image deep = Image.ofShorts(SIDE, SIDE, 1, samples).withWhite(4095);
        Path file = folder.resolve("new").resolve("o.png");
        OverlayFile.write(file, deep, disc());
        assertEquals(255, part(ImageIO.read(file.toFile()), 0, 0, 0));
        try (var files = Files.list(file.getParent())) {
            assertEquals(1, files.count(), "no temporary file is left");
        }
    }

    @Test
    void refusesAMaskOfAnotherSize() {
        Mask small = Mask.of(1, 1, new boolean[1]);
        assertThrows(IllegalArgumentException.class, () -> OverlayFile.png(grey(1), small));
    }
}
