package org.delineate.file;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FileNamesTest {
    @Test
    void keepsOrdinaryNames() {
        List<String> names = List.of("benign (1)", "ISIC_0012345", "Läsion-3.b");
        assertEquals(names, FileNames.of(names));
    }

    @Test
    void numbersEqualNamesAlsoWhereOnlyTheCaseDiffers() {
        assertEquals(List.of("a", "A-2", "a-3", "a-2-2"), FileNames.of(List.of("a", "A", "a", "a-2")));
    }

    @Test
    void cutsLongNamesBetweenCharacters() {
        String han = "\uD840\uDC00".repeat(100); // 4 bytes each in UTF-8
        String cut = FileNames.of(List.of(han)).get(0);
        assertEquals("\uD840\uDC00".repeat(50), cut);
        assertEquals(200, FileNames.of(List.of("a".repeat(500))).get(0).length());
    }

    @Test
    void leavesNoFolderWhateverTheNames() {
        long seed = Long.getLong("seed", 1);
        Random random = new Random(seed);
        String parts = "../\\: \u0000\n*?a\uD83D\uDE00.";
        List<String> names = IntStream.range(0, 500)
                .mapToObj(i -> IntStream.range(0, random.nextInt(200))
                        .map(k -> parts.charAt(random.nextInt(parts.length())))
                        .collect(StringBuilder::new, (b, c) -> b.append((char) c), StringBuilder::append)
                        .toString())
                .toList();
        Path folder = Path.of("/out");
        List<String> files = FileNames.of(names);
        for (String file : files) {
            assertEquals(folder, folder.resolve(file + ".png").normalize().getParent(), "seed " + seed + ": " + file);
        }
        assertEquals(
                names.size(),
                new HashSet<>(files.stream()
                                .map(f -> f.toLowerCase(Locale.ROOT))
                                .toList())
                        .size(),
                "seed " + seed);
    }
}
