package org.delineate.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.delineate.file.BadFileException;
import org.delineate.file.Limits;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Reads damaged files: only BadFileException or a valid picture may come out, quickly and the same each time.
 *
 * <p>The build runs this with a heap of 256 MB. {@code -Dmutants=} and {@code -Dseed=} set how many there are and
 * which.
 */
class ImageMutantsTest {
    static final String[] FORMATS = PictureCorpus.FORMATS;

    private static final int MUTANTS = Integer.getInteger("mutants", 5000);
    private static final long SEED = Long.getLong("seed", 20_261_120);
    private static final long SLOWEST_NANOS = 1_000_000_000;

    @ParameterizedTest
    @FieldSource("FORMATS")
    void refusesMutantsOrReadsThemTwiceTheSame(String format) {
        System.out.println(format + ": " + MUTANTS + " mutants, -Dseed=" + SEED);
        Random random = new Random(SEED);
        List<PictureCorpus.Encoded> good = PictureCorpus.settings(format, random, () -> 20 + random.nextInt(60));
        int accepted = 0;
        for (int i = 0; i < MUTANTS; i++) {
            PictureCorpus.Encoded file = good.get(random.nextInt(good.size()));
            byte[] mutant = mutate(file.bytes(), random);
            if (format.equals("png") && random.nextInt(4) > 0) {
                mutant = PngBytes.repaired(mutant);
            }
            String name = file.name() + ", mutant " + i + " of seed " + SEED;
            Optional<Image> image = read(mutant, name);
            if (image.isPresent()) {
                accepted++;
                assertEquals(
                        image.get().pixelHash(),
                        read(mutant, name).orElseThrow().pixelHash(),
                        name);
            }
        }
        System.out.println(format + ": " + accepted + " accepted");
        assertTrue(accepted > 0 && accepted < MUTANTS, accepted + " mutants accepted");
    }

    private static byte[] mutate(byte[] good, Random random) {
        byte[] bytes = good.clone();
        int at = random.nextInt(bytes.length);
        int length = Math.min(1 + random.nextInt(64), bytes.length - at);
        switch (random.nextInt(6)) {
            case 0 -> bytes = Arrays.copyOf(bytes, at);
            case 1 -> {
                for (int k = random.nextInt(8); k >= 0; k--) {
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                }
            }
            case 2 -> {
                for (int k = random.nextInt(4); k >= 0; k--) {
                    bytes[random.nextInt(Math.min(bytes.length, 128))] = (byte) random.nextInt();
                }
            }
            case 3 -> Arrays.fill(bytes, at, at + length, (byte) (random.nextBoolean() ? 0 : 255));
            case 4 -> {
                bytes = Arrays.copyOf(bytes, bytes.length + length);
                for (int k = good.length; k < bytes.length; k++) {
                    bytes[k] = (byte) random.nextInt();
                }
            }
            default -> {
                for (int k = at; k < at + length; k++) {
                    bytes[k] = (byte) random.nextInt();
                }
            }
        }
        return bytes;
    }

    /** A cut file must never come back with a part of it made up. */
    @ParameterizedTest
    @FieldSource("FORMATS")
    void refusesFilesCutAtAnyByteOrReadsThemWhole(String format) {
        Random random = new Random(SEED);
        for (PictureCorpus.Encoded file : PictureCorpus.settings(format, random, () -> 20)) {
            String whole = read(file.bytes(), file.name()).orElseThrow().pixelHash();
            for (int length = 0; length < Math.min(file.bytes().length, 4000); length++) {
                String name = file.name() + " cut to " + length + " of " + file.bytes().length + " bytes";
                read(Arrays.copyOf(file.bytes(), length), name)
                        .ifPresent(image -> assertEquals(whole, image.pixelHash(), name));
            }
        }
    }

    /** Only PNG carries checksums; a flipped bit in another format may well be another picture. */
    @ParameterizedTest
    @FieldSource("PNGS")
    void refusesEveryFlippedBitOfPngOrReadsItUnchanged(PictureCorpus.Encoded file) {
        String whole = read(file.bytes(), file.name()).orElseThrow().pixelHash();
        for (int bit = 0; bit < file.bytes().length * 8; bit++) {
            byte[] flipped = file.bytes().clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            String name = file.name() + ", bit " + bit;
            read(flipped, name).ifPresent(image -> assertEquals(whole, image.pixelHash(), name));
        }
    }

    static final List<PictureCorpus.Encoded> PNGS = PictureCorpus.settings("png", new Random(SEED), () -> 16).stream()
            .filter(file -> file.name().contains(" 0.5 "))
            .toList();

    /** Time is the thread's own, so that a busy machine fails nothing. */
    private static Optional<Image> read(byte[] bytes, String name) {
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        try {
            return Optional.of(ImageFile.parse(bytes, Path.of("x"), Limits.DEFAULT));
        } catch (BadFileException refused) {
            return Optional.empty();
        } catch (RuntimeException | Error e) {
            throw new AssertionError(name, e);
        } finally {
            long taken = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
            assertTrue(taken < SLOWEST_NANOS, () -> name + " took " + taken / 1_000_000 + " ms");
        }
    }
}
