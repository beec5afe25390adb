package org.delineate.dicom.codec;

/**
 * Holds the next bits of coded data, and ends a stretch of it.
 *
 * <p>Bits behind the end read as zeros and leave a debt, so that one comparison for a data unit finds that data are
 * missing.
 */
abstract class CodedBits {
    final byte[] bytes;
    final int end;
    int at;
    /** The next bits, from the highest on; below them zeros. */
    long buffer;
    /** How many bits of the buffer were read from the data; negative where more were taken than exist. */
    int count;

    CodedBits(byte[] bytes, int at, int end) {
        this.bytes = bytes;
        this.at = at;
        this.end = end;
    }

    /** Reads bytes into the buffer while it has room, as far as the next marker. */
    abstract void fill();

    final void skip(int size) {
        buffer <<= size;
        count -= size;
    }

    /** Refuses data of which more bits were taken than there are. */
    final void check() throws CodecException {
        if (count < 0) {
            throw new CodecException("the coded data end too early, at byte " + at);
        }
    }

    /** Ends a stretch: only the rest of a byte may be left. Returns where the marker behind it stands. */
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

    /** Ends a stretch and begins the next one, which the restart marker with this number (0 to 7) divides. */
    final void restart(int number) throws CodecException {
        MarkerReader reader = new MarkerReader(bytes, finish(), end);
        int marker = reader.marker();
        if (marker != 0xd0 + number) {
            throw new CodecException("marker " + Integer.toHexString(marker) + " instead of restart marker " + number
                    + ", before byte " + reader.at());
        }
        at = reader.at();
    }
}
