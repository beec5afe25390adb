package org.delineate.png;

/** Undoes the filters of a PNG's rows (PNG specification, 9). */
final class PngRows {
    private static final int NONE = 0;
    private static final int SUB = 1;
    private static final int UP = 2;
    private static final int AVERAGE = 3;
    private static final int PAETH = 4;

    private PngRows() {}

    /**
     * Returns the bytes without filters, row by row; null where a row names none of the five.
     *
     * @param rows each with its filter in front
     * @param length bytes of a row
     * @param step bytes of a pixel
     */
    static byte[] unfiltered(byte[] rows, int height, int length, int step) {
        byte[] out = new byte[height * length];
        byte[] zero = new byte[length];
        for (int y = 0; y < height; y++) {
            int in = y * (1 + length) + 1;
            int to = y * length;
            byte[] above = y == 0 ? zero : out;
            int up = y == 0 ? 0 : to - length;
            switch (rows[in - 1]) {
                case NONE -> System.arraycopy(rows, in, out, to, length);
                case SUB -> sub(rows, in, out, to, length, step);
                case UP -> up(rows, in, above, up, out, to, length);
                case AVERAGE -> average(rows, in, above, up, out, to, length, step);
                case PAETH -> {
                    int next = in + 1 + length;
                    if (step == 1 && y + 1 < height && rows[next - 1] == PAETH) {
                        paethTwice(rows, in, above, up, out, to, length);
                        y++;
                    } else {
                        paeth(rows, in, above, up, out, to, length, step);
                    }
                }
                default -> {
                    return null;
                }
            }
        }
        return out;
    }

    private static void sub(byte[] rows, int in, byte[] out, int to, int length, int step) {
        System.arraycopy(rows, in, out, to, Math.min(step, length));
        for (int x = step; x < length; x++) {
            out[to + x] = (byte) (rows[in + x] + out[to + x - step]);
        }
    }

    private static void up(byte[] rows, int in, byte[] above, int up, byte[] out, int to, int length) {
        for (int x = 0; x < length; x++) {
            out[to + x] = (byte) (rows[in + x] + above[up + x]);
        }
    }

    private static void average(byte[] rows, int in, byte[] above, int up, byte[] out, int to, int length, int step) {
        for (int x = 0; x < length; x++) {
            int left = x < step ? 0 : out[to + x - step] & 0xff;
            out[to + x] = (byte) (rows[in + x] + (left + (above[up + x] & 0xff) >> 1));
        }
    }

    private static void paeth(byte[] rows, int in, byte[] above, int up, byte[] out, int to, int length, int step) {
        for (int x = 0; x < Math.min(step, length); x++) {
            out[to + x] = (byte) (rows[in + x] + above[up + x]);
        }
        for (int x = step; x < length; x++) {
            int left = out[to + x - step] & 0xff;
            int corner = above[up + x - step] & 0xff;
            out[to + x] = (byte) (rows[in + x] + predicted(left, above[up + x] & 0xff, corner));
        }
    }

    /**
     * Two rows of one byte a pixel, the lower one a pixel behind: each waits for its own last result only, and the
     * processor computes both at once.
     */
    private static void paethTwice(byte[] rows, int in, byte[] above, int up, byte[] out, int to, int length) {
        int below = in + 1 + length;
        int left = rows[in] + above[up] & 0xff;
        int corner = above[up] & 0xff;
        out[to] = (byte) left;
        int lowerLeft = 0;
        int lowerCorner = 0;
        for (int x = 1; x < length; x++) {
            int lower = rows[below + x - 1] + predicted(lowerLeft, left, lowerCorner) & 0xff;
            lowerCorner = left;
            lowerLeft = lower;
            int over = above[up + x] & 0xff;
            left = rows[in + x] + predicted(left, over, corner) & 0xff;
            corner = over;
            out[to + x] = (byte) left;
            out[to + length + x - 1] = (byte) lower;
        }
        out[to + 2 * length - 1] = (byte) (rows[below + length - 1] + predicted(lowerLeft, left, lowerCorner));
    }

    /**
     * The neighbour that is nearest to left + above - corner: of the two the less, or the greater, where the corner lies
     * beyond it on the other side; ties go to the left, then to the one above.
     */
    private static int predicted(int left, int above, int corner) {
        int least = Math.min(left, above);
        int most = Math.max(left, above);
        int line = 3 * corner - left - above;
        int inner = line >= most ? least : corner;
        return line <= least ? most : inner;
    }
}
