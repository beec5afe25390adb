package org.delineate.dicom.codec;

/** Reads the bits of entropy-coded segments (T.81, F.2.2.5): a zero byte follows each byte of ones. */
final class HuffmanBits extends CodedBits {
    HuffmanBits(byte[] bytes, int at, int end) {
        super(bytes, at, end);
    }

    /** Makes the next 32 bits ready, which is a code of at most 16 bits and a number of as many. */
    void ready() {
        if (count < 32) {
            fill();
        }
    }

    @Override
    void fill() {
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
}
