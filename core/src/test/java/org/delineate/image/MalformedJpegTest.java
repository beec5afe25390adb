package org.delineate.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.delineate.file.BadFileException;
import org.delineate.file.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Refuses one damaged JPEG per rule. */
class MalformedJpegTest {
    private static final int HUFFMAN = 0xc4;
    private static final int FRAME = 0xc0;
    private static final int QUANTIZATION = 0xdb;
    private static final int SCAN = 0xda;
    private static final int END = 0xd9;

    private static final byte[] GOOD =
            PictureCorpus.encode(PictureCorpus.Kind.RGB.draw(48, 40, new Random(2)), "jpeg", PictureCorpus::sequential);

    @Test
    void readsTheValidFileThatTheOthersDeriveFrom() {
        assertEquals(40, read(GOOD).height());
        assertEquals(40, read(changed(segments -> {})).height());
    }

    static Stream<Arguments> rules() {
        int length = GOOD.length;
        return Stream.of(
                arguments("start only", Arrays.copyOf(GOOD, 3), "the file ends at byte 3 before its end marker"),
                arguments(
                        "no end", Arrays.copyOf(GOOD, length - 2), "ends at byte " + (length - 2) + " before its end"),
                arguments(
                        "cut at half",
                        Arrays.copyOf(GOOD, length / 2),
                        "ends at byte " + length / 2 + " before its end"),
                arguments(
                        "cut at half but ended", ended(Arrays.copyOf(GOOD, length - 300)), "cannot be read as JPEG: "),
                arguments("no quantization table", without(QUANTIZATION), "cannot be read as JPEG: "),
                arguments("no frame", without(FRAME), "cannot be read as JPEG: "),
                arguments("no scan", without(SCAN), "cannot be read as JPEG: "),
                arguments(
                        "scan without data",
                        changed(s -> s.set(at(s, SCAN), scanHeader(s))),
                        "cannot be read as JPEG: "),
                arguments("width 0", frame(7, 0, 0), "cannot be read as JPEG: "),
                arguments("height 0", frame(5, 0, 0), "cannot be read as JPEG: "),
                arguments(
                        "side", frame(5, 0x40, 1, 0, 8), "8 x 16385 pixels; a side has 1 to 16384; scale the picture"),
                arguments("pixels", frame(5, 0x40, 0, 0x0b, 0xec), "3052 x 16384 pixels; at most 50000000 in all"),
                arguments("65,500 squared", frame(5, 0xff, 0xdc, 0xff, 0xdc), "65500 x 65500 pixels; a side has 1 to"),
                arguments(
                        "more than it can hold", frame(5, 0x1b, 0, 0x1b, 0), "bytes of JPEG cannot hold the promised"),
                arguments("12 bits", frame(4, 12), "cannot be read as JPEG: "),
                arguments("lossless", frame(1, 0xc3), "cannot be read as JPEG: "),
                arguments("hierarchical", frame(1, 0xc5), "cannot be read as JPEG: "),
                arguments("two components", frame(9, 2), "cannot be read as JPEG: "),
                arguments("sampling 0", frame(11, 0), "cannot be read as JPEG: "),
                arguments("sampling 5", frame(11, 0x55), "cannot be read as JPEG: "),
                arguments("missing quantization table", frame(12, 3), "cannot be read as JPEG: "),
                arguments(
                        "bad Huffman counts",
                        changed(s -> Arrays.fill(s.get(at(s, HUFFMAN)), 5, 21, (byte) 255)),
                        ": "),
                arguments(
                        "segment of length 0",
                        changed(s -> patch(s, QUANTIZATION, 2, 0, 0)),
                        "cannot be read as JPEG: "),
                arguments(
                        "segment beyond the end", changed(s -> patch(s, QUANTIZATION, 2, 255, 255)), "before its end"),
                arguments(
                        "rubbish between segments",
                        changed(s -> s.add(2, new byte[] {1, 2, 3})),
                        "no marker at byte 20"),
                arguments("101 scans", scans(101), "more than 100 scans; fetch the file"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void refuses(String rule, byte[] bytes, String message) {
        BadFileException e = assertThrows(BadFileException.class, () -> read(bytes));
        assertTrue(e.getMessage().startsWith("some.jpg: "), e.getMessage());
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }

    @Test
    void tellsStrayBytesBeforeTheEndMarker() {
        for (int stray : new int[] {0, 8, 12, 40}) {
            byte[] bytes = ended(Arrays.copyOf(Arrays.copyOf(GOOD, GOOD.length - 2), GOOD.length - 2 + stray));
            if (stray == 40) {
                assertThrows(BadFileException.class, () -> read(bytes));
            } else {
                Image image = read(bytes);
                assertEquals(read(GOOD).pixelHash(), image.pixelHash());
                assertEquals(stray > 0, image.remarks().toString().contains("stray bytes before the end marker"));
            }
        }
    }

    @Test
    void tellsABrokenColourProfile() {
        byte[] profile = new byte[18 + 200];
        profile[0] = -1;
        profile[1] = (byte) 0xe2;
        profile[3] = (byte) (profile.length - 2);
        System.arraycopy("ICC_PROFILE\0\1\1".getBytes(StandardCharsets.ISO_8859_1), 0, profile, 4, 14);
        Image image = read(changed(segments -> segments.add(2, profile)));
        assertEquals(read(GOOD).pixelHash(), image.pixelHash());
        assertEquals(List.of("a broken colour profile, which is ignored as all are"), image.remarks());
        ByteBuffer.wrap(profile, 18, 4).putInt(200);
        ByteBuffer.wrap(profile, 18 + 36, 4).put("acsp".getBytes(StandardCharsets.US_ASCII));
        assertEquals(
                List.of(), read(changed(segments -> segments.add(2, profile))).remarks());
    }

    /** What ImageIO.read returns as a picture, partly grey (67 of 100 cut files in a measurement of 2,000). */
    @Test
    void refusesWhatThePlainReaderReturnsHalfGrey() throws java.io.IOException {
        byte[] cut = Arrays.copyOf(GOOD, GOOD.length * 3 / 4);
        assertTrue(javax.imageio.ImageIO.read(new java.io.ByteArrayInputStream(cut)) != null);
        assertThrows(BadFileException.class, () -> read(cut));
        assertThrows(BadFileException.class, () -> read(ended(cut)));
    }

    private static Image read(byte[] bytes) {
        return ImageFile.parse(bytes, Path.of("some.jpg"), Limits.DEFAULT);
    }

    /** The file's segments, each from its marker on, the coded data with their scan. */
    private static List<byte[]> segments() {
        List<byte[]> segments = new ArrayList<>();
        int from = 0;
        for (int i = 1; i < GOOD.length; i++) {
            boolean marker = i + 1 < GOOD.length && GOOD[i] == -1 && GOOD[i + 1] != 0;
            if (marker || i == GOOD.length - 1) {
                segments.add(Arrays.copyOfRange(GOOD, from, marker ? i : i + 1));
                from = i;
            }
        }
        return segments;
    }

    private static byte[] changed(Consumer<List<byte[]>> change) {
        List<byte[]> segments = segments();
        change.accept(segments);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        segments.forEach(out::writeBytes);
        return out.toByteArray();
    }

    private static int at(List<byte[]> segments, int marker) {
        int i = 0;
        while ((segments.get(i)[1] & 0xff) != marker) {
            i++;
        }
        return i;
    }

    private static byte[] without(int marker) {
        return changed(segments -> segments.removeIf(s -> (s[1] & 0xff) == marker));
    }

    private static byte[] frame(int at, int... values) {
        return changed(segments -> patch(segments, FRAME, at, values));
    }

    private static void patch(List<byte[]> segments, int marker, int at, int... values) {
        byte[] segment = segments.get(at(segments, marker));
        for (int i = 0; i < values.length; i++) {
            segment[at + i] = (byte) values[i];
        }
    }

    private static byte[] scanHeader(List<byte[]> segments) {
        byte[] scan = segments.get(at(segments, SCAN));
        return Arrays.copyOf(scan, 2 + scan[3]);
    }

    private static byte[] scans(int count) {
        return changed(segments -> {
            int scan = at(segments, SCAN);
            for (int i = 1; i < count; i++) {
                segments.add(scan, segments.get(scan));
            }
        });
    }

    private static byte[] ended(byte[] cut) {
        byte[] bytes = Arrays.copyOf(cut, cut.length + 2);
        bytes[cut.length] = -1;
        bytes[cut.length + 1] = (byte) END;
        return bytes;
    }
}
