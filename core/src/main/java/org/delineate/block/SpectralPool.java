package org.delineate.block;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Layer;

/**
 * Spectral pooling, then ReLU: the low half of the frequencies of each axis, written as two matrix products y = A x B'.
 *
 * <p>The crop of the spectrum is separable and conjugate-symmetric, so the whole of DFT, crop and inverse DFT is one
 * fixed real matrix per axis and size (Rippel, Snoek, Adams 2015, arXiv 1506.03767). Height and width must be multiples
 * of 4 to be halved.
 */
public final class SpectralPool extends Layer {
    /** Which axes are transformed. */
    public enum Axes {
        /** Height and width, unitary: the paper. */
        HEIGHT_WIDTH,
        /**
         * What the released channels-last code computes: width only; along the height rows are cut out of the middle.
         */
        RELEASED
    }

    private record Matrix(int out, int in, float[] values) {
        Tensor of(Tensor like) {
            return like.constant(values, out, in);
        }
    }

    private final boolean halve;
    private final Axes axes;
    private final Map<Integer, Matrix> rows = new ConcurrentHashMap<>();
    private final Map<Integer, Matrix> columns = new ConcurrentHashMap<>();

    /** @param halve to half the size, or keep the size */
    public SpectralPool(boolean halve, Axes axes) {
        this.halve = halve;
        this.axes = axes;
    }

    @Override
    public Tensor apply(Tensor x) { // [N, C, H, W]
        if (!halve && axes == Axes.HEIGHT_WIDTH) {
            return x.relu(); // no frequency is removed: the identity
        }
        int h = (int) x.size(2);
        int w = (int) x.size(3);
        int multiple = halve ? 4 : 2;
        if (h % multiple != 0 || w % multiple != 0) {
            throw new IllegalArgumentException("spectral pooling " + (halve ? "halves" : "keeps") + " multiples of "
                    + multiple + ", got " + h + "x" + w);
        }
        Matrix a = rows.computeIfAbsent(h, k -> rowMatrix(k, halve ? k / 2 : k));
        Matrix b = columns.computeIfAbsent(w, k -> columnMatrix(k, halve ? k / 2 : k));
        // the products run on [N, H, W, C], which is how a channels-last map lies in memory
        Tensor y = b.of(x).matmul(x.permute(0, 2, 3, 1)); // [N, H, w, C]
        y = a.of(x).matmul(y.flatten(2)); // [N, h, w C]
        return y.reshape(y.size(0), a.out, b.out, x.size(1)).permute(0, 3, 1, 2).relu(); // [N, C, h, w]
    }

    private Matrix rowMatrix(int in, int out) {
        return axes == Axes.HEIGHT_WIDTH ? spectral(in, out, 1 / Math.sqrt((double) in * out)) : cut(in, out);
    }

    private Matrix columnMatrix(int in, int out) {
        if (axes == Axes.HEIGHT_WIDTH) {
            return spectral(in, out, 1 / Math.sqrt((double) in * out));
        }
        Matrix m = spectral(in, out, 1.0 / out);
        if (!halve) { // bins +n and -n are one and the same there: doubled, then scaled by 1/sqrt2
            for (int j = 0; j < out; j++) {
                for (int k = 0; k < in; k++) {
                    m.values[j * in + k] += (float) ((Math.sqrt(2) - 1) / in * ((j + k) % 2 == 0 ? 1 : -1));
                }
            }
        }
        return m;
    }

    /** Keep |k| < out/2, fold +-out/2 with 1/sqrt2, transform back. */
    private static Matrix spectral(int in, int out, double scale) {
        int n = out / 2;
        double folded = in == out ? 1 : Math.sqrt(2);
        float[] values = new float[out * in];
        for (int j = 0; j < out; j++) {
            for (int m = 0; m < in; m++) {
                double sum = 1 + folded * Math.cos(2 * Math.PI * n * m / in) * (j % 2 == 0 ? 1 : -1);
                for (int k = 1; k < n; k++) {
                    sum += 2 * Math.cos(2 * Math.PI * k * ((double) j / out - (double) m / in));
                }
                values[j * in + m] = (float) (sum * scale);
            }
        }
        return new Matrix(out, in, values);
    }

    /** The first n rows, a mixture of rows n and in-n, the last n-1 rows. */
    private static Matrix cut(int in, int out) {
        int n = out / 2;
        float[] values = new float[out * in];
        for (int i = 0; i < n; i++) {
            values[i * in + i] = 1;
        }
        values[n * in + n] += (float) Math.sqrt(0.5);
        values[n * in + in - n] += (float) Math.sqrt(0.5);
        for (int i = 0; i < n - 1; i++) {
            values[(n + 1 + i) * in + in - (n - 1) + i] = 1;
        }
        return new Matrix(out, in, values);
    }
}
