package org.delineate.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import org.delineate.file.BadFileException;
import org.delineate.file.Limits;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Refuses small files that would decode to huge pictures, by their headers, before anything is decoded. */
class DecompressionBombsTest {
    private static final long MOST_NANOS = 100_000_000;
    private static final long MOST_BYTES = 16 << 20;

    static Stream<Arguments> bombs() {
        return Stream.of(
                arguments(
                        "30,000 x 30,000 of 1 bit, 109 kB",
                        bilevel(30_000),
                        "30000 x 30000 pixels; a side has 1 to 16384"),
                arguments("10,000 x 10,000 RGB", rgb(10_000), "10000 x 10000 pixels; at most 50000000 in all"),
                arguments("30,000 x 30,000 RGB", rgb(30_000), "30000 x 30000 pixels; a side has 1 to 16384"),
                arguments(
                        "7,000 x 7,000 RGB without its data",
                        rgb(7_000),
                        "cannot hold the promised 7000 x 7000 pixels"),
                arguments(
                        "7,000 x 7,000 RGB, blank",
                        blank(7_000, 8, 2),
                        "7000 x 7000 pixels of 147000000 bytes in a file"),
                arguments("65,500 x 65,500 JPEG", jpeg(), "65500 x 65500 pixels; a side has 1 to 16384"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bombs")
    void areRefusedQuicklyAndInLittleMemory(String name, byte[] bomb, String message) {
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        refuse(bomb, message); // the first reading pays for loading the decoder's classes
        long allocated = thread.getCurrentThreadAllocatedBytes();
        long start = thread.getCurrentThreadCpuTime();
        refuse(bomb, message);
        long taken = thread.getCurrentThreadCpuTime() - start;
        assertTrue(taken < MOST_NANOS, taken / 1_000_000 + " ms");
        assertTrue(thread.getCurrentThreadAllocatedBytes() - allocated < MOST_BYTES);
    }

    /** Blank masks of the largest camera are no bombs: they take the time of their pixels, as small ones do. */
    @ParameterizedTest
    @CsvSource({"1, 0", "8, 0", "1, 3"})
    void blankMasksOfFiftyMegapixelsAreReadInProportion(int bits, int colours) {
        long small = nanos(2_000, bits, colours);
        long large = nanos(7_000, bits, colours);
        double times = 7_000.0 * 7_000 / (2_000 * 2_000);
        assertTrue(large < 3 * times * small, large / 1_000_000 + " ms, a twelfth of the pixels " + small / 1_000_000);
    }

    /** The processor's time for a blank mask, the least of some readings. */
    private static long nanos(int side, int bits, int colours) {
        byte[] mask = blank(side, bits, colours);
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            assertEquals(
                    side, ImageFile.parse(mask, Path.of("mask"), Limits.DEFAULT).width());
            best = Math.min(best, ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start);
        }
        return best;
    }

    private static void refuse(byte[] bomb, String message) {
        BadFileException e =
                assertThrows(BadFileException.class, () -> ImageFile.parse(bomb, Path.of("bomb"), Limits.DEFAULT));
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }

    private static byte[] bilevel(int side) {
        byte[] file = blank(side, 1, 0);
        assertTrue(file.length > 100_000 && file.length < 200_000, file.length + " bytes");
        return file;
    }

    /** Whole and valid: every row is there. */
    private static byte[] blank(int side, int bits, int colours) {
        byte[] row = new byte[1 + side * bits * (colours == 2 ? 3 : 1) / 8];
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
        byte[] packed = new byte[1 << 20];
        int length = 0;
        for (int y = 0; y < side; y++) {
            deflater.setInput(row);
            while (!deflater.needsInput()) {
                length += deflater.deflate(packed, length, packed.length - length);
            }
        }
        deflater.finish();
        length += deflater.deflate(packed, length, packed.length - length);
        deflater.end();
        PngBytes png = new PngBytes().header(side, side, bits, colours, 0, 0, 0);
        return (colours == 3 ? png.chunk("PLTE", new byte[6]) : png)
                .chunk("IDAT", Arrays.copyOf(packed, length))
                .end();
    }

    private static byte[] rgb(int side) {
        return new PngBytes().header(side, side, 8, 2).data(new byte[10_000]).end();
    }

    private static byte[] jpeg() {
        byte[] bytes = PictureCorpus.encode(
                PictureCorpus.Kind.RGB.draw(16, 16, new Random(1)), "jpeg", PictureCorpus::sequential);
        int frame = 2;
        while ((bytes[frame + 1] & 0xff) != 0xc0) {
            frame += 2 + ((bytes[frame + 2] & 0xff) << 8 | bytes[frame + 3] & 0xff);
        }
        for (int i = 0; i < 4; i++) {
            bytes[frame + 5 + i] = (byte) (i % 2 == 0 ? 65_500 >> 8 : 65_500);
        }
        return bytes;
    }
}
