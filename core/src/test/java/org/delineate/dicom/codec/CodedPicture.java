package org.delineate.dicom.codec;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Holds a picture that another program coded, and what it decodes to; the README beside the archive says who made it.
 *
 * @param facts height, width, components, bits, colours as the table has them
 * @param exact says whether the samples must be equal; else they may differ by 2
 * @param reference samples of another decoder as they are stored; null where exact
 */
record CodedPicture(String name, byte[] bytes, String facts, boolean exact, String sha256, byte[] reference) {
    static final List<CodedPicture> ALL = all();

    private static List<CodedPicture> all() {
        Map<String, byte[]> files = new HashMap<>();
        try (InputStream in = CodedPicture.class.getResourceAsStream("/dicom/codec/streams.zip");
                ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                files.put(entry.getName(), zip.readAllBytes());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<CodedPicture> found = new ArrayList<>();
        for (String row : new String(files.get("streams.csv"), StandardCharsets.UTF_8)
                .lines()
                .skip(1)
                .toList()) {
            String[] cells = row.split(",");
            found.add(new CodedPicture(
                    cells[0],
                    files.get(cells[0]),
                    String.join(",", cells[1], cells[2], cells[3], cells[4], cells[5]),
                    Boolean.parseBoolean(cells[6]),
                    cells[7],
                    files.get(cells[0] + ".samples")));
        }
        return List.copyOf(found);
    }

    static CodedPicture named(String name) {
        return ALL.stream().filter(p -> p.name.equals(name)).findFirst().orElseThrow();
    }

    boolean isJpegLs() {
        return name.endsWith(".jls");
    }

    Samples decode() throws CodecException {
        return decode(bytes);
    }

    /** Decodes bytes with the decoder of this picture. */
    Samples decode(byte[] other) throws CodecException {
        long most = 1 << 20;
        return isJpegLs()
                ? JpegLsDecoder.decode(other, 0, other.length, most)
                : JpegDecoder.decode(other, 0, other.length, most);
    }

    static byte[] littleEndian(short[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asShortBuffer().put(values);
        return bytes.array();
    }

    /** Returns the reference's sample with the given index. */
    int reference(int index, int bits) {
        return bits > 8
                ? reference[2 * index] & 0xff | (reference[2 * index + 1] & 0xff) << 8
                : reference[index] & 0xff;
    }

    @Override
    public String toString() {
        return name;
    }
}
