package org.delineate.block;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Module;
import org.delineate.nn.layer.Weights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Blocks against plain loops over one picture [C, H, W] in 64 bits. */
class BlocksTest {
    private static final int H = 5;
    private static final int W = 7;

    private static double[][][] picture(int channels) {
        return picture(channels, H, W);
    }

    private static double[][][] picture(int channels, int height, int width) {
        Random random = new Random(channels);
        double[][][] x = new double[channels][height][width];
        for (double[][] plane : x) {
            for (double[] row : plane) {
                for (int i = 0; i < width; i++) {
                    row[i] = (float) random.nextGaussian();
                }
            }
        }
        return x;
    }

    private static Tensor tensor(double[][][] x) {
        int h = x[0].length;
        int w = x[0][0].length;
        float[] v = new float[x.length * h * w];
        for (int i = 0; i < v.length; i++) {
            v[i] = (float) x[i / (h * w)][i / w % h][i % w];
        }
        return Tensor.of(v, 1, x.length, h, w);
    }

    private static float[] parameter(Module m, String name) {
        return m.parameters().get(name).toFloats();
    }

    private static void assertClose(double[][][] expected, Tensor actual) {
        float[] values = actual.toFloats();
        int h = expected[0].length;
        int w = expected[0][0].length;
        assertEquals(expected.length * h * w, values.length);
        for (int i = 0; i < values.length; i++) {
            double e = expected[i / (h * w)][i / w % h][i % w];
            assertEquals(e, values[i], 1e-5 * (1 + Math.abs(e)), "channel " + i / (h * w) + " at " + i % (h * w));
        }
    }

    private static double sigmoid(double v) {
        return 1 / (1 + Math.exp(-v));
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 40}) // 1 and 2 hidden channels
    void cbamWeighsChannelsThenPlaces(int channels) {
        Cbam cbam = new Cbam(channels);
        cbam.initialise(3);
        float[] fc1 = parameter(cbam, "fc1.weight");
        float[] fc2 = parameter(cbam, "fc2.weight");
        float[] conv = parameter(cbam, "conv.weight");
        int hidden = fc1.length / channels;
        assertEquals(channels == 8 ? 1 : 2, hidden);
        double[][][] x = picture(channels);
        double[] weight = new double[channels];
        for (boolean largest : new boolean[] {false, true}) {
            double[] v = new double[channels];
            for (int c = 0; c < channels; c++) {
                v[c] = largest ? Double.NEGATIVE_INFINITY : 0;
                for (double[] row : x[c]) {
                    for (double p : row) {
                        v[c] = largest ? Math.max(v[c], p) : v[c] + p / (H * W);
                    }
                }
            }
            for (int k = 0; k < hidden; k++) {
                double u = 0;
                for (int c = 0; c < channels; c++) {
                    u += fc1[k * channels + c] * v[c];
                }
                for (int c = 0; c < channels; c++) {
                    weight[c] += fc2[c * hidden + k] * Math.max(0, u);
                }
            }
        }
        double[][][] maxMean = new double[2][H][W];
        for (int y = 0; y < H; y++) {
            for (int i = 0; i < W; i++) {
                maxMean[0][y][i] = Double.NEGATIVE_INFINITY;
                for (int c = 0; c < channels; c++) {
                    x[c][y][i] *= sigmoid(weight[c]);
                    maxMean[0][y][i] = Math.max(maxMean[0][y][i], x[c][y][i]);
                    maxMean[1][y][i] += x[c][y][i] / channels;
                }
            }
        }
        Tensor actual = cbam.apply(tensor(picture(channels)));
        for (int y = 0; y < H; y++) {
            for (int i = 0; i < W; i++) {
                double sum = 0;
                for (int k = 0; k < 98; k++) {
                    sum += conv[k] * at(maxMean[k / 49], y + k / 7 % 7 - 3, i + k % 7 - 3);
                }
                for (int c = 0; c < channels; c++) {
                    x[c][y][i] *= sigmoid(sum);
                }
            }
        }
        assertClose(x, actual);
    }

    private static double at(double[][] plane, int y, int x) {
        return y < 0 || y >= plane.length || x < 0 || x >= plane[0].length ? 0 : plane[y][x];
    }

    @ParameterizedTest
    @CsvSource({"5,5,7", "12,5,7", "13,7,5", "64,5,5", "10,1,1", "10,2,1"}) // 12 channels make four chunks, not five
    void shiftedMlpMovesFiveChunksOfChannelsAlongEachAxis(int channels, int height, int width) {
        ShiftedMlp mlp = new ShiftedMlp(channels);
        mlp.initialise(3);
        perturb(mlp);
        double[][][] x = picture(channels, height, width);
        double[][][] t = linear(mlp, "fc1", shifted(normalised(mlp, x), true));
        t = linear(mlp, "fc2", shifted(gelu(depthwise(mlp, t)), false));
        for (int c = 0; c < channels; c++) {
            for (int y = 0; y < x[0].length; y++) {
                for (int i = 0; i < x[0][0].length; i++) {
                    t[c][y][i] += x[c][y][i];
                }
            }
        }
        assertClose(t, mlp.apply(tensor(x)));
    }

    /** Weights large enough for the branch to matter, norms that are not the identity. */
    private static void perturb(ShiftedMlp mlp) {
        Random random = new Random(9);
        mlp.parameters().forEach((name, t) -> {
            float[] v = t.toFloats();
            for (int i = 0; i < v.length; i++) {
                v[i] = (float) (0.3 * random.nextGaussian());
            }
            Weights.fill(t, v);
        });
    }

    private static double[][][] normalised(Module mlp, double[][][] x) {
        float[] scale = parameter(mlp, "norm.weight");
        float[] offset = parameter(mlp, "norm.bias");
        int channels = x.length;
        double[][][] out = new double[channels][x[0].length][x[0][0].length];
        for (int y = 0; y < x[0].length; y++) {
            for (int i = 0; i < x[0][0].length; i++) {
                double mean = 0;
                double variance = 0;
                for (double[][] plane : x) {
                    mean += plane[y][i] / channels;
                }
                for (double[][] plane : x) {
                    variance += (plane[y][i] - mean) * (plane[y][i] - mean) / channels;
                }
                for (int c = 0; c < channels; c++) {
                    out[c][y][i] = (x[c][y][i] - mean) / Math.sqrt(variance + 1e-5) * scale[c] + offset[c];
                }
            }
        }
        return out;
    }

    /** output[y] = input[y - (j - 2)] for chunk j of ceil(C/5) channels. */
    private static double[][][] shifted(double[][][] x, boolean alongHeight) {
        int chunk = (x.length + 4) / 5;
        double[][][] out = new double[x.length][x[0].length][x[0][0].length];
        for (int c = 0; c < x.length; c++) {
            int by = c / chunk - 2;
            for (int y = 0; y < x[0].length; y++) {
                for (int i = 0; i < x[0][0].length; i++) {
                    out[c][y][i] = alongHeight ? at(x[c], y - by, i) : at(x[c], y, i - by);
                }
            }
        }
        return out;
    }

    private static double[][][] linear(Module mlp, String name, double[][][] x) {
        float[] w = parameter(mlp, name + ".weight");
        float[] b = parameter(mlp, name + ".bias");
        double[][][] out = new double[x.length][x[0].length][x[0][0].length];
        for (int c = 0; c < x.length; c++) {
            for (int y = 0; y < x[0].length; y++) {
                for (int i = 0; i < x[0][0].length; i++) {
                    out[c][y][i] = b[c];
                    for (int k = 0; k < x.length; k++) {
                        out[c][y][i] += w[c * x.length + k] * x[k][y][i];
                    }
                }
            }
        }
        return out;
    }

    private static double[][][] depthwise(Module mlp, double[][][] x) {
        float[] w = parameter(mlp, "dw.weight");
        float[] b = parameter(mlp, "dw.bias");
        double[][][] out = new double[x.length][x[0].length][x[0][0].length];
        for (int c = 0; c < x.length; c++) {
            for (int y = 0; y < x[0].length; y++) {
                for (int i = 0; i < x[0][0].length; i++) {
                    out[c][y][i] = b[c];
                    for (int k = 0; k < 9; k++) {
                        out[c][y][i] += w[c * 9 + k] * at(x[c], y + k / 3 - 1, i + k % 3 - 1);
                    }
                }
            }
        }
        return out;
    }

    private static double[][][] gelu(double[][][] x) {
        for (double[][] plane : x) {
            for (double[] row : plane) {
                for (int i = 0; i < x[0][0].length; i++) {
                    row[i] *= normalCdf(row[i]);
                }
            }
        }
        return x;
    }

    /** By Simpson's rule. */
    private static double normalCdf(double x) {
        int steps = 200;
        double h = x / steps;
        double sum = 1 + Math.exp(-x * x / 2);
        for (int i = 1; i < steps; i++) {
            sum += (i % 2 == 0 ? 2 : 4) * Math.exp(-i * h * i * h / 2);
        }
        return 0.5 + sum * h / 3 / Math.sqrt(2 * Math.PI);
    }

    @Test
    void hybridPoolingOfTheSameSizeReachesRightAndDown() {
        HybridPool pool = new HybridPool(1, false, SpectralPool.Axes.HEIGHT_WIDTH);
        Weights.fill(pool.parameters().get("mix.weight"), new float[] {1, 10});
        Weights.fill(pool.parameters().get("mix.bias"), new float[] {0.5f});
        double[][][] x = picture(1);
        double[][][] expected = new double[1][H][W];
        for (int y = 0; y < H; y++) {
            for (int i = 0; i < W; i++) {
                double max = x[0][y][i];
                for (int k = 1; k < 4; k++) {
                    if (y + k / 2 < H && i + k % 2 < W) {
                        max = Math.max(max, x[0][y + k / 2][i + k % 2]);
                    }
                }
                expected[0][y][i] = max + 10 * Math.max(0, x[0][y][i]) + 0.5;
            }
        }
        assertClose(expected, pool.apply(tensor(x)));
    }
}
