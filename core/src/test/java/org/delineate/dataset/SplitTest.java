package org.delineate.dataset;

import static org.delineate.dataset.Pictures.mask;
import static org.delineate.dataset.Pictures.picture;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.delineate.file.BadFileException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
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
}
