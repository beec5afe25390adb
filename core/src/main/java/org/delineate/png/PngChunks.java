package org.delineate.png;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/**
 * Walks through the chunks of a PNG and checks their checksums, which the JDK's reader skips: they reveal every flipped
 * bit (PNG specification, 5.3).
 */
public final class PngChunks {
    static final int SIGNATURE = 8;
    static final int HEADER = 0x49484452; // IHDR
    static final int DATA = 0x49444154; // IDAT
    static final int END = 0x49454e44; // IEND
    private static final int LENGTH_TYPE_CRC = 12;

    private PngChunks() {}

    /** Is told every chunk that has passed its check. */
    interface Visitor {
        void at(int type, int from, int length);
    }

    /**
     * Checks all chunks.
     *
     * @throws IOException where a chunk is cut short or damaged, or the closing IEND is missing
     */
    public static void check(byte[] file) throws IOException {
        walk(file, (type, from, length) -> {});
    }

    static void walk(byte[] file, Visitor visitor) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(file).position(SIGNATURE);
        int type;
        do {
            int at = in.position();
            if (in.remaining() < LENGTH_TYPE_CRC) {
                throw new IOException("the file ends at byte " + file.length + " before its IEND chunk");
            }
            int length = in.getInt();
            if (length < 0 || length > in.remaining() - 8) {
                throw new IOException("the chunk at byte " + at + " promises " + Integer.toUnsignedString(length)
                        + " bytes, " + Math.max(0, in.remaining() - 8) + " are left");
            }
            CRC32 crc = new CRC32();
            crc.update(file, in.position(), 4 + length);
            type = in.getInt();
            visitor.at(type, in.position(), length);
            in.position(in.position() + length);
            if (in.getInt() != (int) crc.getValue()) {
                throw new IOException("the chunk at byte " + at + " fails its checksum");
            }
        } while (type != END);
    }
}
