package org.delineate.dicom.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Decodes sequential JPEG to what its coefficients mean by the definition of the transform. */
class SequentialJpegTest {
    private static final long SEED = Long.getLong("seed", 20_261_129);

    /** Half a unit is what rounding alone may differ. */
    @ParameterizedTest
    @ValueSource(ints = {8, 12})
    void samplesAreThoseOfTheTransformInDoublePrecision(int bits) throws Exception {
        Random random = new Random(SEED);
        double most = 0;
        for (int i = 0; i < 20; i++) {
            int[] quantization = random.ints(64, 1, 2 + i * 10).toArray();
            DctEncoder encoder = new DctEncoder(bits, quantization, new int[][] {{1, 1}}, i % 4, false);
            most = Math.max(most, difference(encoder, 32, 40, random));
        }
        assertTrue(most < 0.502, "differs by " + most + ", -Dseed=" + SEED);
        assertTrue(most > 0.49, "the comparison is not one of zeros: " + most);
    }

    @Test
    void sampledComponents() throws Exception {
        int[][][] samplings = {
            {{1, 2}, {1, 1}, {1, 2}},
            {{4, 1}, {1, 1}, {4, 1}},
            {{3, 1}, {1, 1}},
            {{2, 4}, {2, 1}},
            {{1, 1}, {1, 1}, {1, 1}, {1, 1}},
            {{2, 2}}
        };
        Random random = new Random(SEED);
        int[] quantization = random.ints(64, 1, 40).toArray();
        for (int[][] sampling : samplings) {
            for (int i = 0; i < 8; i++) {
                DctEncoder encoder = new DctEncoder(8, quantization, sampling, i / 2 % 3, i % 2 == 0);
                double most = difference(encoder, 1 + random.nextInt(40), 1 + random.nextInt(40), random);
                assertTrue(most < 0.51, "differs by " + most + " in " + encoder + ", -Dseed=" + SEED);
            }
        }
    }

    private static double difference(DctEncoder encoder, int height, int width, Random random) throws Exception {
        int count = encoder.sampling().length;
        int[][][] blocks = new int[count][][];
        double[][] planes = new double[count][];
        for (int c = 0; c < count; c++) {
            int wide = encoder.blocksWide(width, c);
            blocks[c] = new int[wide * encoder.blocksHigh(height, c)][];
            planes[c] = new double[64 * blocks[c].length];
            for (int i = 0; i < blocks[c].length; i++) {
                blocks[c][i] = block(encoder, random);
                double[] samples = encoder.samples(blocks[c][i]);
                for (int k = 0; k < 64; k++) {
                    planes[c][((i / wide) * 8 + k / 8) * wide * 8 + i % wide * 8 + k % 8] = samples[k];
                }
            }
        }
        byte[] coded = encoder.encode(height, width, blocks);
        Samples samples = JpegDecoder.decode(coded, 0, coded.length, (long) height * width * count);
        double most = 0;
        for (int i = 0; i < samples.values().length; i++) {
            int c = i % count;
            int x = i / count % width * encoder.sampling()[c][0] / encoder.most(0);
            int y = i / count / width * encoder.sampling()[c][1] / encoder.most(1);
            double expected = planes[c][y * encoder.blocksWide(width, c) * 8 + x];
            most = Math.max(most, Math.abs((samples.values()[i] & 0xffff) - expected));
        }
        return most;
    }

    /** Few or many coefficients, in sum about as large as those of a picture. */
    private static int[] block(DctEncoder encoder, Random random) {
        int[] block = new int[64];
        int span = 1 << encoder.bits();
        block[0] = (random.nextInt(8 * span) - 4 * span) / encoder.quantization()[0];
        int last = random.nextInt(64);
        for (int k = 1; k <= last; k++) {
            if (random.nextInt(3) == 0) {
                int size = span / (1 + k / 2);
                block[k] = (random.nextInt(2 * size) - size) / encoder.quantization()[k];
            }
        }
        return block;
    }

    /** 3/4 of the nearer and 1/4 of the farther sample, rounded down and up in turn; at the border the sample. */
    @Test
    void halfTheSamplesAcrossBecomeWholeByWeights() throws Exception {
        int[] ones = new int[64];
        Arrays.fill(ones, 1);
        DctEncoder encoder = new DctEncoder(8, ones, new int[][] {{1, 1}, {2, 1}}, 0, true);
        int[][][] blocks = new int[2][][];
        blocks[0] = new int[][] {slope()};
        blocks[1] = new int[][] {new int[64], new int[64]};
        byte[] coded = encoder.encode(1, 16, blocks);

        Samples samples = JpegDecoder.decode(coded, 0, coded.length, 32);

        double[] half = encoder.samples(slope());
        int[] expected = new int[16];
        for (int x = 0; x < 16; x++) {
            int near = (int) Math.round(half[x / 2]);
            int far = (int) Math.round(half[Math.max(0, Math.min(7, x / 2 + (x % 2 == 0 ? -1 : 1)))]);
            expected[x] = 3 * near + far + (x % 2 == 0 ? 1 : 2) >> 2;
        }
        int[] found = new int[16];
        for (int x = 0; x < 16; x++) {
            found[x] = samples.values()[2 * x];
        }
        assertArrayEquals(expected, found);
        assertEquals(128, samples.values()[1]);
    }

    private static int[] slope() {
        int[] block = new int[64];
        block[1] = -300;
        block[6] = 91;
        return block;
    }
}
