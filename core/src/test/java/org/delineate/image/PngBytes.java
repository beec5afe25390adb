package org.delineate.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Writes PNGs chunk by chunk, invalid ones too, with correct checksums. */
final class PngBytes {
    static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10};

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    PngBytes() {
        out.writeBytes(SIGNATURE);
    }

    PngBytes header(int width, int height, int bits, int colourType, int... rest) {
        ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
        header.put((byte) bits).put((byte) colourType);
        for (int value : rest) {
            header.put((byte) value);
        }
        return chunk("IHDR", header.array());
    }

    PngBytes data(byte[] filteredRows) {
        return chunk("IDAT", deflate(filteredRows));
    }

    PngBytes chunk(String type, byte[] content) {
        byte[] typed = ByteBuffer.allocate(4 + content.length)
                .put(type.getBytes(StandardCharsets.ISO_8859_1))
                .put(content)
                .array();
        out.writeBytes(ByteBuffer.allocate(4).putInt(content.length).array());
        out.writeBytes(typed);
        CRC32 crc = new CRC32();
        crc.update(typed);
        out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
        return this;
    }

    byte[] open() {
        return out.toByteArray();
    }

    byte[] end() {
        return chunk("IEND", new byte[0]).open();
    }

    static byte[] deflate(byte[] bytes) {
        Deflater deflater = new Deflater();
        deflater.setInput(bytes);
        deflater.finish();
        byte[] packed = new byte[bytes.length + 64];
        int length = deflater.deflate(packed);
        deflater.end();
        return java.util.Arrays.copyOf(packed, length);
    }

    /** Corrects the checksums, as an attacker would: the damage then reaches the decoder itself. */
    static byte[] repaired(byte[] png) {
        byte[] bytes = png.clone();
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        long at = SIGNATURE.length;
        while (at + 12 <= bytes.length) {
            long length = buffer.getInt((int) at) & 0xffffffffL;
            if (at + 12 + length > bytes.length) {
                break;
            }
            CRC32 crc = new CRC32();
            crc.update(bytes, (int) at + 4, (int) length + 4);
            buffer.putInt((int) (at + 8 + length), (int) crc.getValue());
            at += 12 + length;
        }
        return bytes;
    }
}
