package org.delineate.dicom.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Decodes lossless JPEG of every precision, predictor and point transform to the samples that were coded. */
class LosslessJpegTest {
    private static final long SEED = Long.getLong("seed", 20_261_129);
    private static final int[][] GREY = {{1, 1}};
    private static final int[][] COLOUR = {{1, 1}, {1, 1}, {1, 1}};

    static IntStream precisions() {
        return IntStream.rangeClosed(2, 16);
    }

    @ParameterizedTest
    @MethodSource("precisions")
    void everyPredictorAndPointTransform(int bits) throws Exception {
        Random random = new Random(SEED + bits);
        for (int predictor = 1; predictor <= 7; predictor++) {
            for (int transform = 0; transform < bits; transform++) {
                int restart = random.nextInt(4);
                check(new LosslessJpegEncoder(bits, predictor, transform, GREY, restart, false), 9, 11, random);
            }
            for (boolean interleaved : new boolean[] {true, false}) {
                check(new LosslessJpegEncoder(bits, predictor, 0, COLOUR, predictor % 3, interleaved), 7, 5, random);
            }
        }
    }

    @Test
    void sampledComponents() throws Exception {
        int[][][] samplings = {
            {{2, 1}, {1, 1}, {1, 1}},
            {{2, 2}, {1, 1}, {1, 1}},
            {{1, 2}, {1, 1}},
            {{4, 1}, {1, 1}, {2, 1}},
            {{1, 1}, {1, 1}, {1, 1}, {1, 1}},
            {{2, 2}},
            {{1, 1}, {3, 3}}
        };
        Random random = new Random(SEED);
        for (int[][] sampling : samplings) {
            for (boolean interleaved : new boolean[] {true, false}) {
                for (int restart = 0; restart < 3; restart++) {
                    for (int width = 1; width < 10; width += 2) {
                        int height = 1 + random.nextInt(20);
                        check(new LosslessJpegEncoder(12, 4, 0, sampling, restart, interleaved), height, width, random);
                    }
                }
            }
        }
    }

    private static void check(LosslessJpegEncoder encoder, int height, int width, Random random) throws Exception {
        int[][] planes = new int[encoder.sampling().length][];
        for (int c = 0; c < planes.length; c++) {
            planes[c] = plane(encoder, encoder.planeHeight(height, c) * encoder.planeWidth(width, c), random);
        }
        byte[] coded = encoder.encode(height, width, planes);

        Samples samples = JpegDecoder.decode(coded, 0, coded.length, (long) height * width * planes.length);

        String name = encoder + ", " + height + " x " + width + ", -Dseed=" + SEED;
        assertEquals(height, samples.height(), name);
        assertEquals(width, samples.width(), name);
        assertEquals(encoder.bits(), samples.bits(), name);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < planes.length; c++) {
                    int row = y * encoder.sampling()[c][1] / encoder.most(1);
                    int column = x * encoder.sampling()[c][0] / encoder.most(0);
                    int expected = planes[c][row * encoder.planeWidth(width, c) + column]
                            >> encoder.transform()
                            << encoder.transform();
                    int found = samples.values()[(y * width + x) * planes.length + c] & 0xffff;
                    assertEquals(expected, found, () -> name + " at row and column " + row + " " + column);
                }
            }
        }
    }

    /** Half of the samples are extreme, so that differences of all sizes occur, 32768 among them. */
    private static int[] plane(LosslessJpegEncoder encoder, int size, Random random) {
        int most = (1 << encoder.bits()) - 1;
        return random.ints(size, 0, 4 * (most + 1))
                .map(v -> v > 3 * most ? most : v > 2 * most ? 0 : v > most ? most / 2 + 1 : v)
                .toArray();
    }
}
