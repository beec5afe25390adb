package org.delineate.dicom.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Decodes damaged pictures: only CodecException or samples may come out, quickly and the same each time.
 *
 * <p>The build runs this with a heap of 256 MB. {@code -Dmutants=} and {@code -Dseed=} set how many there are and
 * which.
 */
class CodecMutantsTest {
    private static final int MUTANTS = Integer.getInteger("mutants", 2000);
    private static final long SEED = Long.getLong("seed", 20_261_129);
    private static final long SLOWEST_NANOS = 1_000_000_000;

    @ParameterizedTest
    @ValueSource(strings = {".jpg", ".jls"})
    void refusesMutantsOrDecodesThemTwiceTheSame(String kind) {
        System.out.println(kind + ": " + MUTANTS + " mutants, -Dseed=" + SEED);
        Random random = new Random(SEED);
        List<CodedPicture> good = CodedPicture.ALL.stream()
                .filter(p -> p.name().endsWith(kind) && p.bytes().length < 5000)
                .toList();
        int accepted = 0;
        for (int i = 0; i < MUTANTS; i++) {
            CodedPicture picture = good.get(random.nextInt(good.size()));
            byte[] mutant = mutate(picture.bytes(), random);
            String name = picture + ", mutant " + i + " of seed " + SEED;
            short[] samples = decode(picture, mutant, name);
            if (samples != null) {
                accepted++;
                assertArrayEquals(samples, decode(picture, mutant, name), name);
            }
        }
        System.out.println(kind + ": " + accepted + " accepted");
        assertTrue(accepted > 0 && accepted < MUTANTS, accepted + " mutants accepted");
    }

    /** Changes bytes anywhere, or those of a marker's segment, or cuts, repeats or swaps pieces. */
    private static byte[] mutate(byte[] good, Random random) {
        byte[] bytes = good.clone();
        for (int times = random.nextInt(3); times >= 0; times--) {
            int at = random.nextInt(bytes.length);
            int length = Math.min(1 + random.nextInt(64), bytes.length - at);
            switch (random.nextInt(7)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[segment(bytes, random)] = (byte) random.nextInt();
                case 2 -> bytes[segment(bytes, random)] += (byte) (random.nextBoolean() ? 1 : -1);
                case 3 -> Arrays.fill(bytes, at, at + length, (byte) (random.nextBoolean() ? 0 : 255));
                case 4 ->
                    bytes = joined(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, at + length - 1, bytes.length));
                case 5 ->
                    bytes = joined(Arrays.copyOf(bytes, at + length), Arrays.copyOfRange(bytes, at, bytes.length));
                default -> {
                    for (int k = at; k < at + length; k++) {
                        bytes[k] = (byte) random.nextInt();
                    }
                }
            }
        }
        return bytes;
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    /** Returns the place of a byte within the first 20 behind a marker. */
    private static int segment(byte[] bytes, Random random) {
        int at = random.nextInt(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            int k = (at + i) % bytes.length;
            if (bytes[k] == -1 && k + 1 < bytes.length && bytes[k + 1] != 0) {
                return Math.min(bytes.length - 1, k + 1 + random.nextInt(20));
            }
        }
        return at;
    }

    /** Time is the thread's own, so that a busy machine fails nothing. */
    private static short[] decode(CodedPicture picture, byte[] bytes, String name) {
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        try {
            return picture.decode(bytes).values();
        } catch (CodecException refused) {
            return null;
        } catch (RuntimeException | Error e) {
            throw new AssertionError(name, e);
        } finally {
            long taken = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
            assertTrue(taken < SLOWEST_NANOS, () -> name + " took " + taken / 1_000_000 + " ms");
        }
    }
}
