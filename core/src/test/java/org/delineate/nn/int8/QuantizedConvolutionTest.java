package org.delineate.nn.int8;

import static org.bytedeco.pytorch.global.torch.ScalarType;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.delineate.nn.Eager;
import org.delineate.nn.Leaf;
import org.delineate.nn.Precision;
import org.delineate.nn.Tensor;
import org.delineate.nn.int8.QuantizedConvolution.Format;
import org.delineate.nn.op.Convolution;
import org.delineate.nn.op.Pooling;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kernels of bytes against the same arithmetic in 64 bits, one rounding at the end. */
class QuantizedConvolutionTest {
    private static final int IN = 6;
    private static final int OUT = 12;
    private static final int H = 9;
    private static final int W = 7;
    private static final int N = 2;

    @BeforeAll
    static void hasProductsOfBytes() {
        assumeTrue(Precision.INT8.runsHere(), Precision.INT8::lack);
    }

    private final QuantizationRange in = new QuantizationRange(-0.7, 1.9);
    private org.bytedeco.pytorch.Tensor x; // bytes
    private double[] exact; // what the convolution of the rounded values is, without a sum
    private long[] shape;
    private Convolution op;
    private org.bytedeco.pytorch.Tensor weight;
    private org.bytedeco.pytorch.Tensor bias;

    private void prepare(int kernel, int stride, int padding, int dilation, int groups) {
        int per = IN / groups;
        op = new Convolution(stride, padding, padding, dilation, groups);
        float[] w = Leaf.random(2, OUT * per * kernel * kernel);
        for (int i = 0; i < per * kernel * kernel; i++) {
            w[i] = 0; // a channel of zeros has a step too
        }
        float[] b = Leaf.random(3, OUT);
        weight = Eager.raw(Tensor.of(w, OUT, per, kernel, kernel));
        bias = Eager.raw(Tensor.of(b, OUT));
        x = QuantizedMaps.of(
                Eager.raw(Tensor.of(Leaf.random(1, N * IN * H * W), N, IN, H, W))
                        .contiguous(MemoryFormat.ChannelsLast),
                in);
        float[] values = floats(values(x, in));
        shape = op.shape(new long[] {N, IN, H, W}, weight.shape());
        exact = convolved(values, rounded(w, per * kernel * kernel), b, kernel, per);
    }

    private static org.bytedeco.pytorch.Tensor values(org.bytedeco.pytorch.Tensor bytes, QuantizationRange range) {
        return QuantizedMaps.quantized(bytes, range).dequantize();
    }

    private static float[] floats(org.bytedeco.pytorch.Tensor t) {
        return new Eager(t).toFloats();
    }

    /** Weights as the nearest of 255 steps of their channel. */
    private static double[] rounded(float[] w, int per) {
        double[] out = new double[w.length];
        for (int c = 0; c < OUT; c++) {
            double most = 0;
            for (int i = 0; i < per; i++) {
                most = Math.max(most, Math.abs(w[c * per + i]));
            }
            for (int i = 0; i < per && most > 0; i++) {
                out[c * per + i] = Math.rint(w[c * per + i] / (most / 127)) * most / 127;
            }
        }
        return out;
    }

    private double[] convolved(float[] x, double[] w, float[] b, int kernel, int per) {
        int h = (int) shape[2];
        int width = (int) shape[3];
        double[] out = new double[N * OUT * h * width];
        for (int i = 0; i < out.length; i++) {
            int c = i / (h * width) % OUT;
            out[i] = b[c];
            for (int k = 0; k < per * kernel * kernel; k++) {
                int from = c / (OUT / op.groups()) * per + k / (kernel * kernel);
                int row = i / width % h * op.stride() - op.paddingHeight() + k / kernel % kernel * op.dilation();
                int column = i % width * op.stride() - op.paddingWidth() + k % kernel * op.dilation();
                if (row >= 0 && row < H && column >= 0 && column < W) {
                    out[i] += w[c * per * kernel * kernel + k]
                            * x[((i / (OUT * h * width) * IN + from) * H + row) * W + column];
                }
            }
        }
        return out;
    }

    private org.bytedeco.pytorch.Tensor run(
            boolean relu, Format out, Format otherFormat, QuantizationRange other, float[] sum) {
        try (QuantizedConvolution kernel = new QuantizedConvolution(
                op, weight, bias.clone(), relu, new long[] {N, IN, H, W}, in, out, otherFormat)) {
            org.bytedeco.pytorch.Tensor added = null;
            if (sum != null) {
                added = Eager.raw(Tensor.of(sum, shape)).contiguous(MemoryFormat.ChannelsLast);
                added = other == null ? added : QuantizedMaps.of(added, other);
            }
            return added == null ? kernel.run(x) : kernel.run(x, added);
        }
    }

    @ParameterizedTest
    @CsvSource({"3,1,1,1,1", "3,2,1,1,1", "3,1,2,2,1", "5,1,2,1,6", "3,1,1,1,2", "2,2,0,1,3", "1,1,0,1,1", "7,1,3,1,6"})
    void isExactUpToOneRounding(int kernel, int stride, int padding, int dilation, int groups) {
        prepare(kernel, stride, padding, dilation, groups);
        double most = 0;
        for (double v : exact) {
            most = Math.max(most, Math.abs(v));
        }
        for (boolean relu : new boolean[] {false, true}) {
            float[] f = floats(run(relu, Format.floats(ScalarType.Float), null, null, null));
            QuantizationRange range = relu
                    ? new QuantizationRange(0, 0.8 * most)
                    : new QuantizationRange(-0.7 * most, 0.9 * most); // some are clipped
            float[] b = floats(values(run(relu, Format.bytes(range), null, null, null), range));
            for (int i = 0; i < exact.length; i++) {
                double wanted = relu ? Math.max(0, exact[i]) : exact[i];
                assertEquals(wanted, f[i], 1e-5 * most, "in floats, at " + i);
                assertEquals(clipped(wanted, range), b[i], 0.501 * range.step(), "in bytes, at " + i);
            }
        }
    }

    private static double clipped(double value, QuantizationRange range) {
        double low = -range.zero() * range.step();
        return Math.max(low, Math.min(low + 255 * range.step(), value));
    }

    @ParameterizedTest
    @CsvSource({"true,true", "true,false", "false,true", "false,false"})
    void addsAMapAndLeavesItAsItWas(boolean bytes, boolean relu) {
        prepare(3, 1, 1, 1, 1);
        float[] sum = Leaf.random(5, exact.length);
        QuantizationRange other = bytes ? new QuantizationRange(-1.1, 0.8) : null;
        QuantizationRange range = new QuantizationRange(-4, 5);
        Format format = bytes ? Format.bytes(range) : Format.floats(ScalarType.Float);
        org.bytedeco.pytorch.Tensor y =
                run(relu, format, bytes ? Format.bytes(other) : Format.floats(ScalarType.Float), other, sum);
        float[] made = floats(bytes ? values(y, range) : y);
        float[] added = sum;
        if (bytes) {
            added = floats(values(QuantizedMaps.of(Eager.raw(Tensor.of(sum, shape)), other), other));
        }
        for (int i = 0; i < exact.length; i++) {
            double wanted = exact[i] + added[i];
            wanted = relu ? Math.max(0, wanted) : wanted;
            assertEquals(
                    bytes ? clipped(wanted, range) : wanted, made[i], bytes ? 0.501 * range.step() : 1e-5, "at " + i);
        }
    }

    @ParameterizedTest
    @CsvSource({"2,2,0", "3,2,1", "2,1,0"})
    void poolsBytesAsItPoolsTheirValues(int kernel, int stride, int padding) {
        org.bytedeco.pytorch.Tensor t = Eager.raw(Tensor.of(Leaf.random(7, N * IN * H * W), N, IN, H, W))
                .contiguous(MemoryFormat.ChannelsLast);
        org.bytedeco.pytorch.Tensor bytes = QuantizedMaps.of(t, in);
        Pooling.MaxPool pool = new Pooling.MaxPool(kernel, stride, padding);
        float[] wanted = floats(pool.run(values(bytes, in)));
        float[] made = floats(values(QuantizedMaps.maxPool(pool, bytes), in));
        assertEquals(wanted.length, made.length);
        for (int i = 0; i < made.length; i++) {
            assertEquals(wanted[i], made[i], "at " + i);
        }
    }

    @ParameterizedTest
    @CsvSource({"-0.7,1.9", "0,6", "-3,0", "0,0", "-0.001,1000"})
    void roundsToTheNearestValueAndKeepsZero(double low, double high) {
        QuantizationRange range = new QuantizationRange(low, high);
        float[] values = {0, (float) low, (float) high, (float) (0.37 * high), -1e6f, 1e6f};
        float[] back = floats(values(QuantizedMaps.of(Eager.raw(Tensor.of(values, values.length)), range), range));
        assertEquals(0, back[0]);
        for (int i = 0; i < values.length; i++) {
            assertEquals(clipped(values[i], range), back[i], 0.501 * range.step(), "of " + values[i]);
        }
        assertTrue(range.zero() >= 0 && range.zero() <= 255);
    }
}
