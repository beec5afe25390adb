package org.delineate.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SplitPropertiesTest {
    private static final int SEEDS = 50;
    private static final double[] RATIOS = {0.7, 0.1, 0.2};

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void writeTheOneFileThatAllCasesShare() throws IOException {
        file = Files.writeString(folder.resolve("picture.png"), "its bytes are hashed, never decoded");
    }

    private Case make(String name, String label, String group, String part) {
        return new Case(name, file, List.of(), label, group, part);
    }

    private Dataset dataset(List<Case> cases) {
        return new Dataset(
                "d",
                "made",
                folder,
                cases,
                new Dataset.Unread(List.of(), List.of(), OtherFiles.NONE),
                new TreeMap<>(),
                List.of(),
                null);
    }

    /** 200 to 400 cases in three classes of unequal size, a third of them in groups of 2 to 6. */
    private List<Case> cases(Random random) {
        List<Case> cases = new ArrayList<>();
        int n = 200 + random.nextInt(200);
        for (int i = 0; i < n; i++) {
            String label = List.of("benign", "benign", "malignant", "normal").get(random.nextInt(4));
            cases.add(make("c" + i, label, "", ""));
        }
        return cases;
    }

    private static List<List<String>> groups(List<Case> cases, Random random) {
        List<String> names = new ArrayList<>(cases.stream().map(Case::name).toList());
        Collections.shuffle(names, random);
        List<List<String>> groups = new ArrayList<>();
        for (int at = 0; at < names.size() / 3; ) {
            int size = 2 + random.nextInt(5);
            groups.add(List.copyOf(names.subList(at, at + size)));
            at += size;
        }
        return groups;
    }

    @Test
    void everyCaseLiesInOnePartAndNoGroupInTwo() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            List<Case> cases = cases(random);
            List<List<String>> groups = groups(cases, random);
            Dataset data = dataset(cases);
            for (Split split : List.of(Split.ratio(data, groups, RATIOS, seed), Split.folds(data, groups, 5, seed))) {
                Set<String> seen = new HashSet<>();
                int total = 0;
                for (List<String> part : split.folds().isEmpty() ? split.parts().values() : split.folds()) {
                    seen.addAll(part);
                    total += part.size();
                }
                assertEquals(cases.size(), total, "seed " + seed);
                assertEquals(cases.size(), seen.size(), "seed " + seed);
                assertEquals(List.of(), split.crossing(groups), "seed " + seed);
            }
        }
    }

    @Test
    void classesKeepTheirProportions() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            Dataset data = dataset(cases(random));
            List<List<String>> groups = groups(data.cases(), random);
            assertProportions(data, Split.ratio(data, List.of(), RATIOS, seed), 1, "singles, seed " + seed);
            assertProportions(data, Split.ratio(data, groups, RATIOS, seed), 3, "groups, seed " + seed);
        }
    }

    private static void assertProportions(Dataset data, Split split, double slack, String message) {
        for (String label : List.of("benign", "malignant", "normal")) {
            long all =
                    data.cases().stream().filter(c -> c.label().equals(label)).count();
            List<String> parts = List.of("train", "val", "test");
            for (int p = 0; p < 3; p++) {
                long n = split.cases(data, parts.get(p)).stream()
                        .filter(c -> c.label().equals(label))
                        .count();
                assertEquals(RATIOS[p] * all, n, slack, message + ", " + label + " in " + parts.get(p));
            }
        }
    }

    @Test
    void foldsDifferByLittleAndEachIsOnceVal() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            Dataset data = dataset(cases(random));
            Split split = Split.folds(data, groups(data.cases(), random), 5, seed);
            for (int k = 0; k < 5; k++) {
                Split fold = split.fold(k);
                assertEquals(split.folds().get(k), fold.parts().get("val"));
                assertEquals(
                        data.cases().size(),
                        fold.parts().get("val").size()
                                + fold.parts().get("train").size());
                assertEquals(data.cases().size() / 5.0, fold.parts().get("val").size(), 5, "seed " + seed);
            }
        }
    }

    @Test
    void dependsOnTheSeedAndNotOnTheOrderOfFilesOrGroups() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            List<Case> cases = cases(random);
            List<List<String>> groups = new ArrayList<>(groups(cases, random));
            Split split = Split.ratio(dataset(cases), groups, RATIOS, seed);
            Collections.shuffle(cases, random);
            Collections.shuffle(groups, random);
            groups.replaceAll(g -> g.stream().sorted().toList());
            assertEquals(split, Split.ratio(dataset(cases), groups, RATIOS, seed), "seed " + seed);
            assertNotEquals(
                    split.hash(),
                    Split.ratio(dataset(cases), groups, RATIOS, seed + 1).hash());
        }
    }

    @Test
    void largeGroupsGoToEveryPart() {
        Random random = new Random(1);
        List<Case> cases = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            cases.add(make("c" + i, "", "patient" + i / 3, ""));
        }
        Dataset data = dataset(cases);
        Split split = Split.ratio(data, List.of(), RATIOS, random.nextLong());
        split.parts().forEach((part, names) -> assertEquals(0, names.size() % 3, part));
        assertEquals(60, split.parts().get("test").size(), 3);
    }

    @Test
    void aLargeGroupDoesNotMakeItsFoldLarger() {
        List<Case> cases = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            cases.add(make("c" + i, "", i < 18 ? "a long series" : "", ""));
        }
        for (long seed = 0; seed < SEEDS; seed++) {
            for (List<String> fold :
                    Split.folds(dataset(cases), List.of(), 5, seed).folds()) {
                assertEquals(20, fold.size(), "seed " + seed);
            }
        }
    }

    @Test
    void joinsTheGivenGroupsWithThoseOfTheCases() {
        List<Case> cases = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            cases.add(make("c" + i, "", i < 20 ? "p" + i / 2 : "", ""));
        }
        // a chain: c1 and c2 are of two patients and joined by hand, so are c3 and c30
        List<List<String>> groups = List.of(List.of("c1", "c2"), List.of("c3", "c30"));
        for (long seed = 0; seed < SEEDS; seed++) {
            Split split = Split.folds(dataset(cases), groups, 4, seed);
            assertEquals(List.of(), split.crossing(List.of(List.of("c0", "c1", "c2", "c3", "c30"))), "seed " + seed);
        }
    }

    @Test
    void keepsTestCasesOutOfTheFolds() {
        List<Case> cases = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            cases.add(make("c" + i, "", "", i % 4 == 0 ? "test" : "train"));
        }
        Split split = Split.folds(dataset(cases), List.of(), 3, 0);
        assertEquals(5, split.parts().get("test").size());
        assertEquals(15, split.folds().stream().mapToInt(List::size).sum());
        assertEquals(split.parts().get("test"), split.fold(1).parts().get("test"));
    }

    @Test
    void holdsOutAShareOfTrain() {
        Random random = new Random(3);
        List<Case> cases = cases(random);
        List<List<String>> groups = groups(cases, random);
        Dataset data = dataset(cases);
        Split split = Split.ratio(data, groups, new double[] {0.8, 0.2}, 3);
        Split published = new Split(
                "lists",
                0,
                List.of(),
                split.dataset(),
                new TreeMap<>(Map.of(
                        "train",
                        split.parts().get("train"),
                        "test",
                        split.parts().get("val"))),
                List.of());
        Split held = published.holdOut(data, groups, 0.1, 5);
        assertEquals(published.parts().get("test"), held.parts().get("test"));
        assertEquals(
                0.1 * published.parts().get("train").size(),
                held.parts().get("val").size(),
                3);
        assertEquals(List.of(), held.crossing(groups));
        assertThrows(IllegalArgumentException.class, () -> held.holdOut(data, groups, 0.1, 5));
    }

    @Test
    void crossingNamesTheGroupsThatLeak() {
        Split split = new Split(
                "lists",
                0,
                List.of(),
                "",
                new TreeMap<>(Map.of("train", List.of("a", "b", "c"), "val", List.of("d", "e"))),
                List.of());
        List<List<String>> groups =
                List.of(List.of("a", "b"), List.of("c", "d"), List.of("e", "outside"), List.of("a", "c", "e"));
        assertEquals(List.of(List.of("c", "d"), List.of("a", "c", "e")), split.crossing(groups));
    }

    @Test
    void refusesRatiosThatLeaveAPartEmpty() {
        List<Case> cases = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            cases.add(make("c" + i, "", "one patient", ""));
        }
        Dataset data = dataset(cases);
        String message = assertThrows(IllegalArgumentException.class, () -> Split.ratio(data, List.of(), RATIOS, 0))
                .getMessage();
        assertTrue(message.contains("no case is left for"), message);
        assertThrows(IllegalArgumentException.class, () -> Split.folds(data, List.of(), 2, 0));
        assertThrows(IllegalArgumentException.class, () -> Split.folds(data, List.of(), 1, 0));
        assertThrows(IllegalArgumentException.class, () -> Split.ratio(data, List.of(), new double[] {0.7, 0.2}, 0));
        assertThrows(IllegalArgumentException.class, () -> Split.ratio(data, List.of(), new double[] {1, 0}, 0));
        assertThrows(IllegalArgumentException.class, () -> Split.ratio(data, List.of(), new double[] {1}, 0));
        assertThrows(
                IllegalArgumentException.class, () -> Split.ratio(data, List.of(), new double[] {Double.NaN, 0.5}, 0));
    }
}
