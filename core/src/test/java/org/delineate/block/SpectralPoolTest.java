package org.delineate.block;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Random;
import org.delineate.block.SpectralPool.Axes;
import org.delineate.nn.Graph;
import org.delineate.nn.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against transforms by their definition, in 64 bits. */
class SpectralPoolTest {
    private static double[][] picture(int h, int w) {
        Random random = new Random(h * 100 + w);
        double[][] x = new double[h][w];
        for (double[] row : x) {
            Arrays.setAll(row, i -> (float) random.nextGaussian());
        }
        return x;
    }

    private static Tensor tensor(double[][] x) {
        float[] v = new float[x.length * x[0].length];
        for (int i = 0; i < v.length; i++) {
            v[i] = (float) x[i / x[0].length][i % x[0].length];
        }
        return Tensor.of(v, 1, 1, x.length, x[0].length);
    }

    private static void assertClose(double[][] expected, Tensor actual) {
        float[] values = actual.toFloats();
        int w = expected[0].length;
        assertArrayEquals(new long[] {1, 1, expected.length, w}, actual.shape());
        for (int i = 0; i < values.length; i++) {
            assertEquals(expected[i / w][i % w], values[i], 2e-6, "at " + i / w + ", " + i % w);
        }
    }

    /**
     * Unitary transform of one line, real and imaginary part; keep the bins 0..n-1, one bin of n and N-n with
     * sqrt(1/2), then N-n+1..N-1; unitary transform back.
     */
    private static double[][] pooled(double[] re, double[] im, int out) {
        int in = re.length;
        int n = out / 2;
        double[][] spectrum = transform(re, im, -1);
        double[] keptRe = new double[out];
        double[] keptIm = new double[out];
        for (int k = 0; k < n; k++) {
            keptRe[k] = spectrum[0][k];
            keptIm[k] = spectrum[1][k];
        }
        keptRe[n] = Math.sqrt(0.5) * (spectrum[0][n] + spectrum[0][in - n]);
        keptIm[n] = Math.sqrt(0.5) * (spectrum[1][n] + spectrum[1][in - n]);
        for (int k = n + 1; k < out; k++) {
            keptRe[k] = spectrum[0][in - out + k];
            keptIm[k] = spectrum[1][in - out + k];
        }
        return transform(keptRe, keptIm, 1);
    }

    private static double[][] transform(double[] re, double[] im, int sign) {
        int n = re.length;
        double[][] out = new double[2][n];
        for (int k = 0; k < n; k++) {
            for (int j = 0; j < n; j++) {
                double c = Math.cos(2 * Math.PI * k * j / n) / Math.sqrt(n);
                double s = sign * Math.sin(2 * Math.PI * k * j / n) / Math.sqrt(n);
                out[0][k] += re[j] * c - im[j] * s;
                out[1][k] += re[j] * s + im[j] * c;
            }
        }
        return out;
    }

    /** Rows, then columns; both parts are carried along and only the real one is kept at the end. */
    private static double[][] pooled(double[][] x) {
        int h = x.length;
        int w = x[0].length;
        double[][] re = new double[h][];
        double[][] im = new double[h][];
        for (int y = 0; y < h; y++) {
            double[][] line = pooled(x[y], new double[w], w / 2);
            re[y] = line[0];
            im[y] = line[1];
        }
        double[][] out = new double[h / 2][w / 2];
        for (int c = 0; c < w / 2; c++) {
            int column = c;
            double[][] line = pooled(
                    Arrays.stream(re).mapToDouble(r -> r[column]).toArray(),
                    Arrays.stream(im).mapToDouble(r -> r[column]).toArray(),
                    h / 2);
            for (int y = 0; y < h / 2; y++) {
                out[y][c] = Math.max(0, line[0][y]);
            }
        }
        return out;
    }

    @ParameterizedTest
    @CsvSource({"4,4", "8,12", "16,4", "12,32"})
    void isATransformACropAndATransformBack(int h, int w) {
        double[][] x = picture(h, w);
        assertClose(pooled(x), new SpectralPool(true, Axes.HEIGHT_WIDTH).apply(tensor(x)));
    }

    /** Unitary both ways at a quarter of the pixels: the mean doubles. */
    @Test
    void aConstantKeepsTwiceItsValue() {
        double[][] x = new double[16][8];
        double[][] twice = new double[8][4];
        Arrays.stream(x).forEach(row -> Arrays.fill(row, 0.75));
        Arrays.stream(twice).forEach(row -> Arrays.fill(row, 1.5));
        assertClose(twice, new SpectralPool(true, Axes.HEIGHT_WIDTH).apply(tensor(x)));
        assertClose(twice, new SpectralPool(true, Axes.RELEASED).apply(tensor(middleEqual(x))));
    }

    /** The released form mixes rows n and H-n with sqrt(1/2) each, so row n must weigh as much as the others. */
    private static double[][] middleEqual(double[][] x) {
        double[][] y = Arrays.stream(x).map(double[]::clone).toArray(double[][]::new);
        for (int row : new int[] {4, 12}) {
            Arrays.setAll(y[row], i -> x[row][i] * Math.sqrt(0.5));
        }
        return y;
    }

    @Test
    void atTheSameSizeOnlyTheActivationIsLeft() {
        double[][] x = picture(6, 10);
        double[][] expected = Arrays.stream(x)
                .map(r -> Arrays.stream(r).map(v -> Math.max(0, v)).toArray())
                .toArray(double[][]::new);
        assertClose(expected, new SpectralPool(false, Axes.HEIGHT_WIDTH).apply(tensor(x)));
    }

    /**
     * Width: not unitary, forward sums and backward means, so the gain is 2. Height: rows are cut out of the middle.
     */
    @ParameterizedTest
    @CsvSource({"8,12", "16,8"})
    void theReleasedFormPoolsTheWidthAndCutsRows(int h, int w) {
        double[][] x = picture(h, w);
        double[][] expected = new double[h / 2][];
        int n = h / 4;
        for (int y = 0; y < h / 2; y++) {
            double[] row = new double[w];
            for (int c = 0; c < w; c++) {
                row[c] = y < n ? x[y][c] : y > n ? x[h / 2 + y][c] : Math.sqrt(0.5) * (x[n][c] + x[h - n][c]);
            }
            double unitary = Math.sqrt(2); // of a line of half the length
            expected[y] = Arrays.stream(pooled(row, new double[w], w / 2)[0])
                    .map(v -> Math.max(0, v * unitary))
                    .toArray();
        }
        assertClose(expected, new SpectralPool(true, Axes.RELEASED).apply(tensor(x)));
    }

    @Test
    void needsSidesWhoseHalfIsEven() {
        SpectralPool pool = new SpectralPool(true, Axes.HEIGHT_WIDTH);
        assertEquals(
                "spectral pooling halves multiples of 4, got 8x6",
                assertThrows(IllegalArgumentException.class, () -> pool.apply(new Graph().input(1, 1, 8, 6)))
                        .getMessage());
        SpectralPool same = new SpectralPool(false, Axes.RELEASED);
        assertEquals(
                "spectral pooling keeps multiples of 2, got 5x8",
                assertThrows(IllegalArgumentException.class, () -> same.apply(new Graph().input(1, 1, 5, 8)))
                        .getMessage());
    }
}
