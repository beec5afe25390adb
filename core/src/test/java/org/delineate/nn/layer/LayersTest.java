package org.delineate.nn.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.delineate.nn.Eager;
import org.delineate.nn.Graph;
import org.delineate.nn.Precision;
import org.delineate.nn.Tensor;
import org.delineate.nn.TrainedTensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares layers with plain loops in 64 bits. */
class LayersTest {
    private static final int H = 7;
    private static final int W = 6;
    private static final float[] X = TrainedTensor.random(1, 2 * 6 * H * W);

    private static Tensor x() {
        return Tensor.of(X, 2, 6, H, W);
    }

    private static float[] parameter(Module layer, String name) {
        return layer.parameters().get(name).toFloats();
    }

    private static void assertClose(double[] expected, Tensor actual) {
        float[] values = actual.toFloats();
        assertEquals(expected.length, values.length);
        double scale = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        for (int i = 0; i < values.length; i++) {
            assertEquals(expected[i], values[i], 1e-5 * scale, "at " + i);
        }
    }

    @ParameterizedTest
    @CsvSource({"3,1,1,1,1", "3,2,1,1,1", "3,1,2,2,1", "5,1,2,1,6", "3,1,1,1,2", "2,2,0,1,3", "1,1,0,1,1"})
    void convolves(int kernel, int stride, int padding, int dilation, int groups) {
        Conv2d conv = Conv2d.grouped(6, 12, kernel, groups)
                .stride(stride)
                .dilation(dilation)
                .padding(padding);
        conv.initialise(5);
        float[] w = parameter(conv, "weight");
        float[] b = parameter(conv, "bias");
        Tensor y = conv.apply(x());
        int h = (int) y.size(2);
        int width = (int) y.size(3);
        int per = 6 / groups;
        double[] expected = new double[2 * 12 * h * width];
        for (int i = 0; i < expected.length; i++) {
            int c = i / (h * width) % 12;
            expected[i] = b[c];
            for (int k = 0; k < per * kernel * kernel; k++) {
                int in = c / (12 / groups) * per + k / (kernel * kernel);
                int row = i / width % h * stride - padding + k / kernel % kernel * dilation;
                int column = i % width * stride - padding + k % kernel * dilation;
                if (row >= 0 && row < H && column >= 0 && column < W) {
                    expected[i] += (double) w[c * per * kernel * kernel + k]
                            * X[((i / (12 * h * width) * 6 + in) * H + row) * W + column];
                }
            }
        }
        assertClose(expected, y);
    }

    /**
     * Channels-last depthwise kernels wider than three are put together from columns; maps narrower than the kernel
     * too.
     */
    @ParameterizedTest
    @CsvSource({"5,7", "7,9", "5,3", "7,2", "5,1", "7,1"})
    void aWideDepthwiseConvolutionIsTheSameColumnByColumn(int kernel, int side) {
        float[] values = TrainedTensor.random(kernel, 2 * 6 * (side + 1) * side);
        long[] shape = {2, 6, side + 1, side};
        float[] slope = TrainedTensor.random(side, values.length);
        Conv2d[] convs = new Conv2d[2];
        TrainedTensor[] inputs = new TrainedTensor[2];
        Tensor[] answers = new Tensor[2];
        for (int i = 0; i < 2; i++) {
            convs[i] = Conv2d.depthwise(6, kernel);
            convs[i].initialise(5);
            inputs[i] = new TrainedTensor(values, shape);
            Tensor x = i == 0 ? inputs[i].value : ((Eager) inputs[i].value).channelsLast();
            answers[i] = convs[i].apply(x);
            answers[i].mul(Tensor.of(slope, shape)).sum().backward();
        }
        assertClose(doubles(answers[0].toFloats()), answers[1]);
        assertClose(doubles(inputs[0].gradient()), Tensor.of(inputs[1].gradient(), shape));
        convs[0].parameters().forEach((name, t) -> {
            Tensor other = convs[1].parameters().get(name);
            assertClose(doubles(gradient(t)), Tensor.of(gradient(other), t.shape()));
        });
    }

    /**
     * In 16 bits they were NaN, or random, or the end of the process: channels-last, wide maps, no multiple of 16
     * channels.
     */
    @ParameterizedTest
    @CsvSource({"24,24,32", "40,8,33", "20,24,64", "32,24,32"})
    void gradientsOfDilatedConvolutionsIn16BitsEqualThoseIn32(int in, int out, int side) {
        float[] values = TrainedTensor.random(in, in * side * side);
        float[][] gradients = new float[2][];
        for (Precision p : List.of(Precision.FLOAT32, Precision.BF16)) {
            Conv2d conv = new Conv2d(in, out, 3).dilation(2).withoutBias();
            conv.initialise(5);
            Weights.channelsLast(conv);
            Tensor y;
            try (Precision.Region region = p.region()) {
                y = conv.apply(Tensor.images(values, 1, in, side, side));
            }
            y.atLeastFloat32().pow(2).mean().backward();
            gradients[p.ordinal()] = gradient(conv.parameters().get("weight"));
        }
        double distance = 0;
        double length = 0;
        for (int i = 0; i < gradients[0].length; i++) {
            distance += Math.pow(gradients[0][i] - gradients[1][i], 2);
            length += Math.pow(gradients[0][i], 2);
        }
        assertEquals(0, Math.sqrt(distance / length), 0.01);
    }

    private static float[] gradient(Tensor t) {
        return new Eager(Eager.raw(t).grad()).toFloats();
    }

    private static double[] doubles(float[] v) {
        double[] d = new double[v.length];
        Arrays.setAll(d, i -> v[i]);
        return d;
    }

    @ParameterizedTest
    @CsvSource({"2,2,0,1", "3,1,1,1", "2,1,0,1", "5,1,1,1", "3,1,2,1", "3,1,3,1", "3,1,1,2", "4,4,0,2", "3,2,1,3"})
    void convolvesTransposed(int kernel, int stride, int padding, int groups) {
        ConvTranspose2d conv =
                ConvTranspose2d.grouped(6, 12, kernel, groups).stride(stride).padding(padding);
        conv.initialise(5);
        float[] w = parameter(conv, "weight");
        float[] b = parameter(conv, "bias");
        int h = (H - 1) * stride - 2 * padding + kernel;
        int width = (W - 1) * stride - 2 * padding + kernel;
        int per = 12 / groups;
        double[] expected = new double[2 * 12 * h * width];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = b[i / (h * width) % 12];
        }
        for (int i = 0; i < X.length; i++) {
            int in = i / (H * W) % 6;
            for (int k = 0; k < per * kernel * kernel; k++) {
                int out = in / (6 / groups) * per + k / (kernel * kernel);
                int row = i / W % H * stride - padding + k / kernel % kernel;
                int column = i % W * stride - padding + k % kernel;
                if (row >= 0 && row < h && column >= 0 && column < width) {
                    expected[((i / (6 * H * W) * 12 + out) * h + row) * width + column] +=
                            (double) X[i] * w[in * per * kernel * kernel + k];
                }
            }
        }
        assertClose(expected, conv.apply(x()));
    }

    @Test
    void multipliesTheLastAxis() {
        Linear linear = new Linear(W, 4);
        linear.initialise(2);
        float[] w = parameter(linear, "weight");
        float[] b = parameter(linear, "bias");
        double[] expected = new double[X.length / W * 4];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = b[i % 4];
            for (int k = 0; k < W; k++) {
                expected[i] += (double) w[i % 4 * W + k] * X[i / 4 * W + k];
            }
        }
        assertClose(expected, linear.apply(x()));
    }

    @Test
    void normalisesTheChannelsOfEveryPixel() {
        LayerNorm norm = new LayerNorm(6, 1e-3);
        norm.initialise(1);
        double[] expected = new double[X.length];
        for (int i = 0; i < X.length; i++) {
            int pixel = i / (6 * H * W) * 6 * H * W + i % (H * W);
            double mean = 0;
            double square = 0;
            for (int c = 0; c < 6; c++) {
                mean += X[pixel + c * H * W] / 6.0;
                square += X[pixel + c * H * W] * (double) X[pixel + c * H * W] / 6.0;
            }
            expected[i] = (X[i] - mean) / Math.sqrt(square - mean * mean + 1e-3);
        }
        assertClose(expected, norm.applyToMap(x()));
    }

    /** Mean and biased variance of every channel. */
    private static double[][] statistics() {
        double[] mean = new double[6];
        double[] variance = new double[6];
        int n = 2 * H * W;
        for (int i = 0; i < X.length; i++) {
            mean[i / (H * W) % 6] += X[i] / (double) n;
        }
        for (int i = 0; i < X.length; i++) {
            int c = i / (H * W) % 6;
            variance[c] += (X[i] - mean[c]) * (X[i] - mean[c]) / n;
        }
        return new double[][] {mean, variance};
    }

    @Test
    void normalisesWithTheBatchInTrainingAndWithTheRunningStatisticsAfter() {
        BatchNorm2d norm = new BatchNorm2d(6, 1e-3, 0.25);
        norm.initialise(1);
        double[][] s = statistics();
        int n = 2 * H * W;
        double[] trained = new double[X.length];
        double[] evaluated = new double[X.length];
        double[] mean = new double[6];
        double[] variance = new double[6];
        for (int c = 0; c < 6; c++) {
            mean[c] = 0.25 * s[0][c];
            variance[c] = 0.75 + 0.25 * s[1][c] * n / (n - 1); // unbiased
        }
        for (int i = 0; i < X.length; i++) {
            int c = i / (H * W) % 6;
            trained[i] = (X[i] - s[0][c]) / Math.sqrt(s[1][c] + 1e-3);
            evaluated[i] = (X[i] - mean[c]) / Math.sqrt(variance[c] + 1e-3);
        }
        assertClose(trained, norm.apply(x()));
        Map<String, Tensor> buffers = norm.buffers();
        assertClose(mean, buffers.get("running_mean"));
        assertClose(variance, buffers.get("running_var"));
        norm.train(false);
        assertClose(evaluated, norm.apply(x()));
        assertClose(mean, buffers.get("running_mean"));
    }

    /** The factor stays 1; only a bias is learned. */
    @Test
    void normalisesWithoutFactor() {
        BatchNorm2d norm = BatchNorm2d.withoutFactor(6, 1e-3, 0.25);
        assertEquals(Set.of("bias"), norm.parameters().keySet());
        Weights.fill(norm.parameters().get("bias"), new float[] {1, 2, 3, 4, 5, 6});
        double[][] s = statistics();
        double[] expected = new double[X.length];
        for (int i = 0; i < X.length; i++) {
            int c = i / (H * W) % 6;
            expected[i] = (X[i] - s[0][c]) / Math.sqrt(s[1][c] + 1e-3) + c + 1;
        }
        assertClose(expected, norm.apply(x()));
    }

    @Test
    void aBatchNormHasNothingToNormaliseInOneValue() {
        BatchNorm2d norm = new BatchNorm2d(6);
        Tensor one = Tensor.of(new float[6], 1, 6, 1, 1);
        assertEquals(
                "a batch norm in training needs more than one value per channel, got [1, 6, 1, 1]: "
                        + "take a larger batch or larger images",
                assertThrows(IllegalArgumentException.class, () -> norm.apply(one))
                        .getMessage());
        norm.train(false);
        assertArrayEquals(new long[] {1, 6, 1, 1}, norm.apply(one).shape());
    }

    @Test
    void refusesGroupsThatDoNotDivideTheChannels() {
        assertEquals(
                "6 -> 12 channels are no multiples of 4 groups",
                assertThrows(IllegalArgumentException.class, () -> Conv2d.grouped(6, 12, 3, 4))
                        .getMessage());
        assertEquals(
                "6 -> 9 channels are no multiples of 6 groups",
                assertThrows(IllegalArgumentException.class, () -> ConvTranspose2d.grouped(6, 9, 2, 6))
                        .getMessage());
    }

    @Test
    void optionsKeepTheWeightAndTheOtherOptions() {
        Conv2d conv = new Conv2d(4, 6, 3);
        Conv2d strided = conv.stride(2).dilation(2).withoutBias();
        assertSame(conv.parameters().get("weight"), strided.parameters().get("weight"));
        assertEquals(Set.of("weight"), strided.parameters().keySet());
        assertArrayEquals(
                new long[] {1, 6, 4, 5},
                strided.apply(new Graph().input(1, 4, 8, 9)).shape());
        assertArrayEquals(
                new long[] {1, 6, 6, 7},
                conv.padding(0).apply(new Graph().input(1, 4, 8, 9)).shape());
        ConvTranspose2d up = new ConvTranspose2d(4, 6, 3);
        ConvTranspose2d twice = up.stride(2).padding(1).outputPadding(1).withoutBias();
        assertSame(up.parameters().get("weight"), twice.parameters().get("weight"));
        assertEquals(Set.of("weight"), twice.parameters().keySet());
        assertArrayEquals(
                new long[] {1, 6, 16, 18},
                twice.apply(new Graph().input(1, 4, 8, 9)).shape());
        assertArrayEquals(
                new long[] {1, 6, 24, 27},
                up.apply(new Graph().input(1, 4, 8, 9)).shape());
    }
}
