package org.delineate.nn.int8;

import static org.bytedeco.pytorch.global.torch.ScalarType;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.delineate.nn.Eager;
import org.delineate.nn.Precision;
import org.delineate.nn.TrainedTensor;
import org.delineate.nn.int8.QuantizedConvolution.FloatConvolution;
import org.delineate.nn.int8.QuantizedConvolution.Format;
import org.delineate.nn.op.Convolution;
import org.delineate.nn.op.Pointwise.Unary;
import org.delineate.nn.op.Pooling;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares the int8 kernels with the same arithmetic in 64 bits, rounded once at the end. */
class QuantizedConvolutionTest {
    private static final int IN = 6;
    private static final int OUT = 12;
    private static final int H = 9;
    private static final int W = 7;
    private static final int N = 2;

    @BeforeAll
    static void requireInt8() {
        assumeTrue(Precision.INT8.runsHere(), Precision.INT8::lack);
    }

    private final QuantizationRange in = new QuantizationRange(-0.7, 1.9);
    private Tensor x; // quantized
    private double[] exact; // convolution of the quantized values, without a sum
    private long[] shape;
    private Convolution op;
    private Tensor weight;
    private Tensor bias;

    private void prepare(int kernel, int stride, int padding, int dilation, int groups) {
        int per = IN / groups;
        op = new Convolution(stride, padding, padding, dilation, groups);
        float[] w = TrainedTensor.random(2, OUT * per * kernel * kernel);
        for (int i = 0; i < per * kernel * kernel; i++) {
            w[i] = 0; // a channel of zeros has a scale too
        }
        float[] b = TrainedTensor.random(3, OUT);
        weight = Tensor.create(w, OUT, per, kernel, kernel);
        bias = Tensor.create(b, OUT);
        x = QuantizedMaps.of(
                Tensor.create(TrainedTensor.random(1, N * IN * H * W), N, IN, H, W)
                        .contiguous(MemoryFormat.ChannelsLast),
                in);
        float[] values = floats(values(x, in));
        shape = op.shape(new long[] {N, IN, H, W}, weight.shape());
        exact = convolved(values, rounded(w, per * kernel * kernel), b, kernel, per);
    }

    private static Tensor values(Tensor integers, QuantizationRange range) {
        return QuantizedMaps.typed(integers, range).dequantize();
    }

    private static float[] floats(Tensor t) {
        return new Eager(t).toFloats();
    }

    /** Weights rounded to the scale of their channel. */
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

    private Tensor run(boolean relu, Format output) {
        return run(relu, output, null, null);
    }

    /** @param addend a map in its format */
    private Tensor run(boolean relu, Format output, Format format, Tensor addend) {
        FloatConvolution convolution = new FloatConvolution(op, weight, bias.clone(), relu ? Unary.RELU : null);
        try (QuantizedConvolution kernel =
                new QuantizedConvolution(convolution, new long[] {N, IN, H, W}, in, output, format)) {
            return addend == null ? kernel.run(x) : kernel.run(x, addend);
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
            float[] f = floats(run(relu, Format.floats(ScalarType.Float)));
            QuantizationRange range = relu
                    ? new QuantizationRange(0, 0.8 * most)
                    : new QuantizationRange(-0.7 * most, 0.9 * most); // some are clipped
            float[] b = floats(values(run(relu, Format.quantized(range)), range));
            for (int i = 0; i < exact.length; i++) {
                double expected = relu ? Math.max(0, exact[i]) : exact[i];
                assertEquals(expected, f[i], 1e-5 * most, "float output, at " + i);
                assertEquals(clipped(expected, range), b[i], 0.501 * range.scale(), "int8 output, at " + i);
            }
        }
    }

    private static double clipped(double value, QuantizationRange range) {
        double low = -range.zeroPoint() * range.scale();
        return Math.max(low, Math.min(low + 255 * range.scale(), value));
    }

    @ParameterizedTest
    @CsvSource({"true,true", "true,false", "false,true", "false,false"})
    void addsAMapAndLeavesItAsItWas(boolean quantized, boolean relu) {
        prepare(3, 1, 1, 1, 1);
        QuantizationRange range = new QuantizationRange(-4, 5);
        QuantizationRange addendRange = new QuantizationRange(-1.1, 0.8);
        Format format = quantized ? Format.quantized(range) : Format.floats(ScalarType.Float);
        Format addendFormat = quantized ? Format.quantized(addendRange) : Format.floats(ScalarType.Float);
        Tensor floats =
                Tensor.create(TrainedTensor.random(5, exact.length), shape).contiguous(MemoryFormat.ChannelsLast);
        Tensor addend = quantized ? QuantizedMaps.of(floats, addendRange) : floats;
        float[] before = floats(quantized ? values(addend, addendRange) : addend);
        Tensor y = run(relu, format, addendFormat, addend);
        assertArrayEquals(before, floats(quantized ? values(addend, addendRange) : addend));
        float[] sum = floats(quantized ? values(y, range) : y);
        for (int i = 0; i < exact.length; i++) {
            double expected = exact[i] + before[i];
            expected = relu ? Math.max(0, expected) : expected;
            assertEquals(
                    quantized ? clipped(expected, range) : expected,
                    sum[i],
                    quantized ? 0.501 * range.scale() : 1e-5,
                    "at " + i);
        }
    }

    @ParameterizedTest
    @CsvSource({"2,2,0", "3,2,1", "2,1,0"})
    void poolsQuantizedMapsAsItPoolsTheirValues(int kernel, int stride, int padding) {
        Tensor t = Tensor.create(TrainedTensor.random(7, N * IN * H * W), N, IN, H, W)
                .contiguous(MemoryFormat.ChannelsLast);
        Tensor integers = QuantizedMaps.of(t, in);
        Pooling.MaxPool pool = new Pooling.MaxPool(kernel, stride, padding);
        float[] expected = floats(pool.run(values(integers, in)));
        float[] pooled = floats(values(QuantizedMaps.maxPool(pool, integers), in));
        assertEquals(expected.length, pooled.length);
        for (int i = 0; i < pooled.length; i++) {
            assertEquals(expected[i], pooled[i], "at " + i);
        }
    }

    @ParameterizedTest
    @CsvSource({"-0.7,1.9", "0,6", "-3,0", "0,0", "-0.001,1000"})
    void roundsToTheNearestValueAndKeepsZero(double low, double high) {
        QuantizationRange range = new QuantizationRange(low, high);
        float[] values = {0, (float) low, (float) high, (float) (0.37 * high), -1e6f, 1e6f};
        float[] back = floats(values(QuantizedMaps.of(Tensor.create(values, values.length), range), range));
        assertEquals(0, back[0]);
        for (int i = 0; i < values.length; i++) {
            assertEquals(clipped(values[i], range), back[i], 0.501 * range.scale(), "of " + values[i]);
        }
        assertTrue(range.zeroPoint() >= 0 && range.zeroPoint() <= 255);
    }
}
