package org.delineate.dataset.audit;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import org.delineate.image.Image;
import org.delineate.image.Mask;

/**
 * A perceptual fingerprint: the local contrast of a picture at 32 x 32. Copies keep it through scaling, compression,
 * changes of contrast and small marks; different pictures of one organ share their coarse brightness, which it leaves
 * out.
 *
 * <p>It is kept in one byte per field, so that what is stored in a file compares exactly as what was just computed.
 */
final class Fingerprint {
    static final int SIDE = 32;
    static final int BITS = 256;
    private static final int RADIUS = 4;
    private static final int[][] SOURCES = new int[Symmetry.values().length][];

    static {
        for (Symmetry symmetry : Symmetry.values()) {
            SOURCES[symmetry.ordinal()] = symmetry.sources(SIDE);
        }
    }

    private final byte[] levels;
    private final float[] detail;
    private final long[][] hashes = new long[Symmetry.values().length][BITS / 64];

    /**
     * Takes the levels that {@link #levels} returned.
     *
     * @throws IllegalArgumentException where they are not one per field
     */
    @JsonCreator
    Fingerprint(byte[] levels) {
        if (levels.length != SIDE * SIDE) {
            throw new IllegalArgumentException(levels.length + " levels of a fingerprint of " + SIDE * SIDE);
        }
        this.levels = levels.clone();
        float[] values = new float[levels.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = levels[i];
        }
        detail = unit(values);
        for (Symmetry symmetry : Symmetry.values()) {
            int[] at = SOURCES[symmetry.ordinal()];
            for (int bit = 0; bit < BITS; bit++) {
                int i = bit / 16 * 2 * SIDE + bit % 16 * 2;
                float block = detail[at[i]] + detail[at[i + 1]] + detail[at[i + SIDE]] + detail[at[i + SIDE + 1]];
                hashes[symmetry.ordinal()][bit / 64] |= block > 0 ? 1L << (bit % 64) : 0;
            }
        }
    }

    static Fingerprint of(Image image) {
        return new Fingerprint(levels(unit(detail(thumbnail(image.luminance(), image.height(), image.width())))));
    }

    /** Returns the local contrast of each field, -127..127. */
    @JsonValue
    byte[] levels() {
        return levels.clone();
    }

    private static byte[] levels(float[] unit) {
        float largest = 0;
        for (float v : unit) {
            largest = Math.max(largest, Math.abs(v));
        }
        byte[] levels = new byte[unit.length];
        for (int i = 0; i < levels.length && largest > 0; i++) {
            levels[i] = (byte) Math.round(127 * unit[i] / largest);
        }
        return levels;
    }

    /** Computes the share of lesion in each of 32 x 32 fields, 0..255. */
    static byte[] thumbnail(Mask mask) {
        float[] plane = new float[mask.height() * mask.width()];
        for (int i = 0; i < plane.length; i++) {
            plane[i] = mask.at(i) ? 1 : 0;
        }
        float[] shares = thumbnail(plane, mask.height(), mask.width());
        byte[] thumbnail = new byte[shares.length];
        for (int i = 0; i < shares.length; i++) {
            thumbnail[i] = (byte) Math.round(255 * shares[i]);
        }
        return thumbnail;
    }

    /** Correlation in -1..1 with the other picture under the symmetry; 0 where one of them is blank. */
    double similarity(Fingerprint other, Symmetry symmetry) {
        int[] at = SOURCES[symmetry.ordinal()];
        float sum = 0;
        for (int i = 0; i < at.length; i++) {
            sum += detail[i] * other.detail[at[i]];
        }
        return sum;
    }

    /** Hamming distance of the hashes, the other picture's under the symmetry: far cheaper than the correlation. */
    int distance(Fingerprint other, Symmetry symmetry) {
        long[] mine = hashes[0];
        long[] theirs = other.hashes[symmetry.ordinal()];
        int bits = 0;
        for (int i = 0; i < mine.length; i++) {
            bits += Long.bitCount(mine[i] ^ theirs[i]);
        }
        return bits;
    }

    /** Dice coefficient of two mask thumbnails, the second under the symmetry; 1 where both are empty. */
    static double dice(byte[] mask, byte[] other, Symmetry symmetry) {
        int[] at = SOURCES[symmetry.ordinal()];
        double common = 0;
        double sum = 0;
        for (int i = 0; i < at.length; i++) {
            int mine = mask[i] & 0xff;
            int theirs = other[at[i]] & 0xff;
            common += Math.min(mine, theirs);
            sum += mine + theirs;
        }
        return sum == 0 ? 1 : 2 * common / sum;
    }

    /** Averages over the fields of a 32 x 32 grid; a pixel on a border of fields counts by its share. */
    private static float[] thumbnail(float[] plane, int height, int width) {
        float[] means = new float[SIDE * SIDE];
        for (int i = 0; i < means.length; i++) {
            double top = (double) (i / SIDE) * height / SIDE;
            double left = (double) (i % SIDE) * width / SIDE;
            double bottom = top + (double) height / SIDE;
            double right = left + (double) width / SIDE;
            double sum = 0;
            for (int y = (int) top; y < Math.min(height, bottom); y++) {
                double row = 0;
                for (int x = (int) left; x < Math.min(width, right); x++) {
                    row += plane[y * width + x] * (Math.min(x + 1, right) - Math.max(x, left));
                }
                sum += row * (Math.min(y + 1, bottom) - Math.max(y, top));
            }
            means[i] = (float) (sum / ((bottom - top) * (right - left)));
        }
        return means;
    }

    /** Subtracts from each field the mean of the fields around it. */
    private static float[] detail(float[] thumbnail) {
        float[] detail = new float[thumbnail.length];
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                float sum = 0;
                int n = 0;
                for (int v = Math.max(0, y - RADIUS); v <= Math.min(SIDE - 1, y + RADIUS); v++) {
                    for (int u = Math.max(0, x - RADIUS); u <= Math.min(SIDE - 1, x + RADIUS); u++) {
                        sum += thumbnail[v * SIDE + u];
                        n++;
                    }
                }
                detail[y * SIDE + x] = thumbnail[y * SIDE + x] - sum / n;
            }
        }
        return detail;
    }

    /** Scales to mean 0 and length 1; all 0 where there is no detail. */
    private static float[] unit(float[] detail) {
        double mean = 0;
        for (float v : detail) {
            mean += v / detail.length;
        }
        double square = 0;
        for (float v : detail) {
            square += (v - mean) * (v - mean);
        }
        float[] unit = new float[detail.length];
        for (int i = 0; i < unit.length && square > 1e-12; i++) {
            unit[i] = (float) ((detail[i] - mean) / Math.sqrt(square));
        }
        return unit;
    }
}
