package org.delineate.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * Checks the checksums of a PNG, which the JDK's reader skips: they reveal every flipped bit (PNG specification, 5.3).
 */
final class PngChunks {
    private static final int SIGNATURE = 8;
    private static final int LENGTH_TYPE_CRC = 12;

    private PngChunks() {}

    /**
     * Checks all chunks.
     *
     * @throws IOException where a chunk is cut short or damaged, or the closing IEND is missing
     */
    static CheckedFile check(byte[] file) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(file).position(SIGNATURE);
        String type;
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
            type = new String(file, in.position(), 4, StandardCharsets.ISO_8859_1);
            CRC32 crc = new CRC32();
            crc.update(file, in.position(), 4 + length);
            in.position(in.position() + 4 + length);
            if (in.getInt() != (int) crc.getValue()) {
                throw new IOException("the chunk at byte " + at + " fails its checksum");
            }
        } while (!type.equals("IEND"));
        return CheckedFile.of(file);
    }
}
