package org.delineate.dicom;

/** Reads numbers of either byte order, and turns byte orders round. */
final class ByteOrders {
    private ByteOrders() {}

    static int unsigned16(byte[] bytes, int at, boolean bigEndian) {
        int first = bytes[at] & 0xff;
        int second = bytes[at + 1] & 0xff;
        return bigEndian ? first << 8 | second : second << 8 | first;
    }

    static long unsigned32(byte[] bytes, int at, boolean bigEndian) {
        long first = unsigned16(bytes, at, bigEndian);
        long second = unsigned16(bytes, at + 2, bigEndian);
        return bigEndian ? first << 16 | second : second << 16 | first;
    }

    static long unsigned64(byte[] bytes, int at, boolean bigEndian) {
        long first = unsigned32(bytes, at, bigEndian);
        long second = unsigned32(bytes, at + 4, bigEndian);
        return bigEndian ? first << 32 | second : second << 32 | first;
    }

    /** Reverses each whole unit of that many bytes, in place. */
    static void reverse(byte[] bytes, int unit) {
        for (int from = 0; unit > 1 && from + unit <= bytes.length; from += unit) {
            for (int low = from, high = from + unit - 1; low < high; low++, high--) {
                byte kept = bytes[low];
                bytes[low] = bytes[high];
                bytes[high] = kept;
            }
        }
    }
}
