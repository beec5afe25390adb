package org.delineate.serve.work;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.delineate.file.Limits;
import org.delineate.image.Image;
import org.delineate.image.ImageFile;
import org.delineate.image.Mask;
import org.delineate.png.Png;

/** Reads and writes masks and probabilities as PNG. */
public final class Masks {
    private static final int WHITE = 255;

    private Masks() {}

    /** Writes 0 and 255. */
    public static byte[] png(Mask mask) {
        byte[] samples = new byte[mask.height() * mask.width()];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = mask.at(i) ? (byte) WHITE : 0;
        }
        return grey(samples, mask.height(), mask.width());
    }

    /** Writes probabilities as 0 to 255. */
    public static byte[] heat(float[] probability, int height, int width) {
        byte[] samples = new byte[probability.length];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (byte) Math.round(probability[i] * WHITE);
        }
        return grey(samples, height, width);
    }

    private static byte[] grey(byte[] samples, int height, int width) {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        byte[] raster = ((DataBufferByte) picture.getRaster().getDataBuffer()).getData();
        System.arraycopy(samples, 0, raster, 0, samples.length);
        return Png.encode(picture);
    }

    /**
     * Reads a mask that a page sent: what is not black is lesion.
     *
     * @throws IllegalArgumentException where it is of another size than the picture
     * @throws org.delineate.file.BadFileException where it is no picture or damaged
     */
    public static Mask read(InputStream in, int width, int height) throws IOException {
        long most = Limits.DEFAULT.pictures().fileBytes();
        byte[] bytes = in.readNBytes((int) most + 1);
        Image image = ImageFile.parse(bytes, Path.of("mask"), Limits.DEFAULT);
        if (image.width() != width || image.height() != height) {
            throw new IllegalArgumentException("the mask has " + image.width() + " x " + image.height()
                    + " pixels, the picture " + width + " x " + height);
        }
        boolean[] lesion = new boolean[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < image.channels(); c++) {
                    lesion[y * width + x] |= image.sample(y, x, c) != 0;
                }
            }
        }
        return Mask.of(height, width, lesion);
    }

    /** Reads a mask that was kept. */
    public static Mask stored(byte[] png) {
        Image image = ImageFile.parse(png, Path.of("mask"), Limits.DEFAULT);
        boolean[] lesion = new boolean[image.width() * image.height()];
        for (int i = 0; i < lesion.length; i++) {
            lesion[i] = image.sample(i / image.width(), i % image.width(), 0) != 0;
        }
        return Mask.of(image.height(), image.width(), lesion);
    }
}
