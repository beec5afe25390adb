package org.delineate.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.commons.csv.CSVRecord;
import org.delineate.dataset.Split;
import org.delineate.file.Csv;
import org.delineate.file.Hash;
import org.delineate.file.Json;
import org.delineate.train.HashedFile;
import org.delineate.train.PartialConfig;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentRunnerTest {
    private static final String JSON = """
            {"title": "Tiny & <b>", "source": {"paper": "P", "table": "1", "differs": ["all_of it"]},
             "data": {"discs": {"layout": "l", "from": "f", "licence": "c",
                                "split": {"folds": 2, "validate": 0.2}},
                      "both": {"joins": ["left", "right", "lost"], "split": {"ratio": [0.5, 0.2, 0.3]}},
                      "left": {"layout": "l", "from": "f", "licence": "c", "split": {"external": true}},
                      "right": {"layout": "l", "from": "f", "licence": "c", "split": {"external": true}},
                      "lost": {"layout": "lay", "from": "there", "licence": "c", "split": {"external": true}}},
             "train": {"size": 32, "batch": 2, "epochs": 1, "threads": 1, "precision": "float32", "warmupEpochs": 0},
             "scoring": {"scores": ["dice", "twoClass.meanIou"], "crossData": ["right"],
                         "masks": ["none", "flip", "tuned"]},
             "rows": [{"name": "A_B", "network": "unext-s", "published": [{"on": "discs", "scores": {"dice": 0.25}}]},
                      {"name": "C", "network": "unext-s", "on": ["discs"], "train": {"learningRate": 1e-4}}]}
            """;

    @TempDir
    private static Path folder;

    private static Path out;
    private static Path file;
    private static Map<String, Path> data;
    private static final RecordingWatch WATCH = new RecordingWatch();

    @BeforeAll
    static void runOnce() {
        data = Map.of(
                "discs", TinyExperiment.discs(folder.resolve("discs"), 10, 1),
                "left", TinyExperiment.discs(folder.resolve("left"), 10, 2),
                "right", TinyExperiment.discs(folder.resolve("right"), 10, 3));
        file = TinyExperiment.write(folder, JSON);
        out = folder.resolve("out");
        assertEquals(Map.of(), TinyExperiment.run(file, data, out, WATCH));
    }

    @Test
    void scoresEachFoldOnceWithoutTheCasesThatTrainOrValidate() {
        Set<String> tested = new TreeSet<>();
        for (int fold = 0; fold < 2; fold++) {
            Split split = Split.read(out.resolve("runs/a-b.discs.fold" + fold + "/split.json"));
            assertEquals("train 4, val 1, test 5", split.sizes());
            tested.addAll(split.parts().get(Split.TEST));
        }
        assertEquals(10, tested.size());
    }

    @Test
    void aRehearsalHasOneEpochOnAFewImagesAndSaysSo() throws IOException {
        Path rehearsed = folder.resolve("rehearsed");
        Map<String, Path> more =
                Map.of("discs", TinyExperiment.discs(folder.resolve("more"), 40, 4), "right", data.get("right"));
        Path longer = TinyExperiment.write(folder.resolve("more"), JSON.replace("\"epochs\": 1", "\"epochs\": 30"));
        ExperimentFolder its = new ExperimentFolder(rehearsed);
        Plan plan = Plan.of(longer, more, 1).only("^c.*fold0").rehearsed();
        ExperimentRunner runner = TinyExperiment.runner(plan, its, new RecordingWatch());
        runner.open();
        assertEquals(Map.of(), runner.run(1, id -> List.of()));
        Path run = rehearsed.resolve("runs/c.discs.fold0");
        assertEquals(
                "train 8, val 4, test 8", Split.read(run.resolve("split.json")).sizes());
        assertEquals(2, Files.readAllLines(run.resolve("history.csv")).size(), "heading and one epoch");
        for (String tested : List.of("discs", "right")) {
            assertEquals(
                    9,
                    Files.readAllLines(run.resolve("evaluation/" + tested + "/per-image.csv")).stream()
                            .filter(l -> !l.startsWith("#"))
                            .count(),
                    "heading and 8 images of " + tested);
        }
        String table = Files.readString(rehearsed.resolve("results.md"));
        assertTrue(table.contains("A rehearsal of one epoch on at most 8 images of each part"), table);

        assertTrue(its.isRehearsal(false), "as it began");
        ExperimentFolder itself = new ExperimentFolder(out);
        assertFalse(itself.isRehearsal(false));
        String refused = assertThrows(IllegalArgumentException.class, () -> itself.isRehearsal(true))
                .getMessage();
        assertTrue(refused.contains("holds the experiment itself"), refused);
    }

    @Test
    void reportsTheMeanOfTheFoldsBesideThePublishedValue() {
        double sum = 0;
        for (int fold = 0; fold < 2; fold++) {
            JsonNode scores = Json.tree(out.resolve("runs/a-b.discs.fold" + fold + "/evaluation/discs/scores.json"));
            sum += scores.at("/perImage/metrics/dice/mean").asDouble();
        }
        CSVRecord line = line("discs", "discs", "dice");
        assertEquals("2", line.get("runs"));
        assertEquals(sum / 2, Double.parseDouble(line.get("mean")), 1e-12);
        assertEquals("0.25", line.get("published"));
        assertEquals("", line("discs", "right", "dice").get("published"), "published for models trained on discs only");
    }

    @Test
    void joinsTheDataSetsAtHandAndScoresEachApart() throws IOException {
        assertTrue(
                WATCH.said.contains("caution: both: of the data sets that it joins, lost are not at hand;"
                        + " it is what the others are"),
                WATCH.said.toString());
        double all = Double.parseDouble(line("both", "both", "dice").get("mean"));
        double left = Double.parseDouble(line("both", "left", "dice").get("mean"));
        assertTrue(all >= 0 && left >= 0);
        Split split = Split.read(out.resolve("runs/a-b.both/split.json"));
        assertEquals(20, split.parts().values().stream().mapToInt(List::size).sum());
        String page = Files.readString(out.resolve("index.html"));
        assertTrue(page.contains("get it from there (licence: c)"), page);
        assertTrue(page.contains("Tiny &amp; &lt;b&gt;") && page.contains("5 of 5 runs are done"), page);
        assertTrue(Files.readString(out.resolve("results.tex")).contains("A\\_B"));
        assertTrue(Files.readString(out.resolve("results.md")).contains("| A_B | 2/2 |"));
    }

    @Test
    void writesTheScoresOfEachImageInEachRow() throws IOException {
        Path csv = out.resolve("per-image.csv");
        List<Map<String, String>> own = Csv.readColumns(csv, List.of("name", "class", "group", "dice")).stream()
                .filter(l -> l.get("row").equals("A_B") && l.get("masks").equals("none"))
                .filter(l -> l.get("trained_on").equals("discs")
                        && l.get("tested_on").equals("discs"))
                .toList();
        assertEquals(10, own.stream().map(l -> l.get("name")).distinct().count());
        assertEquals(
                List.of("a-b.discs.fold0", "a-b.discs.fold1"),
                own.stream().map(l -> l.get("run")).distinct().toList());
        double mean = own.stream()
                .mapToDouble(l -> Double.parseDouble(l.get("dice")))
                .average()
                .orElseThrow();
        assertEquals(mean, Double.parseDouble(line("discs", "discs", "dice").get("mean")), 1e-9, "folds of equal size");
        assertTrue(Files.readString(out.resolve("index.html")).contains("href=\"per-image.csv\""));
    }

    /** Each image is in the test part of one fold: the rows are compared on all of them at once. */
    @Test
    void comparesTheRowsOverAllFolds() throws IOException {
        String csv = Files.readString(out.resolve("comparison/discs/comparison.csv"));
        assertTrue(csv.contains("scores-dice,1,A_B,n,10\n") && csv.contains("scores-dice,2,C,n,10\n"), csv);
        assertTrue(Files.exists(out.resolve("comparison/discs.fold1.right/comparison.html")), "of other data by fold");
        assertFalse(Files.exists(out.resolve("comparison/discs.fold0/comparison.html")));
    }

    @Test
    void scoresTheSameWeightsWithMasksMadeInOtherWays() throws IOException {
        Path run = out.resolve("runs/a-b.both/evaluation");
        JsonNode flip = Json.tree(run.resolve("both-flip/scores.json")).at("/protocol/decision");
        JsonNode tuned = Json.tree(run.resolve("both-tuned/scores.json")).at("/protocol/decision");
        assertEquals(
                "mean of the image and its left-right mirror",
                flip.get("testTimeAugmentation").asText());
        assertTrue(tuned.toString().contains("part val of both"), tuned.toString());
        assertTrue(Files.readString(out.resolve("results.md")).contains("## discs, test-time augmentation flip"));
    }

    @Test
    void tunesNoMasksOnThePartThatIsScored() {
        Path file = TinyExperiment.write(
                folder.resolve("left"), JSON.replace("\"folds\": 2, \"validate\": 0.2", "\"folds\": 2"));
        IllegalArgumentException refusal = assertThrows(
                IllegalArgumentException.class,
                () -> TinyExperiment.run(file, data, folder.resolve("untuned"), new RecordingWatch()));
        assertTrue(refusal.getMessage().contains("the split of discs scores that part"), refusal.getMessage());
    }

    @Test
    void aRowLearnsFromTheModelsThatAnotherRowHasForEachSeed() {
        String taught = "{\"name\": \"taught\", \"network\": \"unext-s\", \"on\": [\"discs\"],"
                + " \"teachers\": {\"row\": \"C\", \"data\": \"discs\"}}]}";
        Path file = TinyExperiment.write(
                folder.resolve("right"),
                JSON.replace("\"scoring\"", "\"seeds\": [1, 2], \"scoring\"").replaceAll("]}\\s*$", ", " + taught));
        ExperimentFolder its = new ExperimentFolder(folder.resolve("taught"));
        Plan plan = Plan.of(file, data, 1).only("^taught.*fold1.seed2");
        ExperimentRunner runner = TinyExperiment.runner(plan, its, new RecordingWatch());
        runner.open();
        Map<String, Double> hours = runner.estimate().hours();
        assertTrue(hours.get("taught.discs.fold1.seed2") > hours.get("c.discs.fold1.seed2"), hours.toString());
        assertEquals(Map.of(), runner.run(1, id -> List.of()));
        List<HashedFile> teachers = PartialConfig.read(
                        its.run("taught.discs.fold1.seed2").resolve("config.json"))
                .complete()
                .descent()
                .teachers();
        List<String> files = teachers.stream().map(HashedFile::file).toList();
        List<String> expected = List.of("c.discs.fold1.seed1", "c.discs.fold1.seed2").stream()
                .map(id -> its.run(id).resolve("model.safetensors").toString())
                .toList();
        assertEquals(expected, files);
        teachers.forEach(t -> assertEquals(Hash.of(Path.of(t.file())), t.sha256()));
    }

    private static CSVRecord line(String trained, String tested, String score) {
        List<String> columns = List.of(
                "row", "trained_on", "tested_on", "masks", "score", "runs", "planned", "mean", "sd", "published");
        return Csv.read(out.resolve("results.csv"), columns).stream()
                .filter(r -> r.get("trained_on").equals(trained)
                        && r.get("tested_on").equals(tested)
                        && r.get("score").equals(score)
                        && r.get("masks").equals("none"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void scoresNoOtherWeightsOnATestPart() throws IOException {
        Path copy = folder.resolve("copy");
        copy(out, copy);
        Path model = copy.resolve("runs/a-b.discs.fold0/model.safetensors");
        Files.copy(
                copy.resolve("runs/a-b.discs.fold1/model.safetensors"),
                model,
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        String refusal =
                TinyExperiment.run(file, data, copy, new RecordingWatch()).get("a-b.discs.fold0");
        assertTrue(refusal.contains("its SHA-256 is not that of the weights which validation chose"), refusal);

        // even where the end of the training is forged and the scores are deleted, the seal remembers
        FinishedRun other = FinishedRun.in(copy.resolve("runs/a-b.discs.fold1"));
        FinishedRun own = FinishedRun.in(copy.resolve("runs/a-b.discs.fold0"));
        new FinishedRun(own.config(), own.data(), own.split(), other.model())
                .write(copy.resolve("runs/a-b.discs.fold0"));
        Files.delete(copy.resolve("runs/a-b.discs.fold0/evaluation/discs/scores.json"));
        refusal = TinyExperiment.run(file, data, copy, new RecordingWatch()).get("a-b.discs.fold0");
        assertTrue(refusal.contains("other weights are not scored on it"), refusal);
        assertFalse(Files.exists(copy.resolve("runs/a-b.discs.fold0/evaluation/discs/scores.json")));
    }

    @Test
    void doesNotRepeatAFinishedRunAndRefusesOneOfAnotherConfiguration() {
        RecordingWatch again = new RecordingWatch();
        assertEquals(Map.of(), TinyExperiment.run(file, data, out, again));
        assertTrue(
                again.said.stream().noneMatch(s -> s.startsWith("epoch") || s.startsWith("scored")), "" + again.said);
        assertEquals(
                WATCH.said.stream().filter(s -> s.startsWith("epoch")).count(),
                new ExperimentFolder(out).epochs(Plan.of(file, data, 1)),
                "the epochs of a start before count as done");
        Path changed =
                TinyExperiment.write(out.getParent().resolve("left"), JSON.replace("\"epochs\": 1", "\"epochs\": 2"));
        String refusal = TinyExperiment.run(changed, data, out, again).get("a-b.both");
        assertTrue(refusal.contains("epochs 1, given 2"), refusal);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Path target = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(path, target);
                }
            }
        }
    }
}
