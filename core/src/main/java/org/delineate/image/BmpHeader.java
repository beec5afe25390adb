package org.delineate.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;

/**
 * Checks the compression of a BMP. A JPEG or PNG wrapped in one would reach its decoder unchecked; RLE4 is refused
 * because the JDK's writer and reader of it contradict each other and other software.
 */
final class BmpHeader {
    private static final int LONGEST_PLAIN_HEADER = 12;

    /** Codes that are accepted: none, RLE8, bit fields. */
    private static final Set<Integer> COMPRESSIONS = Set.of(0, 1, 3);

    private BmpHeader() {}

    static CheckedFile check(byte[] file) throws IOException {
        if (file.length < 34) {
            throw new IOException("the file ends at byte " + file.length + " inside its header");
        }
        ByteBuffer header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int compression = header.getInt(14) <= LONGEST_PLAIN_HEADER ? 0 : header.getInt(30);
        if (!COMPRESSIONS.contains(compression)) {
            throw new IOException("compression " + compression + "; only 0, 1 and 3 are read");
        }
        return CheckedFile.of(file);
    }
}
