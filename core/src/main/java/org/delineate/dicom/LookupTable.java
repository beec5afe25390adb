package org.delineate.dicom;

import org.delineate.file.Printable;

/**
 * Holds a lookup table of PS3.3, C.11.1 and C.7.6.3.1.5: values below the first one have its entry, values above the
 * last one the last.
 */
final class LookupTable {
    private static final int MOST = 65_536;
    private static final int SIGN = 0x8000;
    private static final int DISCRETE = 0;
    private static final int LINEAR = 1;

    private final int first;
    private final int[] entries;
    private final int bits;

    private LookupTable(int first, int[] entries, int bits) {
        this.first = first;
        this.entries = entries;
        this.bits = bits;
    }

    /** Reads the table of a modality or VOI LUT's item. */
    static LookupTable of(DataSet item, boolean signed) {
        return read(item, Tag.LUT_DESCRIPTOR, Tag.LUT_DATA, signed);
    }

    /**
     * Reads a table.
     *
     * @param signed whether the values that it takes are, so that a first value stored as unsigned means a negative one
     */
    static LookupTable read(DataSet set, int descriptorTag, int dataTag, boolean signed) {
        int[] descriptor = descriptor(set, descriptorTag);
        byte[] data = set.bytes(dataTag).orElseThrow(() -> set.bad(dataTag, "missing or without a value"));
        int count = descriptor[0];
        boolean narrow = data.length < 2 * count;
        if (data.length < count) {
            throw set.bad(dataTag, data.length + " bytes for " + count + " entries");
        }
        int[] entries = new int[count];
        for (int i = 0; i < count; i++) {
            entries[i] = narrow ? data[i] & 0xff : ByteOrders.unsigned16(data, 2 * i, false);
        }
        return new LookupTable(first(descriptor, signed), entries, descriptor[2]);
    }

    /** Reads a table that is stored in discrete and linear segments (C.7.9.2). */
    static LookupTable segmented(DataSet set, int descriptorTag, int dataTag) {
        int[] descriptor = descriptor(set, descriptorTag);
        byte[] data = set.bytes(dataTag).orElseThrow(() -> set.bad(dataTag, "missing or without a value"));
        int[] entries = new int[descriptor[0]];
        int filled = 0;
        int at = 0;
        while (filled < entries.length) {
            if (at + 6 > data.length) {
                throw set.bad(dataTag, "segments of " + filled + " entries; " + entries.length + " are stated");
            }
            int kind = ByteOrders.unsigned16(data, at, false);
            int length = ByteOrders.unsigned16(data, at + 2, false);
            int bytes = kind == DISCRETE ? 2 * length : 2;
            boolean fits = kind == DISCRETE || kind == LINEAR && filled > 0;
            if (!fits || length == 0 || length > entries.length - filled || at + 4 + bytes > data.length) {
                throw set.bad(dataTag, "a segment of kind " + kind + " and length " + length + " at byte " + at);
            }
            int before = filled == 0 ? 0 : entries[filled - 1];
            for (int i = 0; i < length; i++) {
                int value = ByteOrders.unsigned16(data, at + 4 + (kind == DISCRETE ? 2 * i : 0), false);
                entries[filled++] =
                        kind == DISCRETE ? value : before + (int) Math.round((value - before) * (i + 1.0) / length);
            }
            at += 4 + bytes;
        }
        return new LookupTable(first(descriptor, false), entries, descriptor[2]);
    }

    private static int[] descriptor(DataSet set, int tag) {
        int[] descriptor = set.integers(tag);
        if (descriptor.length != 3) {
            throw set.bad(tag, Printable.plain(set.texts(tag).toString()) + ", expected 3 numbers");
        }
        int count = descriptor[0] & 0xffff;
        int bits = descriptor[2];
        if (bits < 1 || bits > 16) {
            throw set.bad(tag, "entries of " + bits + " bits; 1 to 16 are read");
        }
        return new int[] {count == 0 ? MOST : count, descriptor[1], bits};
    }

    private static int first(int[] descriptor, boolean signed) {
        int first = descriptor[1] & 0xffff;
        return descriptor[1] < 0 || signed && first >= SIGN ? first - MOST : first;
    }

    int entry(double value) {
        long index = Math.round(value) - first;
        return entries[(int) Math.max(0, Math.min(entries.length - 1, index))];
    }

    int bits() {
        return bits;
    }

    /** Returns the greatest entry. */
    int peak() {
        int peak = 0;
        for (int entry : entries) {
            peak = Math.max(peak, entry);
        }
        return peak;
    }
}
