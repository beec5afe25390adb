package org.delineate.dataset;

import static org.delineate.dataset.Pictures.mask;
import static org.delineate.dataset.Pictures.picture;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.delineate.file.BadFileException;
import org.delineate.file.UnreadableFileException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class SplitTest {
    @TempDir
    Path folder;

    private Dataset data;

    @BeforeEach
    void writeFourPairs() {
        for (String stem : List.of("benign (1)", "benign (2)", "malignant (1)", "malignant (12)")) {
            picture(folder.resolve("data/images/" + stem + ".png"), 8, 9, stem.hashCode());
            mask(folder.resolve("data/masks/" + stem + ".png"), 8, 9, 0, 0, 2, 2);
        }
        data = Dataset.open(folder.resolve("data"));
    }

    private Path list(String name, String... lines) throws IOException {
        return Files.writeString(folder.resolve(name), String.join("\r\n", lines) + "\n");
    }

    @Test
    void readsListsOfStemsNamesAndPaths() throws IOException {
        Path train = list("t.txt", "\uFEFFbenign (2)", "", " malignant (12).PNG");
        Path val = list("v.txt", "images/benign (1).png", "C:\\data\\images\\malignant (1).png");
        Split split = ofLists(train, val);
        assertEquals(List.of("benign (2)", "malignant (12)"), split.parts().get("train"));
        assertEquals(
                List.of("benign (1)", "malignant (1)"),
                split.cases(data, "val").stream().map(Case::name).toList());
        assertEquals(data.hash(), split.dataset());
    }

    @Test
    void listsEveryUnknownAndRepeatedName() throws IOException {
        Path train = list("t.txt", "benign (1)", "benign (3)", "benign (1)", "nobody");
        String message = assertThrows(BadFileException.class, () -> ofLists(train, list("v.txt", "benign (2)")))
                .getMessage();
        assertTrue(message.contains("3 lines"), message);
        assertTrue(message.contains("\"benign (3)\" (no such case"), message);
        assertTrue(message.contains("\"benign (1)\" (is listed twice)"), message);
        assertTrue(message.contains("nobody"), message);
    }

    @Test
    void refusesANameInBothLists() throws IOException {
        Path train = list("t.txt", "benign (1)");
        assertThrows(BadFileException.class, () -> ofLists(train, train));
    }

    @Test
    void survivesItsFile() throws IOException {
        Split split = ofLists(list("t.txt", "benign (1)"), list("v.txt", "benign (2)"));
        split.write(folder.resolve("split.json"));
        Split back = Split.read(folder.resolve("split.json"));
        assertEquals(split, back);
        assertEquals(split.hash(), back.hash());
    }

    @Test
    void refusesASplitOfOtherData() throws IOException {
        Split split = ofLists(list("t.txt", "benign (1)"), list("v.txt", "benign (2)"));
        Files.delete(folder.resolve("data/images/benign (1).png"));
        Dataset less = Dataset.open(folder.resolve("data"));
        String message = assertThrows(IllegalArgumentException.class, () -> split.cases(less, "train"))
                .getMessage();
        assertTrue(message.contains("benign (1)"), message);
    }

    private Split ofLists(Path train, Path val) {
        return Split.ofLists(data, new TreeMap<>(Map.of("train", train, "val", val)));
    }

    /** A line of one slash has neither a name nor a stem. */
    @Test
    void aLineThatNamesNothingIsListedAsSuch() throws IOException {
        Path list = list("t.txt", "/", "\\", "..", ".png", "benign (1)");
        String message = assertThrows(
                        BadFileException.class, () -> Split.ofLists(data, new TreeMap<>(Map.of("train", list))))
                .getMessage();
        assertTrue(message.contains("4 lines do not match exactly one case of data (4 cases): "), message);
        assertTrue(message.contains("\"/\" (no such case, or several), \"\\\" (no such case"), message);
    }

    @Test
    void refusesALongListAndAMissingOne() throws IOException {
        Path file = Files.writeString(folder.resolve("long.txt"), "benign (1)\n".repeat(1_000_001));
        String message = assertThrows(
                        BadFileException.class, () -> Split.ofLists(data, new TreeMap<>(Map.of("val", file))))
                .getMessage();
        assertEquals(file + ": 1000001 lines; a list has at most 1000000; is this the right file?", message);
        Path missing = folder.resolve("none.txt");
        assertTrue(assertThrows(
                        UnreadableFileException.class, () -> Split.ofLists(data, new TreeMap<>(Map.of("val", missing))))
                .getMessage()
                .endsWith("none.txt: no such file"));
    }

    private static Split of(Map<String, List<String>> parts, List<List<String>> folds) {
        return new Split("test", 0, List.of(), "hash", new TreeMap<>(parts), folds);
    }

    @Test
    void refusesUnknownPartsAndACaseInTwo() {
        assertEquals(
                "parts are named train, val and test, got [held, train]",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> of(Map.of("train", List.of("a"), "held", List.of("b")), List.of()))
                        .getMessage());
        String twice = "a case is in one part only; \"a\" is named twice";
        for (Executable split : List.<Executable>of(
                () -> of(Map.of("train", List.of("a"), "val", List.of("a")), List.of()),
                () -> of(Map.of("train", List.of("a", "b", "a")), List.of()),
                () -> of(Map.of("test", List.of("a")), List.of(List.of("b"), List.of("a"))))) {
            assertEquals(
                    twice, assertThrows(IllegalArgumentException.class, split).getMessage());
        }
    }

    @Test
    void refusesSharesThatAreNone() {
        for (double[] ratios :
                new double[][] {{1}, {0.5, 0.4}, {0.25, 0.25, 0.25, 0.25}, {1, 0}, {1.5, -0.5}, {Double.NaN, 1}}) {
            String message = assertThrows(IllegalArgumentException.class, () -> Split.ratio(data, List.of(), ratios, 1))
                    .getMessage();
            assertEquals(
                    "two or three ratios above 0 that add up to 1 are needed (train, val, test), got "
                            + Arrays.toString(ratios),
                    message);
        }
        assertEquals(
                "cross-validation needs at least 2 folds, got 1",
                assertThrows(IllegalArgumentException.class, () -> Split.folds(data, List.of(), 1, 1))
                        .getMessage());
        assertEquals(
                "no case is left for fold 4 of data: its 4 cases lie in too few or too large groups",
                assertThrows(IllegalArgumentException.class, () -> Split.folds(data, List.of(), 5, 1))
                        .getMessage());
    }

    @Test
    void holdsOutOfTrainAloneAndOnlyWhereNothingValidates() throws IOException {
        Split train = Split.ofLists(
                data, new TreeMap<>(Map.of("train", list("t.txt", "benign (1)", "benign (2)", "malignant (1)"))));
        Split held = train.holdOut(data, List.of(List.of("benign (1)", "benign (2)")), 0.34, 1);
        assertEquals(List.of("malignant (1)"), held.parts().get("val"));
        assertEquals(List.of("benign (1)", "benign (2)"), held.parts().get("train"));
        assertEquals("t.txt, 0.34 of train held out", held.source());
        for (double share : new double[] {0, 1, Double.NaN}) {
            assertEquals(
                    "a share in 0..1 is held out where there is no part \"val\"; got " + share
                            + " and the parts [train]",
                    assertThrows(IllegalArgumentException.class, () -> train.holdOut(data, List.of(), share, 1))
                            .getMessage());
        }
        assertThrows(IllegalArgumentException.class, () -> held.holdOut(data, List.of(), 0.5, 1));
    }
}
