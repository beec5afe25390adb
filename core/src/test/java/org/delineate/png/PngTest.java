package org.delineate.png;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;
import org.delineate.file.Limits;
import org.delineate.image.Image;
import org.delineate.image.ImageFile;
import org.junit.jupiter.api.Test;

class PngTest {
    private static final int[][] SIZES = {{1, 1}, {1, 7}, {9, 1}, {40, 61}};

    @Test
    void anotherReaderReadsTheSamePixels() throws IOException {
        Random random = new Random(3);
        for (int[] size : SIZES) {
            for (int channels : new int[] {1, 3}) {
                byte[] samples = new byte[size[0] * size[1] * channels];
                random.nextBytes(samples); // noise gets longer when deflated
                byte[] png = Png.encode(size[0], size[1], channels, samples);
                BufferedImage read = ImageIO.read(new ByteArrayInputStream(png));
                Image image = ImageFile.parse(png, Path.of("p.png"), Limits.DEFAULT);
                for (int i = 0; i < samples.length; i++) {
                    int y = i / channels / size[1];
                    int x = i / channels % size[1];
                    int expected = samples[i] & 0xff;
                    assertEquals(expected, read.getRaster().getSample(x, y, i % channels));
                    assertEquals(expected, image.sample(y, x, i % channels));
                }
            }
        }
    }

    @Test
    void coloursOfADrawingComeBack() throws IOException {
        BufferedImage drawn = new BufferedImage(31, 20, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 31 * 20; i++) {
            drawn.setRGB(i % 31, i / 31, i * 7919 * 31);
        }
        BufferedImage read = ImageIO.read(new ByteArrayInputStream(Png.encode(drawn)));
        for (int i = 0; i < 31 * 20; i++) {
            assertEquals(drawn.getRGB(i % 31, i / 31), read.getRGB(i % 31, i / 31));
        }
    }

    @Test
    void masksAreSmall() {
        byte[] disc = new byte[500 * 600];
        for (int i = 0; i < disc.length; i++) {
            disc[i] = (byte) (Math.hypot(i / 600 - 250, i % 600 - 300) < 90 ? 255 : 0);
        }
        int length = Png.encode(500, 600, 1, disc).length;
        assertTrue(length < disc.length / 50, length + " bytes");
    }

    /** Noise, repetitions of every length and flat pictures, all of which the JDK must read as they were. */
    @Test
    void repetitionsComeBack() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] palette = new byte[3 * 256];
        for (int i = 0; i < palette.length; i++) {
            palette[i] = (byte) (i / 3);
        }
        for (int round = 0; round < 200; round++) {
            int height = 1 + random.nextInt(20);
            int width = 1 + random.nextInt(1200);
            byte[] samples = new byte[height * width];
            double change = Math.pow(random.nextDouble(), 4);
            for (int i = 1; i < samples.length; i++) {
                samples[i] = random.nextDouble() < change ? (byte) random.nextInt() : samples[i - 1];
            }
            for (byte[] png :
                    new byte[][] {Png.encode(height, width, 1, samples), Png.encode(height, width, palette, samples)}) {
                BufferedImage read = ImageIO.read(new ByteArrayInputStream(png));
                for (int i = 0; i < samples.length; i++) {
                    int sample = read.getRaster().getSample(i % width, i / width, 0);
                    assertEquals(samples[i] & 0xff, sample, "seed " + seed + ", round " + round);
                }
            }
        }
    }

    /** Counts that grow like Fibonacci's numbers give codes of any length; those of deflate are bounded. */
    @Test
    void veryUnevenBytesComeBack() throws IOException {
        byte[] samples = new byte[700_000];
        int count = 1;
        int next = 1;
        for (int at = 0, value = 0; at < samples.length; value++) {
            for (int i = 0; i < count && at < samples.length; i++) {
                samples[at++] = (byte) (i % 2 == 0 ? value * 3 : 7);
            }
            next += count;
            count = next - count;
        }
        BufferedImage read = ImageIO.read(new ByteArrayInputStream(Png.encode(700, 1000, 1, samples)));
        byte[] back = (byte[]) read.getRaster().getDataElements(0, 0, 1000, 700, null);
        assertArrayEquals(samples, back);
    }
}
