package org.delineate.dataset;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;

/** Writes small pictures and masks for tests. */
public final class Pictures {
    private Pictures() {}

    /** A grey picture of smooth blobs, the same for the same seed; the suffix of the file decides the format. */
    public static Path picture(Path file, int height, int width, long seed) {
        return write(file, blobs(height, width, seed));
    }

    /** A mask: white inside the box, black outside. */
    public static Path mask(Path file, int height, int width, int top, int left, int bottom, int right) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
                image.getRaster().setSample(x, y, 0, 255);
            }
        }
        return write(file, image);
    }

    public static BufferedImage blobs(int height, int width, long seed) {
        Random random = new Random(seed);
        double[] blob = random.doubles(60).toArray();
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double value = 0;
                for (int b = 0; b < blob.length; b += 4) {
                    double dy = (double) y / height - blob[b];
                    double dx = (double) x / width - blob[b + 1];
                    double radius = 0.05 + 0.2 * blob[b + 2];
                    value += (blob[b + 3] - 0.3) * Math.exp(-(dy * dy + dx * dx) / (radius * radius));
                }
                image.getRaster().setSample(x, y, 0, (int) Math.max(0, Math.min(255, 90 + 120 * value)));
            }
        }
        return image;
    }

    public static Path write(Path file, BufferedImage image) {
        try {
            Files.createDirectories(file.getParent());
            String name = file.getFileName().toString();
            if (!ImageIO.write(image, name.substring(name.lastIndexOf('.') + 1).toLowerCase(), file.toFile())) {
                throw new IllegalArgumentException("no writer for " + file);
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
