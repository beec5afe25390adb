package org.delineate.dataset;

import static org.delineate.dataset.Pictures.mask;
import static org.delineate.dataset.Pictures.picture;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.delineate.file.BadFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetTest {
    @TempDir
    Path folder;

    private Dataset pair(String at, String stem, long seed, int maskRows) {
        picture(folder.resolve(at + "/images/" + stem + ".png"), 8, 9, seed);
        mask(folder.resolve(at + "/masks/" + stem + ".png"), 8, 9, 0, 0, maskRows, 2);
        return Dataset.open(folder.resolve(at));
    }

    @Test
    void hashFollowsNamesPicturesAndMasksAndNothingElse() {
        String hash = pair("first", "a", 1, 2).hash();
        assertEquals(hash, pair("elsewhere/deeper", "a", 1, 2).hash());
        assertNotEquals(hash, pair("name", "b", 1, 2).hash());
        assertNotEquals(hash, pair("picture", "a", 2, 2).hash());
        assertNotEquals(hash, pair("mask", "a", 1, 3).hash());
    }

    @Test
    void refusesAListWhoseLineMatchesSeveralCases() throws IOException {
        for (String set : List.of("CVC", "Kvasir")) {
            picture(folder.resolve("TestDataset/" + set + "/images/1.png"), 8, 9, 1);
            mask(folder.resolve("TestDataset/" + set + "/masks/1.png"), 8, 9, 0, 0, 2, 2);
        }
        picture(folder.resolve("TrainDataset/images/7.png"), 8, 9, 1);
        mask(folder.resolve("TrainDataset/masks/7.png"), 8, 9, 0, 0, 2, 2);
        Dataset data = Dataset.open(folder);
        Path list = folder.resolve("list.txt");
        Files.writeString(list, "images/1.png\n");
        assertThrows(BadFileException.class, () -> Split.ofLists(data, new TreeMap<>(Map.of("val", list))));
        Files.writeString(list, "somewhere/Kvasir/images/1.png\n7\n");
        assertEquals(
                List.of("TestDataset/Kvasir/1", "TrainDataset/7"),
                Split.ofLists(data, new TreeMap<>(Map.of("val", list))).parts().get("val"));
    }

    @Test
    void namesTheFolderThatIsNotThere() {
        String message = assertThrows(BadFileException.class, () -> Dataset.open(folder.resolve("nothing")))
                .getMessage();
        assertTrue(message.contains("nothing") && message.contains("no such folder"), message);
    }

    @Test
    void refusesTwoCasesOfOneName() {
        Case c = pair("d", "a", 1, 2).cases().get(0);
        assertThrows(
                BadFileException.class,
                () -> new Dataset(
                        "d",
                        "x",
                        folder,
                        List.of(c, c),
                        new Dataset.Unread(List.of(), List.of(), OtherFiles.NONE),
                        new TreeMap<>(),
                        List.of(),
                        null));
    }

    @Test
    void readsThroughASymbolicLink() throws IOException {
        pair("real", "a", 1, 2);
        Path link = folder.resolve("link");
        Files.createSymbolicLink(link, folder.resolve("real"));
        Dataset data = Dataset.open(link);
        assertEquals(1, data.cases().size());
        assertEquals(List.of(), data.unread().images());
    }

    @Test
    void aMaskOfAnotherSizeIsNamedWithBothSizes() {
        Dataset data = pair("d", "a", 1, 2);
        Path mask = data.cases().get(0).masks().get(0);
        for (int[] size : new int[][] {{7, 9}, {8, 10}}) {
            mask(mask, size[0], size[1], 0, 0, 1, 1);
            String message = assertThrows(BadFileException.class, () -> data.mask(data.find("a")))
                    .getMessage();
            assertEquals(
                    mask + ": the mask has " + size[1] + " x " + size[0] + " pixels, its picture "
                            + data.find("a").image() + " has 9 x 8; both must have one size; fetch the pair again"
                            + " from its source",
                    message);
        }
    }

    @Test
    void findsAndLeavesOutCasesByName() {
        pair("d", "a", 1, 2);
        Dataset data = pair("d", "b", 2, 2);
        assertEquals(
                "data set d has no case \"c\"; it has 2, the first is \"a\"",
                assertThrows(IllegalArgumentException.class, () -> data.find("c"))
                        .getMessage());
        assertEquals(
                List.of("b"),
                data.without(List.of("a", "z")).cases().stream().map(Case::name).toList());
        assertEquals(
                "no case of d is left when 2 are left out",
                assertThrows(IllegalArgumentException.class, () -> data.without(List.of("a", "b")))
                        .getMessage());
    }
}
