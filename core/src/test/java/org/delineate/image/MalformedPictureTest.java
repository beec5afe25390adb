package org.delineate.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.delineate.file.BadFileException;
import org.delineate.file.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Refuses one damaged GIF, BMP or TIFF per rule. */
class MalformedPictureTest {
    private static final byte[] GIF =
            PictureCorpus.encode(PictureCorpus.Kind.GREY.draw(12, 10, new Random(4)), "gif", PictureCorpus::sequential);
    private static final byte[] BMP = PictureCorpus.encode(PictureCorpus.Kind.RGB.draw(12, 10, new Random(4)), "bmp");
    private static final byte[] RLE =
            PictureCorpus.encode(PictureCorpus.Kind.GREY.draw(12, 10, new Random(4)), "bmp", p -> {
                p.setCompressionMode(javax.imageio.ImageWriteParam.MODE_EXPLICIT);
                p.setCompressionType("BI_RLE8");
            });
    private static final int GIF_FRAME = find(GIF, 0x2c);

    private static final int SHORT = 3;
    private static final int LONG = 4;

    @Test
    void readsTheValidFilesThatTheOthersDeriveFrom() {
        assertEquals(10, read(GIF).height());
        assertEquals(10, read(BMP).height());
        assertEquals(10, read(RLE).height());
        assertEquals(77, read(new Tiff().bytes()).sample(3, 3, 0));
    }

    static Stream<Arguments> gifs() {
        int end = GIF.length;
        return Stream.of(
                arguments("header only", Arrays.copyOf(GIF, 6), "the file ends at byte 6 before its trailer"),
                arguments(
                        "no trailer", Arrays.copyOf(GIF, end - 1), "ends at byte " + (end - 1) + " before its trailer"),
                arguments("no frame", gifOf(), "0 pictures in one file; exactly one is read"),
                arguments("two frames", gifOf(GIF_FRAME, GIF_FRAME), "2 pictures in one file; exactly one is read"),
                arguments("unknown block", with(GIF, GIF_FRAME, 7), "no block begins with the byte at " + GIF_FRAME),
                arguments("larger screen", with(GIF, 6, 13), "a frame of 12 x 10 at (0, 0) on a screen of 13 x 10; it"),
                arguments("frame aside", with(GIF, GIF_FRAME + 1, 1), "a frame of 12 x 10 at (1, 0) on a screen of 12"),
                arguments("interlaced", interlacedGif(), "an interlaced frame of 3 rows; 2 to 4 are not read"),
                arguments("code of 13 bits", with(GIF, GIF_FRAME + 10, 13), "cannot be read as GIF: "),
                arguments("width 0", with(with(GIF, 6, 0), GIF_FRAME + 5, 0), ": "));
    }

    static Stream<Arguments> bmps() {
        return Stream.of(
                arguments("magic only", new byte[] {'B', 'M'}, "the file ends at byte 2 inside its header"),
                arguments("wrapped JPEG", with(BMP, 30, 4), "compression 4; only 0, 1 and 3 are read"),
                arguments("wrapped PNG", with(BMP, 30, 5), "compression 5; only 0, 1 and 3 are read"),
                arguments("RLE4", with(BMP, 30, 2), "compression 2; only 0, 1 and 3 are read"),
                arguments("cut by a byte", Arrays.copyOf(BMP, BMP.length - 1), "cannot be read as BMP: "),
                arguments("width 0", with(BMP, 18, 0), "cannot be read as BMP: "),
                arguments("negative width", with(BMP, 18, 0, 0, 0, 255), "cannot be read as BMP: "),
                arguments("side", with(RLE, 18, 1, 64, 0, 0), "16385 x 10 pixels; a side has 1 to 16384"),
                arguments(
                        "more than it can hold", with(RLE, 18, 0, 16, 0, 0, 0, 16), "cannot hold the promised 4096 x"),
                arguments("7 bits", with(BMP, 28, 7), "cannot be read as BMP: "),
                arguments("header of 999 bytes", with(BMP, 14, 231, 3), "cannot be read as BMP: "));
    }

    static Stream<Arguments> tiffs() {
        byte[] loop = new Tiff().bytes();
        ByteBuffer.wrap(loop).order(ByteOrder.LITTLE_ENDIAN).putInt(loop.length - 4, 8);
        byte[] lost = new Tiff().bytes();
        ByteBuffer.wrap(lost).order(ByteOrder.LITTLE_ENDIAN).putInt(4, lost.length);
        return Stream.of(
                arguments(
                        "header only",
                        Arrays.copyOf(loop, 8),
                        "the directory points beyond the end of the file at byte 8"),
                arguments("directory beyond the end", lost, "the directory points beyond the end of the file"),
                arguments(
                        "directory that follows itself",
                        loop,
                        "more than one picture in one file; exactly one is read"),
                arguments("field twice", new Tiff().field(256, LONG, 20).bytes(), "field 256 twice"),
                arguments("signed", new Tiff().field(339, SHORT, 2).bytes(), "samples of format 2; only [1] are read"),
                arguments("float", new Tiff().field(339, SHORT, 3).bytes(), "samples of format 3; only [1] are read"),
                arguments(
                        "JPEG inside", new Tiff().set(259, 7).bytes(), "compression 7; only [1, 2, 3, 4, 5, 8, 32773"),
                arguments("CMYK", new Tiff().set(262, 5).bytes(), "colours of kind 5; only [0, 1, 2, 3] are read"),
                arguments("data beyond the end", new Tiff().set(279, 999).bytes(), "piece 0 of the data ends at byte"),
                arguments("no lengths", new Tiff().set(279, -1).bytes(), "1 pieces of data have 0 lengths"),
                arguments("tile of 8", tiled(8, 16).bytes(), "a tile side of 8; 16 to 4096 in steps of 16 are read"),
                arguments("huge tile", tiled(16, 65_536).bytes(), "a tile side of 65536; 16 to 4096 in steps of 16"),
                arguments("width 0", new Tiff().set(256, 0).bytes(), ": "),
                arguments("side", new Tiff().set(256, 16_385).bytes(), "16385 x 20 pixels; a side has 1 to 16384"),
                arguments(
                        "more than it can hold", large(), "bytes of TIFF cannot hold the promised 5000 x 5000 pixels"),
                arguments(
                        "32 bits",
                        new Tiff().set(258, 32).bytes(),
                        "samples that are not unsigned integers of 8 or 16"),
                arguments("too few strips", new Tiff().set(278, 1).bytes(), "cannot be read as TIFF: "),
                arguments("no width", new Tiff().set(256, -1).bytes(), "cannot be read as TIFF: "),
                arguments("no data", new Tiff().set(273, -1).set(279, -1).bytes(), "cannot be read as TIFF: "));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"gifs", "bmps", "tiffs"})
    void refuses(String rule, byte[] bytes, String message) {
        BadFileException e = assertThrows(BadFileException.class, () -> read(bytes));
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }

    private static Image read(byte[] bytes) {
        return ImageFile.parse(bytes, Path.of("some.picture"), Limits.DEFAULT);
    }

    private static byte[] with(byte[] good, int at, int... values) {
        byte[] bytes = good.clone();
        for (int i = 0; i < values.length; i++) {
            bytes[at + i] = (byte) values[i];
        }
        return bytes;
    }

    private static int find(byte[] gif, int block) {
        int at = 13 + ((gif[10] & 0x80) == 0 ? 0 : 3 << (gif[10] & 7) + 1);
        while ((gif[at] & 0xff) != block) {
            at += 2;
            while (gif[at] != 0) {
                at += 1 + (gif[at] & 0xff);
            }
            at++;
        }
        return at;
    }

    /** The header, the frames that begin at the given places, and the trailer. */
    private static byte[] gifOf(int... frames) {
        ByteBuffer out = ByteBuffer.allocate(GIF.length * 3).put(GIF, 0, GIF_FRAME);
        for (int frame : frames) {
            out.put(GIF, frame, GIF.length - 1 - frame);
        }
        return Arrays.copyOf(out.put((byte) 0x3b).array(), out.position());
    }

    private static byte[] interlacedGif() {
        return PictureCorpus.encode(PictureCorpus.Kind.GREY.draw(12, 3, new Random(4)), "gif");
    }

    private static Tiff tiled(int width, int height) {
        return new Tiff().field(322, LONG, width).field(323, LONG, height);
    }

    private static byte[] large() {
        return new Tiff().set(256, 5000).set(257, 5000).set(278, 5000).bytes();
    }

    /** A grey picture of 20 x 20 in one strip, field by field. */
    private static final class Tiff {
        private final java.util.List<int[]> fields = new java.util.ArrayList<>();

        Tiff() {
            field(256, LONG, 20)
                    .field(257, LONG, 20)
                    .field(258, SHORT, 8)
                    .field(259, SHORT, 1)
                    .field(262, SHORT, 1);
            field(273, LONG, 8).field(277, SHORT, 1).field(278, LONG, 20).field(279, LONG, 400);
        }

        Tiff field(int tag, int type, int value) {
            fields.add(new int[] {tag, type, value});
            return this;
        }

        /** A negative value takes the field away. */
        Tiff set(int tag, int value) {
            fields.stream().filter(f -> f[0] == tag).forEach(f -> f[2] = value);
            fields.removeIf(f -> f[2] < 0);
            return this;
        }

        /** The strip first and the directory last, at byte 408. */
        byte[] bytes() {
            fields.sort(java.util.Comparator.comparingInt(f -> f[0]));
            ByteBuffer out = ByteBuffer.allocate(414 + 12 * fields.size()).order(ByteOrder.LITTLE_ENDIAN);
            out.put((byte) 'I').put((byte) 'I').putShort((short) 42).putInt(408);
            for (int i = 0; i < 400; i++) {
                out.put((byte) 77);
            }
            out.putShort((short) fields.size());
            for (int[] f : fields) {
                out.putShort((short) f[0]).putShort((short) f[1]).putInt(1).putInt(f[2]);
            }
            return out.putInt(0).array();
        }
    }
}
