package org.delineate.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.delineate.dataset.Dataset;
import org.delineate.dataset.Pictures;
import org.delineate.dataset.Split;
import org.delineate.file.BadFileException;
import org.delineate.file.Json;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged lists, manifests, splits and configurations, read as the commands read them: each is refused by name or is a
 * valid one. -Dseed=1 -Dmutants=10000
 */
class TextFilesMutantsTest {
    private static final int MUTANTS = Integer.getInteger("mutants", 2500);
    private static final long SEED = Long.getLong("seed", 20_261_129L);
    private static final Pattern TOKEN = Pattern.compile("\"[^\"]*\"|[\\w./-]+|[\\[\\]{},:;\n]");
    private static final List<String> OTHERS = List.of(
            "",
            "/",
            "//",
            "\\",
            ".",
            "..",
            "png",
            ".png",
            "-1",
            "0",
            "1e999",
            "1.5",
            "NaN",
            "-Infinity",
            "9223372036854775808",
            "9".repeat(2000),
            "null",
            "true",
            "[]",
            "{}",
            "\"\"",
            "[".repeat(50),
            "{\"a\":".repeat(30),
            "\"x\":1,",
            "\u0000",
            "\u001b[31mred\u0007",
            "\\u0000",
            "\\ud800",
            "\ud83e\ude7a",
            "\u202eexe.gnp",
            "e\u0301",
            "\u00e9",
            "\ufeff",
            "\"",
            "'",
            "\r",
            "\u2028",
            "name ".repeat(400),
            "C:\\data\\a.png",
            "file:///a.png",
            "/dev/null",
            "/dev/zero",
            "~/a",
            "images",
            "masks/a.png;masks/b.png",
            "train",
            "val",
            "unet",
            "malunet");
    private static final List<Charset> CHARSETS = List.of(
            StandardCharsets.UTF_16LE,
            StandardCharsets.UTF_16BE,
            StandardCharsets.UTF_16,
            StandardCharsets.ISO_8859_1,
            StandardCharsets.US_ASCII);

    @TempDir
    private static Path folder;

    private static Dataset data;

    /** Reads one damaged file; gives the text that a command would show of it. */
    private interface Reading {
        String of(Path file);
    }

    @BeforeAll
    static void write() {
        for (String name : List.of("a", "b", "c", "d", "\u00e9 1")) {
            Pictures.picture(folder.resolve("data/images/" + name + ".png"), 8, 8, name.hashCode());
            Pictures.mask(folder.resolve("data/masks/" + name + ".png"), 8, 8, 1, 1, 4, 4);
        }
        data = Dataset.open(folder.resolve("data"));
    }

    @Test
    void lists() {
        mutate("list.txt", "a\nb.png\nimages/c.png\n/home/x/data/images/d.png\n\u00e9 1\n", file -> {
            Split split = Split.ofLists(data, new TreeMap<>(Map.of(Split.TRAIN, file)));
            return split.rule() + split.cases(data, Split.TRAIN);
        });
    }

    @Test
    void manifests() {
        String table = "image,mask,group,split,class,mask-values\n"
                + "images/a.png,masks/a.png,p1,train,benign,\"background=0,lesion=255\"\n"
                + "images/b.png,masks/b.png;masks/c.png,p2,val,malignant,\n"
                + "\"images/\u00e9 1.png\",,p3,test,normal,\n";
        mutate("data/manifest.csv", table, file -> {
            Dataset manifest = Dataset.open(file);
            return manifest.cases().toString() + manifest.remarks() + manifest.lists();
        });
    }

    @Test
    void splits() {
        String split = Json.pretty(new Split(
                "ratio",
                1,
                List.of(0.5, 0.5),
                data.hash(),
                new TreeMap<>(Map.of("train", List.of("a", "b"), "val", List.of("c"))),
                List.of(List.of("d"), List.of("\u00e9 1"))));
        mutate("split.json", split, file -> {
            Split read = Split.read(file);
            String shown = read.rule() + read.sizes() + read.hash() + read.crossing(List.of(List.of("a", "c")));
            for (String part : read.parts().keySet()) {
                shown += shown(() -> read.cases(data, part).toString());
            }
            return shown + shown(() -> read.fold(1).cases(data, Split.VAL).toString());
        });
    }

    @Test
    void configurations() {
        String config = Json.pretty(Recipe.of("malunet"));
        mutate(
                "config.json",
                config,
                file -> shown(() -> PartialConfig.read(file)
                        .with(Map.of("epochs", "3"))
                        .complete()
                        .toString()));
    }

    /** What a command refuses as an argument is an error of its own kind, in words. */
    private static String shown(java.util.function.Supplier<String> text) {
        try {
            return text.get();
        } catch (IllegalArgumentException e) {
            assertTrue(e.getMessage() != null && !e.getMessage().contains("Exception"), e.toString());
            return e.getMessage();
        }
    }

    private static void mutate(String name, String sample, Reading reading) {
        System.out.println(name + ": " + MUTANTS + " mutants, -Dseed=" + SEED);
        Path file = folder.resolve(name);
        reading.of(write(file, sample.getBytes(StandardCharsets.UTF_8)));
        int accepted = 0;
        for (int i = 0; i < MUTANTS; i++) {
            write(file, mutant(sample, new Random(SEED + i)));
            try {
                reading.of(file);
                accepted++;
            } catch (BadFileException e) {
                String message = e.getMessage();
                assertTrue(message.startsWith(file + ": "), "mutant " + i + ": " + message);
                assertTrue(message.length() < 5000, "mutant " + i + ": message of " + message.length());
                assertEquals(-1, message.indexOf('\u001b') + message.indexOf('\u0007') + 1, "mutant " + i);
                assertTrue(!message.contains("Cannot invoke"), "mutant " + i + ": " + message);
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError("mutant " + i + " of seed " + SEED + " fails without a name for it", e);
            }
        }
        System.out.println(name + ": " + accepted + " accepted");
        assertTrue(accepted < MUTANTS, "nothing was refused: the mutants are no mutants");
        assertTrue(accepted > 0 || MUTANTS < 1000, "everything was refused: the mutants are too wild");
    }

    private static Path write(Path file, byte[] bytes) {
        try {
            return Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] mutant(String sample, Random random) {
        String text = sample;
        for (int rounds = 1 + random.nextInt(3); rounds > 0; rounds--) {
            text = changed(text, random);
        }
        byte[] bytes = random.nextInt(12) == 0
                ? ((random.nextBoolean() ? "\ufeff" : "") + text)
                        .getBytes(CHARSETS.get(random.nextInt(CHARSETS.size())))
                : text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 0 && random.nextInt(6) == 0) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return random.nextInt(12) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)) : bytes;
    }

    private static String changed(String text, Random random) {
        List<MatchResult> tokens = TOKEN.matcher(text).results().toList();
        if (tokens.isEmpty()) {
            return text + OTHERS.get(random.nextInt(OTHERS.size()));
        }
        MatchResult token = tokens.get(random.nextInt(tokens.size()));
        String other = OTHERS.get(random.nextInt(OTHERS.size()));
        String swapped = tokens.get(random.nextInt(tokens.size())).group();
        return switch (random.nextInt(7)) {
            case 0 -> with(text, token, swapped);
            case 1 -> with(text, token, other);
            case 2 -> with(text, token, token.group().startsWith("\"") ? '"' + other + '"' : "\"" + other + "\"");
            case 3 -> with(text, token, token.group() + other);
            case 4 -> with(text, token, "");
            case 5 -> shuffledLines(text, random);
            default -> with(text, token, token.group().repeat(2));
        };
    }

    private static String with(String text, MatchResult token, String other) {
        return text.substring(0, token.start()) + other + text.substring(token.end());
    }

    private static String shuffledLines(String text, Random random) {
        List<String> lines = new ArrayList<>(Arrays.asList(text.split("\n", -1)));
        int from = random.nextInt(lines.size());
        if (random.nextBoolean()) {
            Collections.swap(lines, from, random.nextInt(lines.size()));
        } else if (random.nextBoolean()) {
            lines.remove(from);
        } else {
            lines.add(from, lines.get(random.nextInt(lines.size())));
        }
        return String.join("\n", lines);
    }
}
