package org.delineate.nn.onednn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.delineate.nn.Graph;
import org.delineate.nn.Precision;
import org.delineate.nn.Tensor;
import org.delineate.nn.TrainedTensor;
import org.delineate.nn.int8.LayerRanges;
import org.delineate.nn.int8.QuantizationRange;
import org.delineate.nn.op.Convolution;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares convolutions in int8 with the same arithmetic in 64 bits, rounded once at the end. */
class QuantizedConvolutionTest {
    private static final int IN = 6;
    private static final int OUT = 12;
    private static final int H = 9;
    private static final int W = 7;
    private static final int N = 2;
    private static final int GREATEST = OneDnn.sumsBytesExactly() ? 127 : 64; // of a weight
    private static final Convolution POINTWISE = new Convolution(1, 0, 0, 1, 1);

    @BeforeAll
    static void requireInt8() {
        assumeTrue(Precision.INT8.runsHere(), Precision.INT8::lack);
    }

    private final QuantizationRange in = new QuantizationRange(-0.7, 1.9);
    private final Map<Tensor, LayerRanges> layers = new HashMap<>();
    private final Graph graph = new Graph();

    /** The map after a convolution in int8 whose input has this range. */
    private Tensor convolved(
            Tensor x, Convolution op, float[] weight, float[] bias, QuantizationRange range, long... w) {
        Tensor weights = new TrainedTensor(weight, w).value;
        layers.put(weights, new LayerRanges(range, range));
        return x.apply(op, weights, bias == null ? null : new TrainedTensor(bias, bias.length).value);
    }

    /** The map after a convolution that changes nothing but reads it in integers of this range. */
    private Tensor inIntegers(Tensor x, QuantizationRange range) {
        int channels = (int) x.shape()[1];
        float[] one = new float[channels * channels];
        for (int i = 0; i < channels; i++) {
            one[i * channels + i] = 1;
        }
        return convolved(x, POINTWISE, one, null, range, channels, channels, 1, 1);
    }

    private float[] run(Tensor y, float[]... x) {
        try (OneDnnGraph plan = new OneDnnGraph(graph, List.of(y), Precision.FLOAT32, layers)) {
            assertTrue(plan.profile(x).stream()
                    .filter(t -> t.macs() > 0)
                    .allMatch(t -> t.name().startsWith("int8 convolution")));
            return plan.run(x).get(0);
        }
    }

    private static double rounded(double value, QuantizationRange range) {
        return (range.quantize(value) - range.zeroPoint()) * range.scale();
    }

    /** Weights rounded to the scale of their channel. */
    private static double[] rounded(float[] w, int per) {
        double[] out = new double[w.length];
        for (int c = 0; c < w.length / per; c++) {
            double most = 0;
            for (int i = 0; i < per; i++) {
                most = Math.max(most, Math.abs(w[c * per + i]));
            }
            for (int i = 0; i < per && most > 0; i++) {
                out[c * per + i] = Math.rint(w[c * per + i] / (most / GREATEST)) * most / GREATEST;
            }
        }
        return out;
    }

    private static double[] exact(
            Convolution op, float[] x, double[] w, float[] b, QuantizationRange in, long... shape) {
        int h = (int) shape[2];
        int width = (int) shape[3];
        int per = IN / op.groups();
        int kernel = (int) Math.round(Math.sqrt(w.length / (double) (OUT * per)));
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
                            * rounded(x[((i / (OUT * h * width) * IN + from) * H + row) * W + column], in);
                }
            }
        }
        return out;
    }

    @ParameterizedTest
    @CsvSource({"3,1,1,1,1", "3,2,1,1,1", "3,1,2,2,1", "5,1,2,1,6", "3,1,1,1,2", "2,2,0,1,3", "1,1,0,1,1", "7,1,3,1,6"})
    void isExactUpToOneRounding(int kernel, int stride, int padding, int dilation, int groups) {
        assumeTrue(groups == 1 || OneDnn.sumsBytesExactly(), "AVX2 has kernels for groups of 8 channels alone");
        int per = IN / groups;
        Convolution op = new Convolution(stride, padding, padding, dilation, groups);
        float[] w = TrainedTensor.random(2, OUT * per * kernel * kernel);
        Arrays.fill(w, 0, per * kernel * kernel, 0); // a channel of zeros has a scale too
        float[] b = TrainedTensor.random(3, OUT);
        float[] x = TrainedTensor.random(1, N * IN * H * W);
        Tensor input = graph.input(N, IN, H, W);
        Tensor y = convolved(input, op, w, b, in, OUT, per, kernel, kernel);
        double[] exact = exact(op, x, rounded(w, per * kernel * kernel), b, in, y.shape());
        double most = Arrays.stream(exact).map(Math::abs).max().orElseThrow();
        for (boolean relu : new boolean[] {false, true}) {
            Tensor end = relu ? y.relu() : y;
            float[] floats = run(end, x);
            QuantizationRange range = relu
                    ? new QuantizationRange(0, 0.8 * most)
                    : new QuantizationRange(-0.7 * most, 0.9 * most); // some are clipped
            float[] integers = run(inIntegers(end, range), x);
            for (int i = 0; i < exact.length; i++) {
                double expected = relu ? Math.max(0, exact[i]) : exact[i];
                assertEquals(expected, floats[i], 1e-5 * most, "float output, at " + i);
                assertEquals(clipped(expected, range), integers[i], 0.502 * range.scale(), "int8 output, at " + i);
            }
        }
    }

    private static double clipped(double value, QuantizationRange range) {
        double low = -range.zeroPoint() * range.scale();
        return Math.max(low, Math.min(low + 255 * range.scale(), value));
    }

    /** Where kernels sum two products in 16 bits, 255 times 127 twice overflows, and 255 times -127. */
    @ParameterizedTest
    @ValueSource(ints = {127, -127})
    void doesNotOverflow(int weight) {
        for (int kernel : new int[] {1, 3}) {
            for (int groups : new int[] {1, 32}) {
                for (double low : new double[] {0, -100}) {
                    QuantizationRange range = new QuantizationRange(low, low + 255); // integers are the values
                    float[] w = new float[32 * 32 / groups * kernel * kernel];
                    Arrays.fill(w, weight);
                    float[] x = new float[32 * 8 * 8];
                    Arrays.fill(x, (float) (low + 255));
                    Tensor y = convolved(
                            graph.input(1, 32, 8, 8),
                            new Convolution(1, 0, 0, 1, groups),
                            w,
                            null,
                            range,
                            32,
                            32 / groups,
                            kernel,
                            kernel);
                    double expected = (low + 255) * weight * (32 / groups) * kernel * kernel;
                    for (float v : runAlone(y, x)) {
                        assertEquals(expected, v, 1e-5 * Math.abs(expected), kernel + ", " + groups + ", " + low);
                    }
                }
            }
        }
    }

    /** @param y whose graph has other inputs as well, which it does not read */
    private float[] runAlone(Tensor y, float[] x) {
        long inputs =
                graph.nodes().stream().filter(n -> n.leaf() == Graph.Leaf.INPUT).count();
        float[][] all = new float[(int) inputs][];
        Arrays.fill(all, x);
        return run(y, all);
    }

    @ParameterizedTest
    @CsvSource({"true,true", "true,false", "false,true", "false,false"})
    void addsAMapOfEitherFormat(boolean quantized, boolean relu) {
        QuantizationRange addendRange = new QuantizationRange(-1.1, 0.8);
        float[] w = TrainedTensor.random(2, OUT * IN * 9);
        float[] b = TrainedTensor.random(3, OUT);
        float[] x = TrainedTensor.random(1, N * IN * H * W);
        float[] other = TrainedTensor.random(5, N * OUT * H * W);
        Convolution op = new Convolution(1, 1, 1, 1, 1);
        Tensor input = graph.input(N, IN, H, W);
        Tensor floats = graph.input(N, OUT, H, W);
        Tensor addend = quantized ? inIntegers(floats, addendRange) : floats;
        Tensor read = quantized ? inIntegers(addend, addendRange) : null;
        Tensor sum = convolved(input, op, w, b, in, OUT, IN, 3, 3).add(addend);
        Tensor end = relu ? sum.relu() : sum;
        float[] y = run(quantized ? end.add(read) : end, x, other);
        double[] exact = exact(op, x, rounded(w, IN * 9), b, in, N, OUT, H, W);
        for (int i = 0; i < exact.length; i++) {
            double added = quantized ? rounded(other[i], addendRange) : other[i];
            double expected = relu ? Math.max(0, exact[i] + added) : exact[i] + added;
            assertEquals(quantized ? expected + added : expected, y[i], 2e-5, "at " + i);
        }
    }

    @ParameterizedTest
    @CsvSource({"-0.7,1.9", "0,6", "-3,0", "0,0", "-0.001,1000"})
    void roundsToTheNearestValueAndKeepsZero(double low, double high) {
        QuantizationRange range = new QuantizationRange(low, high);
        float[] values = {0, (float) low, (float) high, (float) (0.37 * high), -1e6f, 1e6f};
        float[] back = run(inIntegers(graph.input(1, 1, 2, 3), range), values);
        assertEquals(0, back[0]);
        for (int i = 0; i < values.length; i++) {
            assertEquals(clipped(values[i], range), back[i], 0.501 * range.scale(), "of " + values[i]);
        }
        assertTrue(range.zeroPoint() >= 0 && range.zeroPoint() <= 255);
    }
}
