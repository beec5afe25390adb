package org.delineate.dicom;

/**
 * Holds the samples of one frame as they were stored: decoded, but neither rescaled nor windowed nor converted to other
 * colours. The array is not copied: who takes a frame does not change it.
 *
 * @param format what the samples are
 * @param bytes samples [rows, columns, samples] in little-endian order, a byte each where one bit is allocated
 * @param shift how many bits the stored ones lie above the lowest: high bit + 1 - bits stored
 * @param colours what the compressed frame itself says about its colours, else those of the format
 */
public record StoredFrame(PixelFormat format, byte[] bytes, int shift, Colours colours) {
    /** Says how three samples make a colour. */
    public enum Colours {
        RGB,
        YBR
    }

    /** Returns the number of samples. */
    public int length() {
        return bytes.length / format.width();
    }

    /** Returns one stored value: the stored bits alone, with their sign. */
    public long value(int index) {
        long word = switch (format.width()) {
            case 1 -> bytes[index] & 0xff;
            case 2 -> ByteOrders.unsigned16(bytes, 2 * index, false);
            default -> ByteOrders.unsigned32(bytes, 4 * index, false);
        };
        int free = Long.SIZE - format.stored();
        long top = word >>> shift << free;
        return format.signed() ? top >> free : top >>> free;
    }
}
