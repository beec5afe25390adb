package org.delineate.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.delineate.file.BadFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random damage: a mutant is refused by name or read as tensors that lie inside their bytes. Archives are also damaged
 * inside and packed again with right checksums, so that the damage gets past them. -Dseed=1 -Dmutants=5000
 */
class TorchMutantsTest {
    private static final long SLOWEST_NANOS = 1_000_000_000L;
    private static final List<String> SAMPLES = List.of(
            "plain_legacy.pth",
            "strided_legacy.pth",
            "training_legacy.pth",
            "shared.pth",
            "deflated.pth",
            "training.pth");
    /** Opcodes and the ends of names: what turns one pickle into another. */
    private static final byte[] TOKENS =
            "().NKMJ]}aesutlqhcRQbi0123\u0080\u0081\u0085\u0086\u0087\u0088\u008a\u0093\n\377"
                    .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);

    @TempDir
    Path folder;

    @Test
    void refusesOrReadsEveryMutant() throws IOException {
        long seed = Long.getLong("seed", 20_260_101L);
        int mutants = Integer.getInteger("mutants", 5000);
        System.out.println("TorchMutantsTest -Dseed=" + seed + " -Dmutants=" + mutants);
        List<byte[]> samples = new ArrayList<>();
        for (String name : SAMPLES) {
            samples.add(Files.readAllBytes(RecordedCheckpoints.RESOURCES.resolve(name)));
        }
        int accepted = 0;
        for (int i = 0; i < mutants; i++) {
            Random random = new Random(seed + i);
            byte[] sample = samples.get(i % samples.size());
            boolean inside = sample[0] == 'P' && random.nextInt(4) > 0;
            byte[] mutant = inside ? mutantInside(sample, random) : mutant(sample, random);
            String name = "mutant " + i + " of seed " + seed;
            try {
                accepted += reads(mutant, name) ? 1 : 0;
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError(name + " fails without a name for it", e);
            }
        }
        System.out.println("TorchMutantsTest: " + accepted + " of " + mutants + " are read");
        assertTrue(accepted < mutants, "nothing was refused: the mutants are no mutants");
        assertTrue(accepted > 0 || mutants < 1000, "everything was refused: the mutants are too wild");
    }

    private boolean reads(byte[] mutant, String name) {
        Path file = TorchBytes.write(folder, mutant);
        // a pause of the machine hits once; a slow file is slow twice
        if (nanosToRead(file) > SLOWEST_NANOS) {
            assertTrue(nanosToRead(file) < SLOWEST_NANOS, name + " takes more than a second");
        }
        try {
            for (TorchFile.Group group : TorchFile.read(file).groups()) {
                for (SafeTensors.Entry e : group.tensors()) {
                    long count = Arrays.stream(e.shape()).reduce(1, (a, b) -> a * b);
                    assertEquals(count * e.dtype().bytes(), e.data().remaining(), name);
                }
            }
            return true;
        } catch (BadFileException e) {
            assertTrue(e.getMessage().length() < 1500, name + ": message of " + e.getMessage());
            assertTrue(e.getMessage().matches("[\\P{Cntrl}]*"), name + ": " + e.getMessage());
            return false;
        }
    }

    private static long nanosToRead(Path file) {
        long start = System.nanoTime();
        try {
            TorchFile.read(file);
        } catch (BadFileException e) {
            // judged by the caller; here only the time counts
        }
        return System.nanoTime() - start;
    }

    private static byte[] mutant(byte[] sample, Random random) {
        byte[] bytes = sample.clone();
        for (int rounds = 1 + random.nextInt(3); rounds > 0 && bytes.length > 0; rounds--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(7)) {
                case 0 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
                case 1 -> bytes = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(64));
                case 2 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 3 -> bytes[at] = (byte) random.nextInt(256);
                case 4 -> bytes[at] = TOKENS[random.nextInt(TOKENS.length)];
                case 5 -> copy(bytes, random);
                default -> bytes = without(bytes, at, 1 + random.nextInt(8));
            }
        }
        return bytes;
    }

    private static void copy(byte[] bytes, Random random) {
        int length = Math.min(bytes.length, random.nextInt(64));
        int from = random.nextInt(bytes.length - length + 1);
        System.arraycopy(bytes, from, bytes, random.nextInt(bytes.length - length + 1), length);
    }

    private static byte[] without(byte[] bytes, int from, int count) {
        int to = Math.min(bytes.length, from + count);
        byte[] shorter = Arrays.copyOf(bytes, bytes.length - (to - from));
        System.arraycopy(bytes, to, shorter, from, bytes.length - to);
        return shorter;
    }

    /** One entry, mostly the pickle, is another. */
    private byte[] mutantInside(byte[] sample, Random random) {
        try {
            Map<String, byte[]> entries = new LinkedHashMap<>();
            Path file = Files.write(folder.resolve("sample.pth"), sample);
            try (ZipFile zip = new ZipFile(file.toFile())) {
                for (ZipEntry entry : Collections.list(zip.entries())) {
                    entries.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
                }
            }
            List<String> names = new ArrayList<>(entries.keySet());
            String hit = random.nextInt(4) > 0 ? names.get(0) : names.get(random.nextInt(names.size()));
            entries.put(hit, mutant(entries.get(hit), random));
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ZipOutputStream out = new ZipOutputStream(bytes)) {
                out.setLevel(1);
                for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                    TorchBytes.put(out, entry.getKey(), entry.getValue());
                }
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
