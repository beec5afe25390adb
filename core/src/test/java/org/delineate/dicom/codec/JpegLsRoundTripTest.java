package org.delineate.dicom.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Decodes JPEG-LS of every precision to the samples that were coded, or within their allowed difference. */
class JpegLsRoundTripTest {
    private static final long SEED = Long.getLong("seed", 20_261_129);

    static IntStream precisions() {
        return IntStream.rangeClosed(2, 16);
    }

    @ParameterizedTest
    @MethodSource("precisions")
    void everyInterleavingAndDeviation(int bits) throws Exception {
        Random random = new Random(SEED + bits);
        int most = (1 << bits) - 1;
        int greatest = Math.min(255, most / 2);
        for (int near : new int[] {0, 1, Math.min(3, greatest), random.nextInt(greatest + 1), greatest}) {
            for (int interleave = 0; interleave < 3; interleave++) {
                for (int kind = 0; kind < 3; kind++) {
                    int components = interleave == 0 ? 1 + random.nextInt(2) : 2 + random.nextInt(3);
                    JpegLsParameters usual = JpegLsParameters.of(bits, near, JpegLsParameters.Preset.NONE);
                    int[] thresholds = {usual.first(), usual.second(), usual.third()};
                    int reset = 64;
                    if (kind == 2) {
                        thresholds = random.ints(3, near + 1, most + 1).sorted().toArray();
                        reset = 3 + random.nextInt(Math.max(255, most) - 2);
                    }
                    check(
                            new JpegLsEncoder(bits, near, interleave, most, thresholds, reset, kind * 5),
                            components,
                            kind == 0 ? 150 : 1 + random.nextInt(40),
                            random);
                }
            }
        }
    }

    /** A greatest sample below that of the precision, as an LSE segment may set it. */
    @ParameterizedTest
    @MethodSource("precisions")
    void aSmallerGreatestSample(int bits) throws Exception {
        Random random = new Random(SEED - bits);
        for (int i = 0; i < 10; i++) {
            int most = 1 + random.nextInt((1 << bits) - 1);
            int near = random.nextInt(Math.min(255, most / 2) + 1);
            int[] thresholds = near == most
                    ? new int[3]
                    : random.ints(3, near + 1, most + 1).sorted().toArray();
            check(new JpegLsEncoder(bits, near, 0, most, thresholds, 31, 0), 1, 20, random);
        }
    }

    private static void check(JpegLsEncoder encoder, int components, int width, Random random) throws Exception {
        int height = 17;
        int[][] planes = new int[components][];
        int[][] originals = new int[components][];
        for (int c = 0; c < components; c++) {
            originals[c] = plane(height, width, encoder.most(), random);
            planes[c] = originals[c].clone();
        }
        byte[] coded = encoder.encode(height, width, planes);

        Samples samples = JpegLsDecoder.decode(coded, 0, coded.length, (long) height * width * components);

        String name = encoder + ", " + components + " components, width " + width + ", -Dseed=" + SEED;
        assertEquals(encoder.bits(), samples.bits());
        for (int i = 0; i < samples.values().length; i++) {
            int found = samples.values()[i] & 0xffff;
            assertEquals(planes[i % components][i / components], found, name);
            int difference = Math.abs(found - originals[i % components][i / components]);
            assertTrue(difference <= encoder.near(), name);
        }
    }

    /** Rows of noise, of slopes and of flat stretches that one sample interrupts. */
    private static int[] plane(int height, int width, int most, Random random) {
        int[] plane = new int[height * width];
        for (int y = 0; y < height; y++) {
            int level = random.nextInt(most + 1);
            for (int x = 0; x < width; x++) {
                int value = switch (y % 4) {
                    case 0 -> random.nextInt(most + 1);
                    case 1 -> level + x * Math.max(1, most / 200) + random.nextInt(2);
                    case 2 -> random.nextInt(30) == 0 ? level ^ 1 : level;
                    default -> x > 0 && random.nextInt(40) > 0 ? plane[y * width + x - 1] : level / 2;
                };
                plane[y * width + x] = Math.max(0, Math.min(most, value));
            }
        }
        return plane;
    }
}
