package org.delineate.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.delineate.file.BadFileException;
import org.delineate.file.Limits;
import org.junit.jupiter.api.Test;

/**
 * Reads files whose parts are damaged, but whose checksums, lengths and order are mostly right, so that the damage
 * reaches the decoder: only BadFileException or a valid picture may come out, quickly and the same each time.
 *
 * <p>The build runs this with a heap of 256 MB. {@code -Dmutants=} and {@code -Dseed=} set how many there are and
 * which.
 */
class StructuredMutantsTest {
    private static final int MUTANTS = Integer.getInteger("mutants", 5000);
    private static final long SEED = Long.getLong("seed", 20_261_129);
    private static final long SLOWEST_NANOS = 1_000_000_000;
    private static final int[] ODD = {0, 1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 127, 128, 255};
    private static final String[] CHUNKS = {
        "PLTE", "tRNS", "gAMA", "iCCP", "eXIf", "tEXt", "zTXt", "bKGD", "IHDR", "IEND"
    };
    private static final int SCAN = 0xda;

    /** A chunk of a PNG or a segment of a JPEG; the coded pixels of a JPEG belong to their scan. */
    private record Part(String type, byte[] content) {}

    @Test
    void png() {
        run("png", StructuredMutantsTest::png);
    }

    @Test
    void jpeg() {
        run("jpeg", StructuredMutantsTest::jpeg);
    }

    private static void run(String format, BiFunction<byte[], Random, byte[]> mutate) {
        System.out.println(format + ": " + MUTANTS + " structured mutants, -Dseed=" + SEED);
        Random random = new Random(SEED);
        List<PictureCorpus.Encoded> good = PictureCorpus.settings(format, random, () -> 20 + random.nextInt(40));
        int accepted = 0;
        int reached = 0;
        for (int i = 0; i < MUTANTS; i++) {
            PictureCorpus.Encoded file = good.get(random.nextInt(good.size()));
            byte[] mutant = mutate.apply(file.bytes(), random);
            String name = file.name() + ", mutant " + i + " of seed " + SEED;
            long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            try {
                Image image = read(mutant);
                accepted++;
                assertEquals(image.pixelHash(), read(mutant).pixelHash(), name);
            } catch (BadFileException refused) {
                reached += isOfDecoder(refused.getCause()) ? 1 : 0;
            } catch (RuntimeException | Error e) {
                throw new AssertionError(name, e);
            }
            long taken = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
            assertTrue(taken < SLOWEST_NANOS, () -> name + " took " + taken / 1_000_000 + " ms");
        }
        System.out.println(format + ": " + accepted + " accepted, " + reached + " refused by the decoder");
        assertTrue(accepted > 0 && accepted < MUTANTS);
        assertTrue(accepted + reached > MUTANTS / 2, "most mutants must reach the decoder");
    }

    private static Image read(byte[] bytes) {
        return ImageFile.parse(bytes, Path.of("x"), Limits.DEFAULT);
    }

    private static boolean isOfDecoder(Throwable cause) {
        return cause != null
                && Arrays.stream(cause.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().startsWith("com.sun.imageio"));
    }

    private static byte[] png(byte[] good, Random random) {
        List<Part> chunks = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(good).position(PngBytes.SIGNATURE.length);
        while (in.hasRemaining()) {
            byte[] content = new byte[in.getInt()];
            byte[] type = new byte[4];
            in.get(type).get(content).getInt();
            chunks.add(new Part(new String(type, StandardCharsets.ISO_8859_1), content));
        }
        for (int n = random.nextInt(2); n >= 0; n--) {
            int at = random.nextInt(chunks.size());
            Part chunk = chunks.get(at);
            switch (random.nextInt(6)) {
                case 0 -> shuffle(chunks, random);
                case 1 ->
                    chunks.add(at, new Part(CHUNKS[random.nextInt(CHUNKS.length)], random(random.nextInt(40), random)));
                case 2 -> chunks.set(at, new Part(chunk.type, damaged(chunk.content, random)));
                case 3 -> header(chunks.get(0).content, random);
                default -> rows(chunks, random);
            }
        }
        PngBytes out = new PngBytes();
        chunks.forEach(c -> out.chunk(c.type, c.content));
        return out.open();
    }

    /** Changes width, height, bits, colours or interlacing. */
    private static void header(byte[] header, Random random) {
        int[] places = {3, 7, 8, 9, 12, 2, 6};
        if (header.length == 13) {
            header[places[random.nextInt(places.length)]] = (byte) ODD[random.nextInt(ODD.length)];
        }
    }

    /** Changes filters and samples inside the compressed data, or how much there is. */
    private static void rows(List<Part> chunks, Random random) {
        for (int i = 0; i < chunks.size(); i++) {
            if (chunks.get(i).type.equals("IDAT")) {
                byte[] rows = new byte[1 << 16];
                Inflater inflater = new Inflater();
                try {
                    inflater.setInput(chunks.get(i).content);
                    rows = Arrays.copyOf(rows, inflater.inflate(rows));
                } catch (DataFormatException e) {
                    return; // damaged already
                } finally {
                    inflater.end();
                }
                byte[] packed = PngBytes.deflate(rows.length == 0 ? rows : damaged(rows, random));
                int cut = random.nextInt(packed.length);
                chunks.set(i, new Part("IDAT", Arrays.copyOf(packed, cut)));
                chunks.add(i + 1, new Part("IDAT", Arrays.copyOfRange(packed, cut, packed.length)));
                return;
            }
        }
    }

    private static byte[] jpeg(byte[] good, Random random) {
        List<Part> segments = new ArrayList<>();
        int at = 2;
        while (at + 4 <= good.length) {
            int end = at + 2 + ((good[at + 2] & 0xff) << 8 | good[at + 3] & 0xff);
            if ((good[at + 1] & 0xff) == SCAN) {
                while (good[end] != -1 || good[end + 1] == 0) {
                    end++;
                }
            }
            segments.add(new Part(String.valueOf(good[at + 1] & 0xff), Arrays.copyOfRange(good, at, end)));
            at = end;
        }
        for (int n = random.nextInt(2); n >= 0; n--) {
            int which = random.nextInt(segments.size());
            if (random.nextInt(6) == 0) {
                shuffle(segments, random);
            } else {
                segments.set(which, new Part("", inside(segments.get(which).content, random)));
            }
        }
        ByteBuffer out = ByteBuffer.allocate(
                4 + segments.stream().mapToInt(s -> s.content.length).sum());
        out.put((byte) -1).put((byte) 0xd8);
        segments.forEach(s -> out.put(s.content));
        return out.put((byte) -1).put((byte) 0xd9).array();
    }

    /** Changes what follows marker and length, and makes no new marker. */
    private static byte[] inside(byte[] segment, Random random) {
        byte[] changed = segment.clone();
        for (int k = random.nextInt(3); k >= 0 && changed.length > 4; k--) {
            int at = 4 + random.nextInt(changed.length - 4);
            int value = random.nextBoolean() ? ODD[random.nextInt(ODD.length)] : random.nextInt(255);
            if (changed[at] != -1 && changed[at - 1] != -1) {
                changed[at] = (byte) Math.min(value, 254);
            }
        }
        return changed;
    }

    private static void shuffle(List<Part> parts, Random random) {
        int at = random.nextInt(parts.size());
        switch (random.nextInt(3)) {
            case 0 -> parts.add(random.nextInt(parts.size()), parts.get(at));
            case 1 -> parts.add(random.nextInt(parts.size()), parts.remove(at));
            default -> {
                if (parts.size() > 1) {
                    parts.remove(at);
                }
            }
        }
    }

    private static byte[] damaged(byte[] content, Random random) {
        if (content.length == 0) {
            return content;
        }
        byte[] bytes =
                Arrays.copyOf(content, random.nextInt(4) > 0 ? content.length : 1 + random.nextInt(2 * content.length));
        for (int k = random.nextInt(8); k >= 0; k--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return bytes;
    }

    private static byte[] random(int length, Random random) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
