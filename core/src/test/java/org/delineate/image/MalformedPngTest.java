package org.delineate.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.delineate.file.BadFileException;
import org.delineate.file.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Refuses one damaged PNG per rule. */
class MalformedPngTest {
    private static final byte[] ROWS = {0, 10, 20, 0, 30, 40};
    private static final byte[] GOOD = grey().data(ROWS).end();

    private static final int END = GOOD.length - 12;

    private static PngBytes grey() {
        return new PngBytes().header(2, 2, 8, 0);
    }

    @Test
    void readsTheValidFileThatTheOthersDeriveFrom() {
        Image image = ImageFile.parse(GOOD, Path.of("good"), Limits.DEFAULT);
        assertEquals(40, image.sample(1, 1, 0));
    }

    /** The messages of our own rules are checked word for word, those of the JDK's decoder only for being there. */
    static Stream<Arguments> rules() {
        return Stream.of(
                arguments("nothing", new byte[0], "the file is empty"),
                arguments("text", "hello, world".getBytes(), "the first bytes are of no known picture format"),
                arguments(
                        "WebP", "RIFF\0\0\0\0WEBPVP8 ".getBytes(), "a WebP picture, which is not read; use PNG, JPEG"),
                arguments("HEIC", "\0\0\0\30ftypheic".getBytes(), "a picture of the HEIF family (HEIC, AVIF)"),
                arguments("half a signature", Arrays.copyOf(GOOD, 5), "the first bytes are of no known picture format"),
                arguments("signature only", Arrays.copyOf(GOOD, 8), "the file ends at byte 8 before its IEND chunk"),
                arguments(
                        "no IEND", grey().data(ROWS).open(), "the file ends at byte " + END + " before its IEND chunk"),
                arguments(
                        "cut in IEND",
                        Arrays.copyOf(GOOD, GOOD.length - 1),
                        "ends at byte " + (END + 11) + " before its IEND chunk"),
                arguments(
                        "length beyond the end",
                        with(8, 0, 0, 1, 0),
                        "the chunk at byte 8 promises 256 bytes, " + (END - 8) + " are"),
                arguments(
                        "negative length",
                        with(8, 255, 255, 255, 255),
                        "the chunk at byte 8 promises 4294967295 bytes"),
                arguments("header checksum", with(29, 1, 2, 3, 4), "the chunk at byte 8 fails its checksum"),
                arguments("data checksum", with(END - 4, 1, 2, 3, 4), "the chunk at byte 33 fails its checksum"),
                arguments(
                        "end checksum",
                        with(GOOD.length - 4, 1, 2, 3, 4),
                        "the chunk at byte " + END + " fails its checksum"),
                arguments("text checksum", badText(), "the chunk at byte 33 fails its checksum"),
                arguments("no header", new PngBytes().data(ROWS).end(), "cannot be read as PNG: "),
                arguments(
                        "short header",
                        new PngBytes().chunk("IHDR", new byte[12]).end(),
                        "cannot be read as PNG: "),
                arguments("width 0", sized(0, 2), "cannot be read as PNG: "),
                arguments("height 0", sized(2, 0), "cannot be read as PNG: "),
                arguments("negative width", sized(-2, 2), "cannot be read as PNG: "),
                arguments("side", sized(16_385, 2), "16385 x 2 pixels; a side has 1 to 16384; scale the picture down"),
                arguments("pixels", sized(10_000, 5_001), "10000 x 5001 pixels; at most 50000000 in all; scale the"),
                arguments(
                        "decoded bytes",
                        new PngBytes().header(7_000, 7_000, 16, 6).data(ROWS).end(),
                        "decoding takes 1274000000 bytes; at most 1073741824; scale the picture down"),
                arguments(
                        "more than it can hold",
                        sized(1000, 1000),
                        "bytes of PNG cannot hold the promised 1000 x 1000"),
                arguments("3 bits", kind(3, 0), "cannot be read as PNG: "),
                arguments("colour type 5", kind(8, 5), "cannot be read as PNG: "),
                arguments("RGB of 4 bits", kind(4, 2), "cannot be read as PNG: "),
                arguments("palette of 16 bits", kind(16, 3), "cannot be read as PNG: "),
                arguments("compression 1", coded(1, 0, 0), "cannot be read as PNG: "),
                arguments("filter method 1", coded(0, 1, 0), "cannot be read as PNG: "),
                arguments("interlace 2", coded(0, 0, 2), "cannot be read as PNG: "),
                arguments("no palette", kind(8, 3), "cannot be read as PNG: "),
                arguments("no data", grey().end(), "cannot be read as PNG: "),
                arguments("one row of two", grey().data(new byte[3]).end(), "cannot be read as PNG: "),
                arguments("no zlib", grey().chunk("IDAT", new byte[20]).end(), "cannot be read as PNG: "),
                arguments(
                        "row filter 5",
                        grey().data(new byte[] {5, 1, 1, 0, 1, 1}).end(),
                        "cannot be read as PNG: "));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void refuses(String rule, byte[] bytes, String message) {
        BadFileException e =
                assertThrows(BadFileException.class, () -> ImageFile.parse(bytes, Path.of("some.png"), Limits.DEFAULT));
        assertEquals(Path.of("some.png"), e.file());
        assertTrue(e.getMessage().startsWith("some.png: "), e.getMessage());
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }

    private static byte[] with(int at, int... values) {
        byte[] bytes = GOOD.clone();
        for (int i = 0; i < values.length; i++) {
            bytes[at + i] = (byte) values[i];
        }
        return bytes;
    }

    private static byte[] badText() {
        byte[] bytes = grey().chunk("tEXt", "who\0me".getBytes()).data(ROWS).end();
        bytes[42] ^= 1;
        return bytes;
    }

    private static byte[] sized(int width, int height) {
        return new PngBytes().header(width, height, 8, 0).data(ROWS).end();
    }

    private static byte[] kind(int bits, int colourType) {
        return new PngBytes().header(2, 2, bits, colourType).data(new byte[64]).end();
    }

    private static byte[] coded(int... methods) {
        return new PngBytes().header(2, 2, 8, 0, methods).data(ROWS).end();
    }
}
