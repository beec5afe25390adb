package org.delineate.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.delineate.file.BadFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random damage: a mutant is refused by name or read as content that survives another round. -Dseed=1 -Dmutants=5000
 */
class SafeTensorsMutantsTest {
    private static final long SLOWEST_NANOS = 1_000_000_000L;
    private static final Pattern NUMBER = Pattern.compile("\\d+");
    private static final Pattern TOKEN = Pattern.compile("\"[^\"]*\"|\\d+|[\\[\\]{},:]");
    private static final List<String> NUMBERS = List.of(
            "0",
            "1",
            "-1",
            "2",
            "7",
            "8",
            "1e3",
            "1.5",
            "2147483647",
            "2147483648",
            "4294967296",
            "9223372036854775807",
            "9223372036854775808",
            "18446744073709551616",
            "00",
            "NaN",
            "null",
            "\"1\"");

    @TempDir
    Path folder;

    @Test
    void refusesOrReadsEveryMutant() {
        long seed = Long.getLong("seed", 20_260_101L);
        int mutants = Integer.getInteger("mutants", 5000);
        System.out.println("SafeTensorsMutantsTest -Dseed=" + seed + " -Dmutants=" + mutants);
        byte[] sample = SafeTensorsFile.sample();
        int accepted = 0;
        for (int i = 0; i < mutants; i++) {
            byte[] mutant = mutant(sample, new Random(seed + i));
            String name = "mutant " + i + " of seed " + seed;
            try {
                accepted += reads(mutant, name) ? 1 : 0;
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError(name + " fails without a name for it", e);
            }
        }
        System.out.println("SafeTensorsMutantsTest: " + accepted + " of " + mutants + " are valid files");
        assertTrue(accepted < mutants, "nothing was refused: the mutants are no mutants");
        assertTrue(accepted > 0 || mutants < 1000, "everything was refused: the mutants are too wild");
    }

    private boolean reads(byte[] mutant, String name) {
        Path file = SafeTensorsFile.write(folder, mutant);
        // a pause of the machine hits once; a slow file is slow twice
        long nanos = Math.min(nanosToRead(file), SLOWEST_NANOS);
        if (nanos == SLOWEST_NANOS) {
            assertTrue(nanosToRead(file) < SLOWEST_NANOS, name + " takes more than a second");
        }
        try {
            SafeTensors read = SafeTensors.read(file);
            String visible = SafeTensorsFile.visible(read);
            byte[] again = SafeTensors.encode(read.metadata(), read.entries());
            SafeTensors second = SafeTensors.read(SafeTensorsFile.write(folder, again));
            assertEquals(read.metadata(), second.metadata(), name);
            assertEquals(sortedLines(visible), sortedLines(SafeTensorsFile.visible(second)), name);
            return true;
        } catch (BadFileException e) {
            assertTrue(
                    e.getMessage().length() < 1000,
                    name + ": message of " + e.getMessage().length());
            return false;
        }
    }

    private static long nanosToRead(Path file) {
        long start = System.nanoTime();
        try {
            SafeTensors.read(file);
        } catch (BadFileException e) {
            // judged by the caller; here only the time counts
        }
        return System.nanoTime() - start;
    }

    /** Without the first line, whose order the writer chooses; tensors too are laid out anew. */
    private static List<String> sortedLines(String visible) {
        return visible.lines().skip(1).sorted().toList();
    }

    private static byte[] mutant(byte[] sample, Random random) {
        byte[] bytes = sample.clone();
        int header = Math.toIntExact(
                ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong());
        int rounds = 1 + random.nextInt(3);
        for (int i = 0; i < rounds; i++) {
            switch (random.nextInt(9)) {
                case 0 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
                case 1 -> bytes = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(64));
                case 2 -> flip(bytes, bytes.length, random);
                case 3 -> flip(bytes, 8 + header, random);
                case 4 -> fill(bytes, random);
                case 5 -> copy(bytes, random);
                case 6 -> flip(bytes, 8, random);
                case 7 -> bytes = replaced(bytes, NUMBER, random);
                default -> bytes = replaced(bytes, TOKEN, random);
            }
        }
        return bytes;
    }

    private static void flip(byte[] bytes, int among, Random random) {
        for (int n = random.nextInt(3); n >= 0 && bytes.length > 0; n--) {
            bytes[random.nextInt(Math.min(among, bytes.length))] ^= (byte) (1 << random.nextInt(8));
        }
    }

    private static void fill(byte[] bytes, Random random) {
        int from = random.nextInt(bytes.length + 1);
        int to = Math.min(bytes.length, from + random.nextInt(32));
        Arrays.fill(bytes, from, to, (byte) (random.nextBoolean() ? 0 : 255));
    }

    private static void copy(byte[] bytes, Random random) {
        int length = Math.min(bytes.length, random.nextInt(64));
        int from = random.nextInt(bytes.length - length + 1);
        System.arraycopy(bytes, from, bytes, random.nextInt(bytes.length - length + 1), length);
    }

    /** One token of the header is another; the length before it is put right, so that the damage gets past it. */
    private static byte[] replaced(byte[] bytes, Pattern pattern, Random random) {
        if (bytes.length < 8) {
            return bytes;
        }
        long promised = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
        int end = (int) Math.min(Math.max(promised, 0), bytes.length - 8) + 8;
        String header = new String(bytes, 8, end - 8, StandardCharsets.ISO_8859_1);
        List<MatchResult> tokens = pattern.matcher(header).results().toList();
        if (tokens.isEmpty()) {
            return bytes;
        }
        MatchResult token = tokens.get(random.nextInt(tokens.size()));
        String other = pattern == NUMBER
                ? NUMBERS.get(random.nextInt(NUMBERS.size()))
                : tokens.get(random.nextInt(tokens.size())).group();
        String changed = header.substring(0, token.start()) + other + header.substring(token.end());
        ByteBuffer out =
                ByteBuffer.allocate(8 + changed.length() + bytes.length - end).order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(changed.length()).put(changed.getBytes(StandardCharsets.ISO_8859_1));
        return out.put(bytes, end, bytes.length - end).array();
    }
}
