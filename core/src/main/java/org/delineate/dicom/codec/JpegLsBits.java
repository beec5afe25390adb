package org.delineate.dicom.codec;

/**
 * Reads the bits of a JPEG-LS scan (T.87, annex A.1): a zero bit follows each byte of ones.
 *
 * <p>Bits behind the end read as zeros and leave a debt, as in {@link HuffmanBits}.
 */
final class JpegLsBits {
    private final byte[] bytes;
    private final int end;
    private int at;
    private boolean behindOnes;
    /** The next bits, from the highest on; below them zeros. */
    private long buffer;
    /** How many bits of the buffer were read from the scan; negative where more were taken than exist. */
    private int count;

    JpegLsBits(byte[] bytes, int at, int end) {
        this.bytes = bytes;
        this.at = at;
        this.end = end;
    }

    private void fill() {
        while (count <= 56 && at < end) {
            int next = bytes[at] & 0xff;
            if (next == 0xff && (at + 1 >= end || bytes[at + 1] < 0)) {
                return; // a marker
            }
            int size = behindOnes ? 7 : 8;
            buffer |= (long) next << 64 - size - count;
            count += size;
            behindOnes = next == 0xff;
            at++;
        }
    }

    /** Returns a number of 1 to 24 bits. */
    int number(int size) {
        if (count < size) {
            fill();
        }
        int value = (int) (buffer >>> 64 - size);
        buffer <<= size;
        count -= size;
        return value;
    }

    /** Returns how many zeros stand before the next one, and steps over them and it; at most the given number. */
    int zeros(int most) throws CodecException {
        int zeros = Long.numberOfLeadingZeros(buffer);
        if (zeros >= count) {
            fill();
            zeros = Long.numberOfLeadingZeros(buffer);
        }
        if (zeros > most) {
            if (zeros >= count) {
                count = -1;
                check();
            }
            throw new CodecException("a JPEG-LS code of " + zeros + " zeros, before byte " + at);
        }
        buffer <<= zeros + 1;
        count -= zeros + 1;
        return zeros;
    }

    /** Refuses a scan of which more bits were taken than it has. */
    void check() throws CodecException {
        if (count < 0) {
            throw new CodecException("the coded data end too early, at byte " + at);
        }
    }

    /** Ends a scan or restart interval: only the rest of a byte may be left. Returns where the marker stands. */
    int finish() throws CodecException {
        check();
        fill();
        if (count >= 8) {
            throw new CodecException("coded data are left over before byte " + at);
        }
        buffer = 0;
        count = 0;
        behindOnes = false;
        return at;
    }

    /** Ends a restart interval and begins the next one, which the marker with this number (0 to 7) divides. */
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
