package org.delineate.dicom.codec;

/** Finds the symbol of a Huffman code (T.81, annex C): codes of up to 9 bits by one look into a table. */
final class HuffmanTable {
    /** How many bits the table looks ahead. */
    static final int AHEAD = 9;

    private static final int LONGEST = 16;

    /** For the next 9 bits: length of the code in bits << 8 | symbol, or 0 where the code is longer. */
    private final short[] ahead = new short[1 << AHEAD];
    /** For each length: the first 16 bits that are greater than all codes up to it. */
    private final int[] above = new int[LONGEST + 1];
    /** For each length: what is added to a code to find its symbol. */
    private final int[] offset = new int[LONGEST + 1];

    private final int[] symbols;

    private HuffmanTable(int[] counts, int[] symbols) throws CodecException {
        this.symbols = symbols;
        int code = 0;
        int next = 0;
        for (int length = 1; length <= LONGEST; length++) {
            if (code + counts[length] > 1 << length) {
                throw new CodecException("a Huffman table has more codes of " + length + " bits than there are");
            }
            offset[length] = next - code;
            for (int i = 0; i < counts[length]; i++, code++, next++) {
                fillAhead(code, length, symbols[next]);
            }
            above[length] = code << LONGEST - length;
            code <<= 1;
        }
    }

    private void fillAhead(int code, int length, int symbol) {
        if (length <= AHEAD) {
            int from = code << AHEAD - length;
            for (int i = 0; i < 1 << AHEAD - length; i++) {
                ahead[from + i] = (short) (length << 8 | symbol);
            }
        }
    }

    /** Reads the counts of codes of each length, then their symbols (T.81, B.2.4.2). */
    static HuffmanTable read(MarkerReader segment) throws CodecException {
        int[] counts = new int[LONGEST + 1];
        int sum = 0;
        for (int length = 1; length <= LONGEST; length++) {
            counts[length] = segment.octet();
            sum += counts[length];
        }
        if (sum > 256) {
            throw new CodecException("a Huffman table has " + sum + " codes; at most 256 are possible");
        }
        int[] symbols = new int[sum];
        for (int i = 0; i < sum; i++) {
            symbols[i] = segment.octet();
        }
        return new HuffmanTable(counts, symbols);
    }

    /** Returns length << 8 | symbol for the next 9 bits, or 0 where the code is longer or does not exist. */
    int shortCode(int bits) {
        return ahead[bits];
    }

    /** Returns length << 8 | symbol for the next 16 bits, or 0 where the code does not exist. */
    int longCode(int bits) {
        for (int length = AHEAD + 1; length <= LONGEST; length++) {
            if (bits < above[length]) {
                return length << 8 | symbols[(bits >> LONGEST - length) + offset[length]];
            }
        }
        return 0;
    }
}
