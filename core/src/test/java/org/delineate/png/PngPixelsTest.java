package org.delineate.png;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PngPixelsTest {
    private static final PngPixels.Admission ANY = (height, width, channels, bits) -> {};

    /** Rows of random bytes under random filters: whatever they stand for, both decoders must agree. */
    @Test
    void decodesWhatTheJdkDecodes() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            int height = 1 + random.nextInt(12);
            int width = 1 + random.nextInt(40);
            int channels = random.nextBoolean() ? 1 : 3;
            int bits = random.nextInt(3) == 0 ? 16 : 8;
            byte[] rows = rows(random, height, width * channels * bits / 8);
            byte[] png = png(header(height, width, channels, bits), parts(rows, 1 + random.nextInt(3)), null);
            PngPixels pixels = PngPixels.of(png, ANY).orElseThrow();
            String name = "seed " + seed + ", round " + round;
            assertEquals(height, pixels.height(), name);
            assertEquals(width, pixels.width(), name);
            assertEquals(bits, pixels.bits(), name);
            assertArrayEquals(expected(png, channels, bits), pixels.samples(), name);
        }
    }

    private static byte[] expected(byte[] png, int channels, int bits) throws IOException {
        BufferedImage read = ImageIO.read(new ByteArrayInputStream(png));
        int[] samples = read.getRaster().getPixels(0, 0, read.getWidth(), read.getHeight(), (int[]) null);
        assertEquals(read.getHeight() * read.getWidth() * channels, samples.length);
        byte[] bytes = new byte[samples.length * bits / 8];
        for (int i = 0, to = 0; i < samples.length; i++) {
            if (bits == 16) {
                bytes[to++] = (byte) (samples[i] >> 8);
            }
            bytes[to++] = (byte) samples[i];
        }
        return bytes;
    }

    /** Several rows of the last filter follow each other more often than by chance: they are decoded two at a time. */
    private static byte[] rows(Random random, int height, int length) {
        byte[] rows = new byte[height * (1 + length)];
        random.nextBytes(rows);
        for (int y = 0; y < height; y++) {
            rows[y * (1 + length)] = (byte) Math.min(4, random.nextInt(9));
        }
        return rows;
    }

    @Test
    void leavesEverythingElseToTheJdk() throws IOException {
        byte[] rows = rows(new Random(1), 5, 7);
        byte[] header = header(5, 7, 1, 8);
        byte[][] data = parts(rows, 1);
        assertTrue(PngPixels.of(png(header, data, null), ANY).isPresent());
        assertEmpty(png(header, data, "tEXt"), "another chunk");
        assertEmpty(png(header, parts(Arrays.copyOf(rows, rows.length - 1), 1), null), "a sample is missing");
        assertEmpty(png(header, parts(Arrays.copyOf(rows, rows.length + 1), 1), null), "a byte too many");
        byte[] filter = rows.clone();
        filter[8] = 5;
        assertEmpty(png(header, parts(filter, 1), null), "no such filter");
        byte[] sum = data[0].clone();
        sum[sum.length - 1]++;
        assertEmpty(png(header, new byte[][] {sum}, null), "the data's checksum is wrong");
        byte[] damaged = png(header, data, null);
        damaged[20]++;
        assertEmpty(damaged, "a chunk's checksum is wrong");
        assertEmpty(Arrays.copyOf(damaged, 30), "it is cut short");
        byte[] interlaced = header.clone();
        interlaced[12] = 1;
        assertEmpty(png(interlaced, data, null), "interlaced");
        byte[] palette = header.clone();
        palette[9] = 3;
        assertEmpty(png(palette, data, null), "palette");
        assertEmpty(png(header(0, 7, 1, 8), data, null), "no rows");
    }

    /** Nothing is allocated for a size that is refused. */
    @Test
    void asksBeforeItDecodes() throws IOException {
        byte[] png = png(header(100_000, 100_000, 3, 16), parts(new byte[9], 1), null);
        PngPixels.Admission none = (height, width, channels, bits) -> {
            throw new IllegalStateException(height + "x" + width + "x" + channels + " of " + bits);
        };
        assertEquals(
                "100000x100000x3 of 16",
                assertThrows(IllegalStateException.class, () -> PngPixels.of(png, none))
                        .getMessage());
    }

    private static void assertEmpty(byte[] png, String reason) {
        assertEquals(Optional.empty(), PngPixels.of(png, ANY), reason);
    }

    private static byte[] header(int height, int width, int channels, int bits) {
        return ByteBuffer.allocate(13)
                .putInt(width)
                .putInt(height)
                .put((byte) bits)
                .put((byte) (channels - 1))
                .array();
    }

    /** Deflates rows and cuts the stream into so many parts. */
    private static byte[][] parts(byte[] rows, int count) {
        Deflater deflater = new Deflater();
        deflater.setInput(rows);
        deflater.finish();
        byte[] out = new byte[rows.length + 100];
        byte[] stream = Arrays.copyOf(out, deflater.deflate(out));
        deflater.end();
        byte[][] parts = new byte[count][];
        for (int i = 0; i < count; i++) {
            parts[i] = Arrays.copyOfRange(stream, stream.length * i / count, stream.length * (i + 1) / count);
        }
        return parts;
    }

    private static byte[] png(byte[] header, byte[][] data, String other) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeLong(0x89504e470d0a1a0aL);
        chunk(out, "IHDR", header);
        if (other != null) {
            chunk(out, other, "a\0b".getBytes(StandardCharsets.ISO_8859_1));
        }
        for (byte[] part : data) {
            chunk(out, "IDAT", part);
        }
        chunk(out, "IEND", new byte[0]);
        return bytes.toByteArray();
    }

    private static void chunk(DataOutputStream out, String type, byte[] content) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(type.getBytes(StandardCharsets.ISO_8859_1));
        crc.update(content);
        out.writeInt(content.length);
        out.writeBytes(type);
        out.write(content);
        out.writeInt((int) crc.getValue());
    }
}
