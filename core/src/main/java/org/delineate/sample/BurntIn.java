package org.delineate.sample;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.delineate.image.Image;
import org.delineate.image.ImageFile;
import org.delineate.image.Mask;
import org.delineate.random.SplitMix64;

/**
 * Draws into pictures what machines write over them, in white and without antialiasing. Characters are made of the
 * seven strokes of a digital display: no font of the machine changes a result.
 */
final class BurntIn {
    /** Strokes of each character, one bit each: top, upper right, lower right, bottom, lower left, upper left, middle. */
    private static final Map<Character, Integer> STROKES = Map.ofEntries(
            Map.entry('0', 0x3f),
            Map.entry('1', 0x06),
            Map.entry('2', 0x5b),
            Map.entry('3', 0x4f),
            Map.entry('4', 0x66),
            Map.entry('5', 0x6d),
            Map.entry('6', 0x7d),
            Map.entry('7', 0x07),
            Map.entry('8', 0x7f),
            Map.entry('9', 0x6f),
            Map.entry('L', 0x38),
            Map.entry('E', 0x79),
            Map.entry('F', 0x71),
            Map.entry('t', 0x78),
            Map.entry('d', 0x5e),
            Map.entry('P', 0x73),
            Map.entry('H', 0x76),
            Map.entry('c', 0x58),
            Map.entry('-', 0x40),
            Map.entry(' ', 0x00));

    /** Ends of the strokes in halves of a character's height: x, y, x, y. */
    private static final int[][] ENDS = {
        {0, 0, 1, 0}, {1, 0, 1, 1}, {1, 1, 1, 2}, {0, 2, 1, 2}, {0, 1, 0, 2}, {0, 0, 0, 1}, {0, 1, 1, 1}
    };

    private BurntIn() {}

    /** The picture as Java2D draws into it: grey or RGB, 8 bits. */
    static BufferedImage drawable(Image image) {
        boolean grey = image.channels() == 1;
        BufferedImage drawable = new BufferedImage(
                image.width(), image.height(), grey ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR);
        WritableRaster raster = drawable.getRaster();
        for (int c = 0; c < raster.getNumBands(); c++) {
            float[] plane = image.plane(c);
            for (int i = 0; i < plane.length; i++) {
                raster.setSample(i % image.width(), i / image.width(), c, Math.round(255 * plane[i]));
            }
        }
        return drawable;
    }

    /** The picture written as JPEG and read again. */
    static BufferedImage jpeg(BufferedImage picture, float quality) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            ImageWriteParam how = writer.getDefaultWriteParam();
            how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            how.setCompressionQuality(quality);
            writer.setOutput(out);
            writer.write(null, new IIOImage(picture, null, null), how);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        try {
            return ImageIO.read(new ByteArrayInputStream(bytes.toByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Crosses at the ends of the lesion, across and down, with dotted lines between.
     *
     * @param truth null where they lie anywhere, as in a picture without a lesion
     */
    static Image callipers(Image image, Mask truth, SplitMix64 random) {
        BufferedImage picture = drawable(image);
        int h = image.height();
        int w = image.width();
        int[][] ends = truth == null || truth.isEmpty() ? anywhere(h, w, random) : ends(truth);
        Graphics2D pen = pen(picture);
        int arm = Math.max(2, Math.min(h, w) / 50);
        float dot = Math.max(1, Math.min(h, w) / 200f);
        for (int[] end : ends) {
            pen.drawLine(end[0] - arm, end[1], end[0] + arm, end[1]);
            pen.drawLine(end[0], end[1] - arm, end[0], end[1] + arm);
        }
        pen.setStroke(
                new BasicStroke(dot, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 1, new float[] {dot, 4 * dot}, 0));
        pen.drawLine(ends[0][0], ends[0][1], ends[1][0], ends[1][1]);
        pen.drawLine(ends[2][0], ends[2][1], ends[3][0], ends[3][1]);
        pen.dispose();
        return ImageFile.of(picture);
    }

    private static Graphics2D pen(BufferedImage picture) {
        Graphics2D pen = picture.createGraphics();
        pen.setColor(Color.WHITE);
        pen.setStroke(new BasicStroke(Math.max(1, Math.min(picture.getHeight(), picture.getWidth()) / 250f)));
        return pen;
    }

    /** The leftmost, rightmost, uppermost and lowermost pixel: x, y. */
    private static int[][] ends(Mask truth) {
        int[][] ends = new int[4][];
        int w = truth.width();
        for (int i = 0; i < truth.height() * w; i++) {
            if (truth.at(i)) {
                int[] here = {i % w, i / w};
                ends[0] = ends[0] == null || here[0] < ends[0][0] ? here : ends[0];
                ends[1] = ends[1] == null || here[0] > ends[1][0] ? here : ends[1];
                ends[2] = ends[2] == null ? here : ends[2];
                ends[3] = here;
            }
        }
        return ends;
    }

    private static int[][] anywhere(int h, int w, SplitMix64 random) {
        int x = w / 4 + random.below(Math.max(1, w / 2));
        int y = h / 4 + random.below(Math.max(1, h / 2));
        return new int[][] {{x - w / 8, y}, {x + w / 8, y}, {x, y - h / 8}, {x, y + h / 8}};
    }

    /** Settings in two corners, a line below, and a scale of depth at the right. */
    static Image text(Image image) {
        BufferedImage picture = drawable(image);
        int h = image.height();
        int w = image.width();
        int size = Math.max(2, Math.min(h, w) / 40); // half of a character
        Graphics2D pen = pen(picture);
        write(pen, "LEFt 10 H", size, size, size);
        write(pen, "dEPtH 38", size, 5 * size, size);
        write(pen, "12 - 05 - 2021", w - 14 * 2 * size, size, size);
        write(pen, "1 d 17-4   2 d 9-8", size, h - 4 * size, size);
        for (int tick = 1; tick < 10; tick++) {
            int length = tick % 5 == 0 ? 2 * size : size;
            pen.drawLine(w - 1 - length, tick * h / 10, w - 1, tick * h / 10);
        }
        pen.dispose();
        return ImageFile.of(picture);
    }

    private static void write(Graphics2D pen, String text, int left, int top, int half) {
        int x = left;
        for (char c : text.toCharArray()) {
            int strokes = STROKES.get(c);
            for (int s = 0; s < ENDS.length; s++) {
                int[] e = ENDS[s];
                if ((strokes >> s & 1) == 1) {
                    pen.drawLine(x + e[0] * half, top + e[1] * half, x + e[2] * half, top + e[3] * half);
                }
            }
            x += 2 * half;
        }
    }
}
