package org.delineate.dataset;

import static org.delineate.dataset.Pictures.mask;
import static org.delineate.dataset.Pictures.picture;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One name in two forms of Unicode: macOS and some archives write é as e and an accent (NFD), others as one sign. */
class UnicodeNamesTest {
    private static final List<String> NAMES = List.of("é 1", "Ångström", "cafe\u0301-2", "plain");

    @TempDir
    Path folder;

    @BeforeEach
    void requireUnicodeFileNames() {
        assumeTrue(
                "UTF-8".equals(System.getProperty("sun.jnu.encoding")),
                "file names of all scripts need a UTF-8 locale (LC_ALL=C.UTF-8)");
    }

    private static String in(Normalizer.Form form, String name) {
        return Normalizer.normalize(name, form);
    }

    private Dataset data() {
        for (String name : NAMES) {
            picture(folder.resolve("data/images/" + in(Normalizer.Form.NFC, name) + ".png"), 8, 8, name.length());
            mask(folder.resolve("data/masks/" + in(Normalizer.Form.NFD, name) + ".png"), 8, 8, 2, 2, 5, 5);
        }
        return Dataset.open(folder.resolve("data"));
    }

    @Test
    void picturesAndMasksAreOnePair() {
        Dataset data = data();
        assertEquals(NAMES.size(), data.cases().size());
        assertEquals(List.of(), data.unread().images());
        assertEquals(List.of(), data.unread().masks());
        data.cases().forEach(c -> assertEquals(in(Normalizer.Form.NFC, c.name()), c.name()));
    }

    @Test
    void linesOfListsFindTheirCases() throws IOException {
        Dataset data = data();
        Path list = folder.resolve("train.txt");
        Files.write(list, NAMES.stream().map(n -> in(Normalizer.Form.NFD, n)).toList());
        Split split = Split.ofLists(data, new TreeMap<>(Map.of(Split.TRAIN, list)));
        assertEquals(NAMES.size(), split.cases(data, Split.TRAIN).size());
    }

    @Test
    void aSplitThatWasWrittenElsewhereFindsItsCases() throws IOException {
        Dataset data = data();
        Path list = folder.resolve("train.txt");
        Files.write(list, NAMES);
        Path file = folder.resolve("split.json");
        Split.ofLists(data, new TreeMap<>(Map.of(Split.TRAIN, list))).write(file);
        Files.writeString(file, in(Normalizer.Form.NFD, Files.readString(file)));
        assertEquals(NAMES.size(), Split.read(file).cases(data, Split.TRAIN).size());
    }

    @Test
    void rowsOfManifestsFindTheirFiles() throws IOException {
        data();
        StringBuilder rows = new StringBuilder("image,mask\n");
        NAMES.forEach(n -> rows.append(
                "images/" + in(Normalizer.Form.NFD, n) + ".png,masks/" + in(Normalizer.Form.NFC, n) + ".png\n"));
        Path manifest = folder.resolve("data/manifest.csv");
        Files.writeString(manifest, rows);
        Dataset data = Dataset.open(manifest);
        assertEquals(NAMES.size(), data.cases().size());
        data.cases().forEach(c -> assertEquals(9, data.mask(c).areaPx(), c.name()));
    }
}
