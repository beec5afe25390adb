package org.delineate.dicom.codec;

/** Reads the bits of a JPEG-LS scan (T.87, annex A.1): a zero bit follows each byte of ones. */
final class JpegLsBits extends CodedBits {
    private boolean behindOnes;

    JpegLsBits(byte[] bytes, int at, int end) {
        super(bytes, at, end);
    }

    @Override
    void fill() {
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
        skip(size);
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
        skip(zeros + 1);
        return zeros;
    }

    @Override
    int finish() throws CodecException {
        int marker = super.finish();
        behindOnes = false;
        return marker;
    }
}
