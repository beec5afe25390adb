package org.delineate.dicom.codec;

/**
 * Codes samples as JPEG-LS (T.87, annex A).
 *
 * @param interleave 0 none, 1 by rows, 2 by samples
 * @param thresholds T1, T2 and T3
 * @param restartRows rows in a restart interval; 0 for none
 */
record JpegLsEncoder(int bits, int near, int interleave, int most, int[] thresholds, int reset, int restartRows) {
    /** Codes the planes of a picture; changes them to what a decoder must find. */
    byte[] encode(int height, int width, int[][] planes) {
        CodedBytes out = new CodedBytes(true);
        int[][] sampling = new int[planes.length][];
        int[] all = new int[planes.length];
        for (int c = 0; c < planes.length; c++) {
            sampling[c] = new int[] {1, 1};
            all[c] = c;
        }
        out.frame(0xf7, bits, height, width, sampling).segment(0xf8, preset()).segment(0xdd, 0, restartRows);
        if (interleave == 0) {
            for (int c = 0; c < planes.length; c++) {
                out.scan(new int[] {c}, near, 0, 0);
                new Scan(out, width, new int[][] {planes[c]}).code(height);
            }
        } else {
            out.scan(all, near, interleave, 0);
            new Scan(out, width, planes).code(height);
        }
        return out.end();
    }

    private int[] preset() {
        int[] values = {most, thresholds[0], thresholds[1], thresholds[2], reset};
        int[] content = new int[11];
        content[0] = 1;
        for (int i = 0; i < 5; i++) {
            content[1 + 2 * i] = values[i] >> 8;
            content[2 + 2 * i] = values[i] & 0xff;
        }
        return content;
    }

    /** Codes the planes of one scan. */
    private final class Scan {
        private static final int[] J = {
            0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 9, 10, 11, 12, 13, 14, 15
        };

        private final CodedBytes out;
        private final int width;
        private final int[][] planes;
        private final int range = (most + 2 * near) / (2 * near + 1) + 1;
        private final int qbpp = log2(range);
        private final int bpp = Math.max(2, log2(most + 1));
        private final int limit = 2 * (bpp + Math.max(8, bpp));
        private final int[] a = new int[367];
        private final int[] b = new int[367];
        private final int[] c = new int[367];
        private final int[] n = new int[367];
        private final int[] runIndex;
        private int firstRow;

        Scan(CodedBytes out, int width, int[][] planes) {
            this.out = out;
            this.width = width;
            this.planes = planes;
            this.runIndex = new int[planes.length];
        }

        private static int log2(int values) {
            int found = 0;
            while (1 << found < values) {
                found++;
            }
            return found;
        }

        void code(int height) {
            for (int y = 0; y < height; y++) {
                if (y == 0 || restartRows > 0 && y % restartRows == 0) {
                    if (y > 0) {
                        out.align().marker(0xd0 + (y / restartRows - 1) % 8);
                    }
                    begin(y);
                }
                if (interleave == 2) {
                    row(y, 0, planes.length);
                } else {
                    for (int p = 0; p < planes.length; p++) {
                        row(y, p, p + 1);
                    }
                }
            }
            out.align();
        }

        private void begin(int y) {
            firstRow = y;
            for (int q = 0; q < 367; q++) {
                a[q] = Math.max(2, (range + 32) / 64);
                b[q] = 0;
                c[q] = 0;
                n[q] = 1;
            }
            java.util.Arrays.fill(runIndex, 0);
        }

        /** Returns a sample that is already coded, or what the standard puts beside the rows. */
        private int at(int p, int x, int y) {
            if (y < firstRow) {
                return 0;
            }
            if (x < 0) {
                return at(p, 0, y - 1);
            }
            return planes[p][y * width + Math.min(x, width - 1)];
        }

        private int gradient(int d) {
            int size = Math.abs(d);
            int q = size <= near
                    ? 0
                    : size < thresholds[0] ? 1 : size < thresholds[1] ? 2 : size < thresholds[2] ? 3 : 4;
            return d < 0 ? -q : q;
        }

        private int context(int p, int x, int y) {
            int ra = at(p, x - 1, y);
            int rb = at(p, x, y - 1);
            int rc = at(p, x - 1, y - 1);
            int rd = at(p, x + 1, y - 1);
            return (gradient(rd - rb) * 9 + gradient(rb - rc)) * 9 + gradient(rc - ra);
        }

        private void row(int y, int from, int to) {
            int x = 0;
            while (x < width) {
                boolean flat = true;
                for (int p = from; p < to; p++) {
                    flat &= context(p, x, y) == 0;
                }
                if (flat) {
                    x = run(y, x, from, to);
                } else {
                    for (int p = from; p < to; p++) {
                        regular(p, x, y);
                    }
                    x++;
                }
            }
        }

        private int run(int y, int start, int from, int to) {
            int x = start;
            while (x < width && equalsLeft(y, start, x, from, to)) {
                for (int p = from; p < to; p++) {
                    planes[p][y * width + x] = at(p, start - 1, y);
                }
                x++;
            }
            int count = x - start;
            int index = runIndex[from];
            while (count >= 1 << J[index]) {
                out.bits(1, 1);
                count -= 1 << J[index];
                index = Math.min(31, index + 1);
            }
            if (x == width) {
                if (count > 0) {
                    out.bits(1, 1);
                }
                runIndex[from] = index;
                return x;
            }
            out.bits(0, 1).bits(count, J[index]);
            for (int p = from; p < to; p++) {
                endOfRun(p, x, y, to - from == 1, limit - J[index] - 1);
            }
            runIndex[from] = Math.max(0, index - 1);
            return x + 1;
        }

        private boolean equalsLeft(int y, int start, int x, int from, int to) {
            for (int p = from; p < to; p++) {
                if (Math.abs(planes[p][y * width + x] - at(p, start - 1, y)) > near) {
                    return false;
                }
            }
            return true;
        }

        private void endOfRun(int p, int x, int y, boolean single, int longest) {
            int ra = at(p, x - 1, y);
            int rb = at(p, x, y - 1);
            int type = single && Math.abs(ra - rb) <= near ? 1 : 0;
            int sign = type == 0 && ra > rb ? -1 : 1;
            int prediction = type == 1 ? ra : rb;
            int error = quantize(sign * (planes[p][y * width + x] - prediction));
            planes[p][y * width + x] = reconstruct(prediction + sign * error * (2 * near + 1));
            error = modulo(error);
            int q = 365 + type;
            int k = 0;
            while (n[q] << k < (type == 0 ? a[q] : a[q] + (n[q] >> 1))) {
                k++;
            }
            boolean map = error > 0 && k == 0 && 2 * b[q] < n[q] || error < 0 && (k != 0 || 2 * b[q] >= n[q]);
            int code = 2 * Math.abs(error) - type - (map ? 1 : 0);
            golomb(code, k, longest);
            b[q] += error < 0 ? 1 : 0;
            a[q] += code + 1 - type >> 1;
            if (n[q] == reset) {
                a[q] >>= 1;
                n[q] >>= 1;
                b[q] >>= 1;
            }
            n[q]++;
        }

        private int quantize(int error) {
            return error > 0 ? (error + near) / (2 * near + 1) : -((near - error) / (2 * near + 1));
        }

        private int reconstruct(int value) {
            return Math.max(0, Math.min(most, value));
        }

        private int modulo(int error) {
            int positive = error < 0 ? error + range : error;
            return positive >= (range + 1) / 2 ? positive - range : positive;
        }

        private void regular(int p, int x, int y) {
            int context = context(p, x, y);
            int sign = context < 0 ? -1 : 1;
            int q = Math.abs(context);
            int ra = at(p, x - 1, y);
            int rb = at(p, x, y - 1);
            int rc = at(p, x - 1, y - 1);
            int prediction = ra + rb - Math.max(Math.min(ra, rb), Math.min(Math.max(ra, rb), rc));
            prediction = reconstruct(prediction + sign * c[q]);
            int error = quantize(sign * (planes[p][y * width + x] - prediction));
            planes[p][y * width + x] = reconstruct(prediction + sign * error * (2 * near + 1));
            error = modulo(error);
            int k = 0;
            while (n[q] << k < a[q]) {
                k++;
            }
            int code = error >= 0 ? 2 * error : -2 * error - 1;
            if (near == 0 && k == 0 && 2 * b[q] <= -n[q]) {
                code = error >= 0 ? 2 * error + 1 : -2 * (error + 1);
            }
            golomb(code, k, limit);
            adapt(q, error);
        }

        private void adapt(int q, int error) {
            b[q] += error * (2 * near + 1);
            a[q] += Math.abs(error);
            if (n[q] == reset) {
                a[q] /= 2;
                b[q] = Math.floorDiv(b[q], 2);
                n[q] /= 2;
            }
            n[q]++;
            if (b[q] <= -n[q]) {
                b[q] += n[q];
                c[q] = Math.max(-128, c[q] - 1);
                b[q] = b[q] <= -n[q] ? -n[q] + 1 : b[q];
            } else if (b[q] > 0) {
                b[q] -= n[q];
                c[q] = Math.min(127, c[q] + 1);
                b[q] = Math.min(0, b[q]);
            }
        }

        private void golomb(int code, int k, int longest) {
            int high = code >> k;
            if (high < longest - qbpp - 1) {
                zeros(high);
                out.bits(1, 1).bits(code, k);
            } else {
                zeros(longest - qbpp - 1);
                out.bits(1, 1).bits(code - 1, qbpp);
            }
        }

        private void zeros(int count) {
            for (int i = 0; i < count; i++) {
                out.bits(0, 1);
            }
        }
    }
}
