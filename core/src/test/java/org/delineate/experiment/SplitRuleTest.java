package org.delineate.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.delineate.dataset.Dataset;
import org.delineate.dataset.Split;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SplitRuleTest {
    @TempDir
    private Path folder;

    private static SplitRule folds(int folds, Double validate) {
        return new SplitRule(null, null, folds, null, null, validate, null, null);
    }

    @Test
    void takesEachFoldAsTestOnceAndKeepsGroupsTogether() {
        Dataset data = Dataset.open(TinyExperiment.discs(folder.resolve("d"), 20, 1));
        List<List<String>> groups = List.of(List.of("c0", "c1", "c2"), List.of("c5", "c17"));
        Set<String> tested = new TreeSet<>();
        for (int fold = 0; fold < 5; fold++) {
            Split split = folds(5, 0.25).make(fold, data, data, groups, folder);
            assertEquals(Set.of("train", "val", "test"), split.parts().keySet());
            assertEquals(List.of(), split.crossing(groups));
            assertEquals("test", SplitRule.scored(split));
            tested.addAll(split.parts().get(Split.TEST));
        }
        assertEquals(20, tested.size());
        Split validated = folds(5, null).make(0, data, data, groups, folder);
        assertEquals(Set.of("train", "val"), validated.parts().keySet());
        assertEquals("val", SplitRule.scored(validated));
    }

    @Test
    void drawsAnotherSplitForEachRepeat() {
        Dataset data = Dataset.open(TinyExperiment.discs(folder.resolve("d"), 20, 1));
        SplitRule rule = new SplitRule(null, List.of(0.5, 0.2, 0.3), null, null, null, null, 3, 7L);
        assertEquals(3, rule.count());
        Split first = rule.make(0, data, data, List.of(), folder);
        assertEquals("train 10, val 4, test 6", first.sizes());
        assertEquals(7, first.seed());
        assertEquals(first.hash(), rule.make(0, data, data, List.of(), folder).hash());
        assertNotEquals(
                first.hash(), rule.make(1, data, data, List.of(), folder).hash());
        assertEquals("split3", rule.name(2));
    }

    @Test
    void takesThePartsOfTheFoldersAndHoldsSomeOutToValidate() {
        TinyExperiment.discs(folder.resolve("d/train"), 10, 1);
        TinyExperiment.discs(folder.resolve("d/test"), 4, 2);
        Dataset data = Dataset.open(folder.resolve("d"));
        SplitRule rule = new SplitRule(null, null, null, "layout", null, 0.2, null, null);
        assertEquals(
                "train 8, val 2, test 4",
                rule.make(0, data, data, List.of(), folder).sizes());
        Dataset plain = Dataset.open(folder.resolve("d/train"));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> rule.make(0, plain, plain, List.of(), folder))
                .getMessage()
                .contains("prescribe no part train"));
    }

    @Test
    void refusesAFoldAsTestBesideATestPartOfTheData() {
        TinyExperiment.discs(folder.resolve("d/train"), 10, 1);
        TinyExperiment.discs(folder.resolve("d/test"), 4, 2);
        Dataset data = Dataset.open(folder.resolve("d"));
        assertThrows(IllegalArgumentException.class, () -> folds(2, 0.2).make(0, data, data, List.of(), folder));
    }
}
