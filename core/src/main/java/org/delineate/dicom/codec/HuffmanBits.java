package org.delineate.dicom.codec;

/**
 * Reads the bits of entropy-coded segments (T.81, F.2.2.5).
 *
 * <p>Bits behind the end of a segment read as zeros and leave a debt, so that one comparison for a data unit finds
 * that data are missing.
 */
final class HuffmanBits {
    private final byte[] bytes;
    private final int end;
    private int at;
    /** The next bits, from the highest on; below them zeros. */
    private long buffer;
    /** How many bits of the buffer were read from the segment; negative where more were taken than exist. */
    private int count;

    HuffmanBits(byte[] bytes, int at, int end) {
        this.bytes = bytes;
        this.at = at;
        this.end = end;
    }

    /** Makes the next 32 bits ready, which is a code of at most 16 bits and a number of as many. */
    void ready() {
        if (count < 32) {
            fill();
        }
    }

    private void fill() {
        while (count <= 56 && at < end) {
            int next = bytes[at] & 0xff;
            if (next == 0xff) {
                if (at + 1 >= end || bytes[at + 1] != 0) {
                    return;
                }
                at++;
            }
            at++;
            buffer |= (long) next << 56 - count;
            count += 8;
        }
    }

    /** Returns the symbol of the code here; the bits must be ready. */
    int symbol(HuffmanTable table) throws CodecException {
        int found = table.shortCode((int) (buffer >>> 64 - HuffmanTable.AHEAD));
        if (found == 0) {
            found = table.longCode((int) (buffer >>> 48));
            if (found == 0) {
                check();
                throw new CodecException("a Huffman code that is not in its table, before byte " + at);
            }
        }
        skip(found >> 8);
        return found & 0xff;
    }

    /** Returns the difference of the given magnitude category, 1 to 15 (T.81, F.2.2.1); the bits must be ready. */
    int difference(int category) {
        int value = (int) (buffer >>> 64 - category);
        skip(category);
        return value < 1 << category - 1 ? value - (1 << category) + 1 : value;
    }

    /** Returns a number of 1 to 16 bits; makes them ready itself. */
    int number(int size) {
        ready();
        int value = (int) (buffer >>> 64 - size);
        skip(size);
        return value;
    }

    private void skip(int size) {
        buffer <<= size;
        count -= size;
    }

    /** Refuses a segment of which more bits were taken than it has. */
    void check() throws CodecException {
        if (count < 0) {
            throw new CodecException("the coded data end too early, at byte " + at);
        }
    }

    /** Ends a segment: only the rest of a byte may be left. Returns where the marker behind it stands. */
    int finish() throws CodecException {
        check();
        fill();
        if (count >= 8) {
            throw new CodecException("coded data are left over before byte " + at);
        }
        buffer = 0;
        count = 0;
        return at;
    }

    /** Ends a segment and begins the next one, which the restart marker with this number (0 to 7) divides. */
    void restart(int number) throws CodecException {
        MarkerReader reader = new MarkerReader(bytes, finish(), end);
        int marker = reader.marker();
        if (marker != 0xd0 + number) {
            throw new CodecException("marker " + Integer.toHexString(marker) + " instead of restart marker " + number
                    + ", before byte " + reader.at());
        }
        at = reader.at();
    }
}
