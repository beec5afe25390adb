package org.delineate.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.delineate.file.BadFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExperimentTest {
    private static final String GOOD = """
            {"title": "T", "source": {"paper": "P", "table": "1"},
             "data": {"A": {"layout": "l", "from": "f", "licence": "c",
                            "split": {"ratio": [0.6, 0.2, 0.2], "repeats": 2}},
                      "B": {"layout": "l", "from": "f", "licence": "c", "split": {"folds": 3}},
                      "X": {"layout": "l", "from": "f", "licence": "c", "split": {"external": true}}},
             "train": {"size": 64}, "seeds": [1, 2],
             "scoring": {"scores": ["dice", "mae"], "crossData": ["X"]},
             "rows": [{"name": "one", "network": "unext-s"},
                      {"name": "taught", "network": "unext-s", "on": ["B"], "teachers": {"row": "one", "data": "A"}},
                      {"name": "two", "network": "unext-s", "train": {"loss": "dice"}, "on": ["B"],
                       "from": {"row": "one", "data": "A"},
                       "published": [{"on": "B", "trainedOn": "A", "scores": {"dice": 0.7}}]}]}
            """;

    @TempDir
    private Path folder;

    private Plan plan(String json) {
        return Plan.of(TinyExperiment.write(folder, json), Map.of(), 3);
    }

    @Test
    void plansEveryRowDataSetSplitAndSeed() {
        Plan plan = plan(GOOD);
        List<String> ids = plan.runs().stream().map(PlannedRun::id).toList();
        assertEquals(2 * 2 + 3 * 2 + 3 * 2 + 3 * 2, ids.size());
        assertEquals("one.a.split1.seed1", ids.get(0));
        assertTrue(ids.containsAll(List.of("one.b.fold2.seed2", "two.b.fold0.seed1")), ids.toString());
        PlannedRun tuned = plan.run("two.b.fold2.seed2");
        assertEquals("one.a.split2.seed2", tuned.origin(), "of three folds the last starts from the last of two");
        assertEquals(
                List.of("one.a.split1.seed1", "one.a.split1.seed2"),
                plan.run("taught.b.fold0.seed2").teachers());
        assertEquals("dice", tuned.config().descent().loss());
        assertEquals(64, tuned.config().input().size());
        assertEquals(2, tuned.config().loop().seed());
        assertEquals(3, tuned.config().resources().threads());
        assertEquals(
                List.of("dice", "pooled.dice", "mae"),
                plan.experiment().scoring().columns().stream().map(Score::name).toList());
    }

    @Test
    void choosesRunsByNameWithThoseThatTheyStartFrom() {
        assertEquals(
                List.of("one.a.split1.seed1", "two.b.fold0.seed1"),
                plan(GOOD).only("^two.*fold0.seed1").runs().stream()
                        .map(PlannedRun::id)
                        .toList());
        assertEquals(
                List.of("one.a.split2.seed1", "one.a.split2.seed2", "taught.b.fold1.seed1"),
                plan(GOOD).only("^taught.*fold1.seed1").runs().stream()
                        .map(PlannedRun::id)
                        .toList());
        assertThrows(IllegalArgumentException.class, () -> plan(GOOD).only("three"));
        assertThrows(IllegalArgumentException.class, () -> plan(GOOD).only("("));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"title\": \"T\", | | title is a text",
                "\"network\": \"unext-s\"} | \"network\": \"unnet\"} | unknown network \"unnet\"; known: unet",
                "\"on\": [\"B\"] | \"on\": [\"C\"] | row \"taught\": on names the data set \"C\"; there are A, B, X",
                "\"on\": [\"B\"] | \"on\": [\"X\"] | is to be trained on X, all of which is for tests",
                "\"teachers\": {\"row\": \"one\" | \"teachers\": {\"row\": \"two\" | learns from the models of row \"two\" on A",
                "\"from\": {\"row\": \"one\" | \"from\": {\"row\": \"two\" | which is no row before it",
                "\"dice\", \"mae\" | \"dise\" | unknown score \"dise\"; known: dice",
                "\"folds\": 3 | \"folds\": 3, \"ratio\": [0.5, 0.5] | published, external; 2 are given",
                "\"folds\": 3 | \"folds\": 1 | folds are at least 2, got 1",
                "0.6, 0.2, 0.2 | 0.6, 0.2, 0.3 | two or three shares above 0 that add up to 1",
                "[1, 2] | [1, 1] | a seed is given twice",
                "\"name\": \"two\" | \"name\": \"One\" | has the name of another row",
                "\"loss\": \"dice\" | \"loss\": \"dise\" | row \"two\": unknown loss",
                "\"loss\": \"dice\" | \"los\": \"dice\" | row \"two\": a configuration has no \"los\"",
                "\"size\": 64 | \"size\": 65 | must be multiples of 32, got 65x65",
                "\"crossData\": [\"X\"] | \"crossData\": [\"Y\"] | crossData names the data set \"Y\"",
                "{\"dice\": 0.7} | {\"dice\": -1} | a published score is a number and at least 0; dice is -1.0",
                "\"title\": \"T\", | \"title\": \"T\", \"titel\": 1, | unknown name \"titel\"",
            })
    void refusesWhatBreaksARuleAndSaysWhich(String part, String instead, String rule) {
        assertTrue(GOOD.contains(part), part);
        String bad = GOOD.replace(part, instead == null ? "" : instead);
        BadFileException refusal = assertThrows(BadFileException.class, () -> plan(bad));
        assertTrue(refusal.getMessage().contains(rule), refusal.getMessage());
        assertTrue(refusal.getMessage().contains("tiny.json"), refusal.getMessage());
    }

    @Test
    void refusesAFolderForADataSetThatItHasNot() {
        Path file = TinyExperiment.write(folder, GOOD);
        assertTrue(assertThrows(IllegalArgumentException.class, () -> Plan.of(file, Map.of("Z", folder), 1))
                .getMessage()
                .contains("it has A, B, X"));
    }
}
