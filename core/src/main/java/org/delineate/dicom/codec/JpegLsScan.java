package org.delineate.dicom.codec;

import java.util.Arrays;

/**
 * Decodes the rows of a JPEG-LS scan (T.87, annex A), of one component or of several with interleaved rows or samples.
 *
 * <p>A row has one more sample on each side: to the left the sample that stands above the row's first, to the right
 * the last sample once more (annex A.2.1).
 */
final class JpegLsScan {
    /** Length of a run in bits for each run index (J of the standard). */
    private static final int[] RUN_BITS = {
        0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 9, 10, 11, 12, 13, 14, 15
    };

    private static final int CONTEXTS = 365;
    /** The contexts of a sample that ends a run: above it another value than to its left, or the same. */
    private static final int RUN_END = CONTEXTS;

    private final JpegLsParameters parameters;
    private final JpegLsBits bits;
    private final int width;
    private final int[][] rows;
    private final int[][] above;
    private final int[] runIndex;

    /** Region of each gradient from -T3 to T3. */
    private final byte[] region;

    private final int range;
    private final int errorBits;
    private final int longestCode;

    /** For each context: sum of error magnitudes, sum of errors, correction of the prediction, count. */
    private final int[] magnitudes = new int[CONTEXTS + 2];

    private final int[] errors = new int[CONTEXTS + 2]; // of a run's end: how many were negative
    private final int[] corrections = new int[CONTEXTS];
    private final int[] counts = new int[CONTEXTS + 2];

    JpegLsScan(JpegLsParameters parameters, JpegLsBits bits, int width, int components) {
        this.parameters = parameters;
        this.bits = bits;
        this.width = width;
        this.rows = new int[components][width + 2];
        this.above = new int[components][width + 2];
        this.runIndex = new int[components];
        this.region = regions();
        this.range = parameters.range();
        this.errorBits = parameters.errorBits();
        this.longestCode = parameters.longestCode();
        restart();
    }

    private byte[] regions() {
        int third = parameters.third();
        byte[] found = new byte[2 * third + 1];
        for (int d = 0; d <= third; d++) {
            int r = d <= parameters.near() ? 0 : d < parameters.first() ? 1 : d < parameters.second() ? 2 : 3;
            found[third + d] = (byte) (d == third ? 4 : r);
            found[third - d] = (byte) -found[third + d];
        }
        return found;
    }

    /** Forgets all that was decoded, as at the beginning of a scan and of each restart interval. */
    void restart() {
        Arrays.fill(magnitudes, Math.max(2, (range + 32) / 64));
        Arrays.fill(errors, 0);
        Arrays.fill(corrections, 0);
        Arrays.fill(counts, 1);
        Arrays.fill(runIndex, 0);
        for (int i = 0; i < rows.length; i++) {
            Arrays.fill(rows[i], 0);
            Arrays.fill(above[i], 0);
        }
    }

    /** Decodes the next row of each component, one component after the other. */
    void row() throws CodecException {
        turn();
        for (int c = 0; c < rows.length; c++) {
            int[] row = rows[c];
            int[] up = above[c];
            for (int x = 1; x <= width; ) {
                int context = context(row, up, x);
                if (context == 0) {
                    x = run(c, 1, x);
                } else {
                    row[x] = sample(context, row[x - 1], up[x], up[x - 1]);
                    x++;
                }
            }
        }
        bits.check();
    }

    /** Decodes the next row of all components, pixel by pixel. */
    void interleavedRow() throws CodecException {
        turn();
        int[] contexts = new int[rows.length];
        for (int x = 1; x <= width; ) {
            int any = 0;
            for (int c = 0; c < rows.length; c++) {
                contexts[c] = context(rows[c], above[c], x);
                any |= contexts[c];
            }
            if (any == 0) {
                x = run(0, rows.length, x);
                continue;
            }
            for (int c = 0; c < rows.length; c++) {
                int[] row = rows[c];
                int[] up = above[c];
                row[x] = sample(contexts[c], row[x - 1], up[x], up[x - 1]);
            }
            x++;
        }
        bits.check();
    }

    /** Makes the last row the one above, and sets the samples beside both. */
    private void turn() {
        for (int c = 0; c < rows.length; c++) {
            int[] done = rows[c];
            rows[c] = above[c];
            above[c] = done;
            done[width + 1] = done[width];
            rows[c][0] = done[1];
        }
    }

    /** Writes the component's last row into a picture's samples. */
    void store(int component, short[] values, int at, int step) {
        int[] row = rows[component];
        for (int x = 1; x <= width; x++) {
            values[at + (x - 1) * step] = (short) row[x];
        }
    }

    /** Returns the context of a sample, -364 to 364; 0 stands for a run (annex A.3). */
    private int context(int[] row, int[] up, int x) {
        int corner = up[x - 1];
        return 81 * region(up[x + 1] - up[x]) + 9 * region(up[x] - corner) + region(corner - row[x - 1]);
    }

    private int region(int gradient) {
        int third = parameters.third();
        return region[Math.max(-third, Math.min(third, gradient)) + third];
    }

    /** Decodes a sample outside of runs (annexes A.4 to A.6 and F.1). */
    private int sample(int context, int left, int up, int corner) throws CodecException {
        int sign = context < 0 ? -1 : 1;
        int q = Math.abs(context);
        int prediction = limit(median(left, up, corner) + sign * corrections[q]);
        int k = golomb(magnitudes[q], counts[q]);
        int code = code(k, longestCode);
        int error = code >> 1 ^ -(code & 1); // 0, -1, 1, -2 ..
        if (k == 0 && parameters.near() == 0 && 2 * errors[q] <= -counts[q]) {
            error = -error - 1;
        }
        update(q, error);
        return reconstruct(prediction, sign * error);
    }

    private static int median(int left, int up, int corner) {
        return Math.max(Math.min(left, up), Math.min(Math.max(left, up), left + up - corner));
    }

    private int limit(int value) {
        return Math.max(0, Math.min(parameters.most(), value));
    }

    /** Returns how many bits the Golomb code of a context stores as they are (annex A.5.1). */
    private static int golomb(int magnitude, int count) {
        int k = Math.max(0, Integer.numberOfLeadingZeros(count) - Integer.numberOfLeadingZeros(magnitude));
        return (long) count << k < magnitude ? k + 1 : k; // the least k with count << k >= magnitude
    }

    /** Reads a Golomb code of limited length (annex A.5.3). */
    private int code(int k, int longest) throws CodecException {
        int most = longest - errorBits - 1;
        int zeros = bits.zeros(most);
        long code = zeros < most ? ((long) zeros << k) + (k == 0 ? 0 : bits.number(k)) : bits.number(errorBits) + 1L;
        if (code > range + 1) { // the greatest magnitude is range / 2, and one more for its sign
            bits.check();
            throw new CodecException("a JPEG-LS error of " + code + " in a range of " + range);
        }
        return (int) code;
    }

    private void update(int q, int error) {
        errors[q] += error * (2 * parameters.near() + 1);
        magnitudes[q] += Math.abs(error);
        if (counts[q] == parameters.reset()) {
            magnitudes[q] >>= 1;
            errors[q] >>= 1; // rounds down, as the standard does for negative sums
            counts[q] >>= 1;
        }
        int count = ++counts[q];
        if (errors[q] <= -count) {
            errors[q] = Math.max(errors[q] + count, 1 - count);
            corrections[q] = Math.max(-128, corrections[q] - 1);
        } else if (errors[q] > 0) {
            errors[q] = Math.min(errors[q] - count, 0);
            corrections[q] = Math.min(127, corrections[q] + 1);
        }
    }

    /** Adds a quantized error to a prediction, modulo the range (annex A.4.5). */
    private int reconstruct(int prediction, int error) {
        int near = parameters.near();
        int value = prediction + error * (2 * near + 1);
        if (value < -near) {
            value += range * (2 * near + 1);
        } else if (value > parameters.most() + near) {
            value -= range * (2 * near + 1);
        }
        return limit(value);
    }

    /** Decodes a run and the sample that ends it (annex A.7); returns where the row goes on. */
    private int run(int component, int components, int from) throws CodecException {
        int index = runIndex[component];
        int x = from;
        while (bits.number(1) == 1) {
            int full = 1 << RUN_BITS[index];
            int length = Math.min(full, width + 1 - x);
            fill(component, components, x, length);
            x += length;
            if (length == full && index < RUN_BITS.length - 1) {
                index++;
            }
            if (x > width) {
                runIndex[component] = index;
                return x;
            }
        }
        int length = RUN_BITS[index] == 0 ? 0 : bits.number(RUN_BITS[index]);
        if (length > width - x) {
            bits.check();
            throw new CodecException("a JPEG-LS run of " + length + " samples, with " + (width - x + 1) + " left");
        }
        fill(component, components, x, length);
        x += length;
        int longest = longestCode - RUN_BITS[index] - 1;
        for (int c = component; c < component + components; c++) {
            rows[c][x] = endOfRun(rows[c][x - 1], above[c][x], components == 1, longest);
        }
        runIndex[component] = Math.max(0, index - 1);
        return x + 1;
    }

    private void fill(int component, int components, int x, int length) {
        for (int c = component; c < component + components; c++) {
            Arrays.fill(rows[c], x, x + length, rows[c][x - 1]);
        }
    }

    /** Decodes the sample that ends a run (annex A.7.2); in interleaved samples always as if above differed. */
    private int endOfRun(int left, int up, boolean mayEqual, int longest) throws CodecException {
        int equal = mayEqual && Math.abs(left - up) <= parameters.near() ? 1 : 0;
        int q = RUN_END + equal;
        int k = golomb(magnitudes[q] + (equal == 1 ? counts[q] >> 1 : 0), counts[q]);
        int code = code(k, longest);
        int magnitude = code + equal + 1 >> 1;
        boolean odd = (code + equal & 1) == 1;
        boolean negative = odd == (k != 0 || 2 * errors[q] >= counts[q]) && magnitude > 0;
        if (negative) {
            errors[q]++;
        }
        magnitudes[q] += code + 1 - equal >> 1;
        if (counts[q] == parameters.reset()) {
            magnitudes[q] >>= 1;
            counts[q] >>= 1;
            errors[q] >>= 1;
        }
        counts[q]++;
        int error = negative ? -magnitude : magnitude;
        return reconstruct(equal == 1 ? left : up, equal == 0 && left > up ? -error : error);
    }
}
