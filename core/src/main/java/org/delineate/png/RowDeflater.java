package org.delineate.png;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.zip.Adler32;

/**
 * Compresses filtered rows of a picture to a zlib stream (RFC 1950, 1951): one Huffman code for all bytes, and repetitions
 * of one byte as matches; no other repetition is searched for, since the noise of photographs has none. That takes a
 * fifth of the time of deflate's first level.
 */
final class RowDeflater {
    private static final int BYTES = 256;
    private static final int END = 256;
    private static final int SYMBOLS = 286; // bytes, the end, 29 ranges of lengths
    private static final int LONGEST_CODE = 14; // four of them, and seven bits, fit into a long
    private static final int LEAST_MATCH = 3;
    private static final int MOST_MATCH = 258;
    private static final int SAMPLED = 4; // one row in so many tells how often each byte occurs
    private static final int[] LENGTH_SYMBOL = new int[MOST_MATCH + 1];
    private static final int[] LENGTH_BASE = new int[SYMBOLS];
    private static final int[] LENGTH_BITS = new int[SYMBOLS];

    static { // RFC 1951, 3.2.5: four ranges each of lengths with 0, 0, 1, 2, ... more bits; the greatest has none
        int length = LEAST_MATCH;
        for (int symbol = END + 1; symbol < SYMBOLS; symbol++) {
            int bits = symbol == SYMBOLS - 1 ? 0 : Math.max(0, (symbol - END - 1) / 4 - 1);
            length = symbol == SYMBOLS - 1 ? MOST_MATCH : length;
            LENGTH_BASE[symbol] = length;
            LENGTH_BITS[symbol] = bits;
            for (int i = 0; i < 1 << bits && length <= MOST_MATCH; i++) {
                LENGTH_SYMBOL[length++] = symbol;
            }
        }
    }

    private final byte[] rows;
    private final int rowLength;
    private ByteBuffer out;
    private int written;
    private long pending; // bits of a byte that is not full, the first ones lowest
    private int pendingBits;

    private RowDeflater(byte[] rows, int rowLength) {
        this.rows = rows;
        this.rowLength = rowLength;
        out = buffer(rows.length / 2 + 2 * rowLength + 1024);
    }

    /** Compresses rows of equal length. */
    static byte[] zlib(byte[] rows, int rowLength) {
        return new RowDeflater(rows, rowLength).zlib();
    }

    private byte[] zlib() {
        int[] lengths = lengths(counts());
        int[] codes = codes(lengths);
        put(0x0178, 16); // window of 32 KiB, fastest
        put(5, 3); // the last block, with its own codes
        put(SYMBOLS - 257, 5);
        put(0, 5); // one distance
        put(15, 4); // lengths of codes come as plain numbers of four bits:
        for (int symbol : new int[] {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}) {
            put(symbol < 16 ? 4 : 0, 3);
        }
        for (int length : lengths) {
            put(reversed(length, 4), 4);
        }
        put(reversed(1, 4), 4); // the distance 1 has a code of one bit, 0
        for (int from = 0; from < rows.length; from += rowLength) {
            write(from, from + rowLength, codes);
        }
        put(codes[END] & 0xffff, codes[END] >>> 16);
        put(0, -pendingBits & 7); // the rest of a byte
        Adler32 sum = new Adler32();
        sum.update(rows);
        put(Integer.reverseBytes((int) sum.getValue()) & 0xffffffffL, 32);
        return Arrays.copyOf(out.array(), written);
    }

    private static ByteBuffer buffer(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Counts how often each symbol occurs in some of the rows; one that does not counts once. */
    private int[] counts() {
        int[] counts = new int[SYMBOLS];
        Arrays.fill(counts, 1);
        for (int from = 0; from < rows.length; from += SAMPLED * rowLength) {
            int to = from + rowLength;
            for (int i = from; i < to; ) {
                counts[rows[i] & 0xff]++;
                int left = repeated(i++, to) - 1;
                for (int length = match(left); length > 0; length = match(left)) {
                    counts[LENGTH_SYMBOL[length]]++;
                    left -= length;
                    i += length;
                }
            }
        }
        return counts;
    }

    /** Writes four bytes at once, but for the ends of rows and what is repeated. */
    private void write(int from, int to, int[] codes) {
        if (out.capacity() - written < 2 * rowLength + 64) {
            out = buffer(out.capacity() + out.capacity() / 2 + 2 * rowLength).put(0, out.array(), 0, written);
        }
        for (int i = from; i < to; ) {
            i = writeFours(i, to, codes);
            if (i < to) {
                put(codes[rows[i] & 0xff] & 0xffff, codes[rows[i] & 0xff] >>> 16);
                int left = repeated(i++, to) - 1;
                for (int length = match(left); length > 0; length = match(left)) {
                    int symbol = LENGTH_SYMBOL[length];
                    put(codes[symbol] & 0xffff, codes[symbol] >>> 16);
                    put(length - LENGTH_BASE[symbol], LENGTH_BITS[symbol] + 1); // and a 0 for the distance
                    left -= length;
                    i += length;
                }
            }
        }
    }

    /** Returns the first place that it has not written: four equal bytes, or fewer than four. */
    private int writeFours(int from, int to, int[] codes) {
        long bits = pending;
        int count = pendingBits;
        int i = from;
        for (; i + 4 <= to; i += 4) {
            int a = rows[i] & 0xff;
            int b = rows[i + 1] & 0xff;
            int c = rows[i + 2] & 0xff;
            int d = rows[i + 3] & 0xff;
            if ((a ^ b | b ^ c | c ^ d) == 0) {
                break;
            }
            bits |= (long) (codes[a] & 0xffff) << count;
            count += codes[a] >>> 16;
            bits |= (long) (codes[b] & 0xffff) << count;
            count += codes[b] >>> 16;
            bits |= (long) (codes[c] & 0xffff) << count;
            count += codes[c] >>> 16;
            bits |= (long) (codes[d] & 0xffff) << count;
            count += codes[d] >>> 16;
            out.putLong(written, bits);
            written += count >>> 3;
            bits >>>= count & ~7;
            count &= 7;
        }
        pending = bits;
        pendingBits = count;
        return i;
    }

    private void put(long bits, int count) {
        pending |= bits << pendingBits;
        pendingBits += count;
        out.putLong(written, pending);
        written += pendingBits >>> 3;
        pending >>>= pendingBits & ~7;
        pendingBits &= 7;
    }

    /** Counts the bytes from a place on that equal the first of them; 1 where they are fewer than four. */
    private int repeated(int at, int to) {
        byte value = rows[at];
        if (at + 4 > to || rows[at + 1] != value || rows[at + 2] != value || rows[at + 3] != value) {
            return 1;
        }
        int differing = Arrays.mismatch(rows, at + 1, to, rows, at, to - 1);
        return differing < 0 ? to - at : 1 + differing;
    }

    /** Returns the length of the next match where so many bytes are left of a repetition; 0 where they are too few. */
    private static int match(int left) {
        return left < LEAST_MATCH ? 0 : Math.min(left, MOST_MATCH);
    }

    /** Gives each symbol the length of its code (Huffman 1952); counts are halved until no code is too long. */
    private static int[] lengths(int[] counts) {
        int[] lengths = huffman(counts);
        while (Arrays.stream(lengths).max().getAsInt() > LONGEST_CODE) {
            counts = Arrays.stream(counts).map(c -> (c + 1) / 2).toArray();
            lengths = huffman(counts);
        }
        return lengths;
    }

    /** Joins the two rarest again and again: those of two queues, as what is joined comes in ascending order. */
    private static int[] huffman(int[] counts) {
        int n = counts.length;
        int[] order = IntStream.range(0, n)
                .mapToLong(i -> (long) counts[i] << 16 | i)
                .sorted()
                .mapToInt(key -> (int) key & 0xffff)
                .toArray();
        long[] joined = new long[n - 1];
        int[] parent = new int[2 * n - 1]; // of the symbols in this order, then of the joined ones
        int symbol = 0;
        int pair = 0;
        for (int made = 0; made < n - 1; made++) {
            for (int half = 0; half < 2; half++) {
                boolean takesSymbol = symbol < n && (pair == made || counts[order[symbol]] <= joined[pair]);
                joined[made] += takesSymbol ? counts[order[symbol]] : joined[pair];
                parent[takesSymbol ? symbol++ : n + pair++] = n + made;
            }
        }
        int[] depth = new int[2 * n - 1];
        int[] lengths = new int[n];
        for (int i = 2 * n - 3; i >= 0; i--) {
            depth[i] = depth[parent[i]] + 1;
            if (i < n) {
                lengths[order[i]] = depth[i];
            }
        }
        return lengths;
    }

    /** Numbers the codes (RFC 1951, 3.2.2): the reversed code, with its length in the upper 16 bits. */
    private static int[] codes(int[] lengths) {
        int[] next = new int[LONGEST_CODE + 2];
        for (int length : lengths) {
            next[length + 1]++;
        }
        for (int i = 1; i < next.length; i++) {
            next[i] = next[i - 1] + next[i] << 1;
        }
        int[] codes = new int[lengths.length];
        for (int symbol = 0; symbol < codes.length; symbol++) {
            int length = lengths[symbol];
            codes[symbol] = length << 16 | reversed(next[length]++, length);
        }
        return codes;
    }

    private static int reversed(int code, int length) {
        return Integer.reverse(code) >>> 32 - length;
    }
}
