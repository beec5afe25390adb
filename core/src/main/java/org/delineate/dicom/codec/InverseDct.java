package org.delineate.dicom.codec;

/**
 * Turns the coefficients of a block into samples (T.81, A.3.3).
 *
 * <p>The one-dimensional transform is that of Arai, Agui and Nakajima (Transactions of the IEICE E71, 1988): its five
 * multiplications suffice where the dequantized coefficients are scaled, which the quantization table does.
 */
final class InverseDct {
    /** Index in rows of the coefficient at each place of the zigzag order (T.81, figure A.6). */
    static final int[] ZIGZAG = zigzag();

    private static final float ROOT2 = (float) Math.sqrt(2);
    private static final float A = (float) (2 * Math.cos(Math.PI / 8));
    private static final float B = (float) (2 * (Math.cos(Math.PI / 8) - Math.cos(3 * Math.PI / 8)));
    private static final float C = (float) (2 * (Math.cos(Math.PI / 8) + Math.cos(3 * Math.PI / 8)));

    private final float middle;
    private final int most;

    InverseDct(int bits) {
        this.middle = (1 << bits - 1) + 0.5f; // level shift, and a half to round
        this.most = (1 << bits) - 1;
    }

    private static int[] zigzag() {
        int[] order = new int[64];
        int i = 0;
        for (int diagonal = 0; diagonal < 15; diagonal++) {
            for (int k = Math.max(0, diagonal - 7); k <= Math.min(diagonal, 7); k++) {
                int row = diagonal % 2 == 0 ? diagonal - k : k;
                order[i++] = row * 8 + diagonal - row;
            }
        }
        return order;
    }

    /** Returns what quantized coefficients are multiplied with for this transform; both in zigzag order. */
    static float[] scale(int[] quantization) {
        float[] scale = new float[64];
        for (int k = 0; k < 64; k++) {
            scale[k] = (float) (quantization[k] * factor(ZIGZAG[k] / 8) * factor(ZIGZAG[k] % 8) / 8);
        }
        return scale;
    }

    private static double factor(int frequency) {
        return frequency == 0 ? 1 : Math.sqrt(2) * Math.cos(frequency * Math.PI / 16);
    }

    /** Transforms a block of scaled coefficients, in rows, in its place; writes the part within the component. */
    void block(float[] block, JpegComponent component, int x, int y) {
        for (int column = 0; column < 8; column++) {
            line(block, column, 8);
        }
        for (int row = 0; row < 8; row++) {
            line(block, row * 8, 1);
        }
        int width = Math.min(8, component.width - x * 8);
        int height = Math.min(8, component.height - y * 8);
        short[] samples = component.samples;
        for (int row = 0; row < height; row++) {
            int at = component.first + (y * 8 + row) * component.rowStep + x * 8 * component.step;
            for (int column = 0; column < width; column++, at += component.step) {
                samples[at] = sample(block[row * 8 + column]);
            }
        }
    }

    /** Writes a block whose coefficients but the first are zero. */
    void flat(float coefficient, JpegComponent component, int x, int y) {
        short value = sample(coefficient);
        int width = Math.min(8, component.width - x * 8);
        int height = Math.min(8, component.height - y * 8);
        for (int row = 0; row < height; row++) {
            int at = component.first + (y * 8 + row) * component.rowStep + x * 8 * component.step;
            for (int column = 0; column < width; column++, at += component.step) {
                component.samples[at] = value;
            }
        }
    }

    private short sample(float value) {
        return (short) Math.max(0, Math.min(most, (int) (value + middle)));
    }

    private static void line(float[] b, int at, int step) {
        float x0 = b[at];
        float x1 = b[at + step];
        float x2 = b[at + 2 * step];
        float x3 = b[at + 3 * step];
        float x4 = b[at + 4 * step];
        float x5 = b[at + 5 * step];
        float x6 = b[at + 6 * step];
        float x7 = b[at + 7 * step];

        // even frequencies: e0..e3 is the sum of a sample and its mirror image
        float sum26 = x2 + x6;
        float turned26 = (x2 - x6) * ROOT2 - sum26;
        float e0 = x0 + x4 + sum26;
        float e3 = x0 + x4 - sum26;
        float e1 = x0 - x4 + turned26;
        float e2 = x0 - x4 - turned26;

        // odd frequencies: o0..o3 is their difference
        float sum17 = x1 + x7;
        float difference17 = x1 - x7;
        float sum53 = x5 + x3;
        float difference53 = x5 - x3;
        float common = (difference17 + difference53) * A;
        float o0 = sum17 + sum53;
        float o1 = common - difference53 * C - o0;
        float o2 = (sum17 - sum53) * ROOT2 - o1;
        float o3 = difference17 * B - common + o2;

        b[at] = e0 + o0;
        b[at + step] = e1 + o1;
        b[at + 2 * step] = e2 + o2;
        b[at + 3 * step] = e3 - o3;
        b[at + 4 * step] = e3 + o3;
        b[at + 5 * step] = e2 - o2;
        b[at + 6 * step] = e1 - o1;
        b[at + 7 * step] = e0 - o0;
    }
}
