package org.delineate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.delineate.dataset.Split;
import org.delineate.file.Csv;
import org.delineate.file.Hash;
import org.delineate.metric.FailureDetection;
import org.delineate.model.Manifest;
import org.delineate.model.Model;
import org.delineate.model.TestTimeAugmentation;
import org.delineate.sample.Degradation;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What decides how probabilities become masks: chosen on some images, measured on others. */
class TuneAndRobustnessTest {
    @TempDir
    private static Path shared;

    private static Path data;
    private static Path model;
    private static Path report;
    private static Cli evaluated; // the part test, with normals

    @TempDir
    private Path folder;

    @BeforeAll
    static void train() {
        data = Discs.write(shared.resolve("discs"), 24, 6, 4);
        model = TinyTraining.model(data, shared.resolve("run"), 4);
        report = shared.resolve("report");
        evaluated = run("evaluate", "--model", model, "--with-normals", "--out", report);
        assertEquals(0, evaluated.code(), evaluated.err());
    }

    private static Cli run(String command, Object... more) {
        return Cli.run(Stream.concat(
                        Stream.of(command, "--threads", 1, "--precision", "float32", "--data", data, "--json"),
                        Stream.of(more))
                .toArray());
    }

    private Path tuned(Object... more) {
        Path out = folder.resolve("tuned.safetensors");
        Cli answer = run(
                "tune",
                Stream.concat(Stream.of("--model", model, "--out", out), Stream.of(more))
                        .toArray());
        assertEquals(0, answer.code(), answer.err());
        return out;
    }

    private static double dice(JsonNode scores) {
        return scores.at("/perImage/metrics/dice/mean").asDouble();
    }

    /** What tune says is what evaluate finds with the file, on the same images. */
    @Test
    void storesWhatIsBestOnThePartVal() throws IOException {
        String before = Hash.of(model);
        Path out = folder.resolve("tuned.safetensors");
        Cli answer = run("tune", "--model", model, "--out", out, "--with-normals");
        assertEquals(0, answer.code(), answer.err());
        assertTrue(
                answer.err()
                        .contains("2 of 6 cases without a lesion, which the split names nowhere, are added to the"
                                + " part val"),
                answer.err());
        assertEquals(before, Hash.of(model), "the model itself stays");
        Manifest.Masks masks = Model.readManifest(out).masks();
        assertEquals("val", masks.tuned().part());
        assertEquals(2, masks.tuned().normals());
        assertEquals(answer.json().get("masks").get("threshold").asDouble(), masks.threshold());
        Files.copy(shared.resolve("run/split.json"), folder.resolve("split.json"));
        Cli scored = run("evaluate", "--model", out, "--part", "val", "--with-normals", "--out", folder.resolve("val"));
        assertEquals(0, scored.code(), scored.err());
        assertTrue(scored.err().contains("chosen on part val of discs, "), scored.err());
        assertTrue(
                scored.err().contains("these images chose how the model's probabilities become masks"), scored.err());
        assertEquals(masks.tuned().dice(), dice(scored.json()), 1e-3);
        double plain = dice(run("evaluate", "--model", model, "--part", "val", "--out", folder.resolve("plain"))
                .json());
        assertTrue(masks.tuned().dice() >= plain - 1e-3, masks.tuned().dice() + " after, " + plain + " before");
    }

    @Test
    void writesInPlaceAndPrintsTheFormerValues() throws IOException {
        Path run = Files.createDirectories(folder.resolve("run"));
        Path copy = Files.copy(model, run.resolve("model.safetensors"));
        Files.copy(shared.resolve("run/split.json"), run.resolve("split.json"));
        Cli answer = Cli.run("tune", "--threads", 1, "--data", data, "--model", copy, "--tta", "flip");
        assertEquals(0, answer.code(), answer.err());
        assertTrue(answer.out().contains("threshold"), answer.out());
        assertTrue(answer.out().lines().anyMatch(l -> l.matches("test-time augmentation +none +flip")), answer.out());
        assertEquals(TestTimeAugmentation.FLIP, Model.readManifest(copy).masks().tta());
        assertNotEquals(Hash.of(model), Hash.of(copy));
    }

    @Test
    void aModelThatComesWithTheProgramIsNotChangedInPlace() {
        Cli answer = run("tune", "--model", "breast-ultrasound-fast");
        assertEquals(2, answer.code(), answer.err());
        assertTrue(
                answer.err().contains("breast-ultrasound-fast comes with the program: --out names the model to write"),
                answer.err());
    }

    @Test
    void reachesTheWantedShareOfUnmarkedNormalsOrSaysWhatIsPossible() {
        Path out = tuned("--with-normals", "--normals-empty", 0.5);
        Cli answer = run(
                "evaluate",
                "--model",
                out,
                "--split",
                shared.resolve("run/split.json"),
                "--part",
                "val",
                "--with-normals",
                "--out",
                folder.resolve("val"));
        assertTrue(answer.json().at("/imageLevel/specificity").asDouble() >= 0.5, answer.out());
        Cli without = run("tune", "--model", model, "--out", folder.resolve("x"), "--normals-empty", 0.5);
        assertEquals(1, without.code());
        assertTrue(without.err().contains("all images have a lesion"), without.err());
        Cli nonsense = run("tune", "--model", model, "--out", folder.resolve("x"), "--normals-empty", 2);
        assertTrue(nonsense.err().contains("a number from 0 to 1, not \"2\""), nonsense.err());
        assertFalse(Files.exists(folder.resolve("x")));
    }

    @Test
    void refusesImagesThatReportOrTrainedTheModel() throws IOException {
        Split split = Split.read(shared.resolve("run/split.json"));
        Path test = Files.write(folder.resolve("t.txt"), split.parts().get("test"));
        Path train = Files.write(folder.resolve("train.txt"), split.parts().get("train"));
        for (List<Object> bad : List.<List<Object>>of(
                List.of("--part", "test", "not on the part test"),
                List.of("--part", "train", "not on the part train"),
                List.of("--part", "all", "Which images may be tuned on?"),
                List.of("--list", test, "belong to the part test"),
                List.of("--list", train, "none is left to tune on"))) {
            Path out = folder.resolve("x");
            Cli answer = run("tune", "--model", model, "--out", out, bad.get(0), bad.get(1));
            assertNotEquals(0, answer.code());
            assertTrue(answer.err().contains(bad.get(2).toString()), answer.err());
            assertFalse(Files.exists(out));
        }
    }

    /** The way to weights that were trained on all images, with what was chosen before on a part of them. */
    @Test
    void takesOverWhatWasChosenForAModelThatHadAPartVal() throws IOException {
        Path run = folder.resolve("all");
        Cli trained = TinyTraining.of(data, run, 1, "--validate-every", 0);
        assertTrue(trained.err().contains("all: train 24"), trained.err());
        assertTrue(trained.out().startsWith("nothing was validated; the model has the weights of the last epoch"));
        Path all = run.resolve("model.safetensors");
        Path list = Files.writeString(folder.resolve("list.txt"), "c00\nc01\n");
        Cli refused = run("tune", "--model", all, "--list", list);
        assertTrue(refused.err().contains("all 2 images were seen in training"), refused.err());
        assertTrue(refused.err().contains("--like"), refused.err());
        Path tuned = tuned();
        Cli answer = run("tune", "--model", all, "--like", tuned);
        assertEquals(0, answer.code(), answer.err());
        assertEquals(Model.readManifest(tuned).masks(), Model.readManifest(all).masks());
        Cli both = run("tune", "--model", all, "--like", tuned, "--normals-empty", 0.5);
        assertEquals(2, both.code(), both.err());
        assertTrue(both.err().contains("--like looks at no images; leave --normals-empty out"), both.err());
        Cli untuned = run("tune", "--model", all, "--like", model);
        assertTrue(untuned.err().contains("was not tuned itself"), untuned.err());
        assertNotEquals(0, untuned.code());
    }

    @Test
    void uncertaintyIsReportedForEveryImageAndScored() throws IOException {
        JsonNode scores = evaluated.json();
        List<Map<String, String>> cases =
                Csv.readColumns(report.resolve("per-image.csv"), List.of("uncertainty", "dice"));
        double[] uncertainty = cases.stream()
                .mapToDouble(c -> Double.parseDouble(c.get("uncertainty")))
                .toArray();
        double[] dice = cases.stream()
                .mapToDouble(c -> c.get("dice").isEmpty() ? Double.NaN : Double.parseDouble(c.get("dice")))
                .toArray();
        FailureDetection expected = FailureDetection.of(uncertainty, dice);
        JsonNode found = scores.get("uncertainty");
        assertEquals(expected.n(), found.get("n").asInt());
        assertEquals(expected.failures(), found.get("failures").asInt());
        assertTrue(found.get("auroc").isNull() == Double.isNaN(expected.auroc()));
        for (double u : uncertainty) {
            assertTrue(u > 0 && u <= 1, u + "");
        }
        JsonNode one = Cli.run(
                        "segment",
                        "--threads",
                        1,
                        "--precision",
                        "float32",
                        "--model",
                        model,
                        data.resolve("images/" + cases.get(0).get("name") + ".png"),
                        "--out",
                        folder.resolve("masks"),
                        "--json")
                .json();
        assertEquals(uncertainty[0], one.at("/pictures/0/uncertainty").asDouble());
        assertTrue(Files.readString(report.resolve("report.html")).contains("AUROC of the uncertainty"));
    }

    @Test
    void normalsGetAnOperatingCurve() throws IOException {
        assertTrue(evaluated.err().contains("4 of 6 cases without a lesion"), evaluated.err());
        JsonNode scores = evaluated.json();
        JsonNode curve = scores.get("operatingCurve");
        assertEquals(4, curve.get("normals").asInt());
        for (JsonNode point : curve.get("points")) {
            if (point.get("threshold").asDouble() == 0.5
                    && point.get("minAreaShare").asDouble() == 0) {
                assertEquals(dice(scores), point.get("dice").asDouble(), 1e-9);
                assertEquals(
                        scores.at("/imageLevel/specificity").asDouble(),
                        point.get("normalsEmpty").asDouble());
            }
        }
        assertTrue(Files.readString(report.resolve("report.html")).contains("Other thresholds and minimum areas"));
        JsonNode lesions = run("evaluate", "--model", model, "--out", folder.resolve("lesions"))
                .json();
        assertTrue(lesions.get("operatingCurve").isNull());
        assertEquals(dice(lesions), dice(scores), "normals change no Dice of lesions");
    }

    @Test
    void severalModelsAnswerTogether() {
        Path other = tuned("--tta", "none");
        Path split = shared.resolve("run/split.json");
        Cli both =
                run("evaluate", "--model", model, "--model", model, "--split", split, "--out", folder.resolve("two"));
        assertEquals(0, both.code(), both.err());
        assertTrue(both.err().contains("the probabilities of 2 models are averaged"), both.err());
        assertEquals("2 x unext-s", both.json().at("/protocol/model/network").asText());
        assertEquals(dice(evaluated.json()), dice(both.json()), "twice the same model");
        Cli segmented = Cli.run(
                "segment",
                "--threads",
                1,
                "--model",
                other,
                "--model",
                model,
                data.resolve("images/c00.png"),
                "--out",
                folder.resolve("masks"));
        assertEquals(0, segmented.code(), segmented.err());
        Cli export = Cli.run("export", "--model", model, "--model", other, "--onnx", folder.resolve("x.onnx"));
        assertEquals(2, export.code());
        assertTrue(export.err().contains("takes one model"), export.err());
    }

    @Test
    void everyDegradationIsScoredBesideTheCleanImages() throws IOException {
        Path out = folder.resolve("robust");
        List<String> test = Split.read(shared.resolve("run/split.json")).parts().get("test");
        Path two = Files.write(folder.resolve("two.txt"), test.subList(0, 2));
        Cli answer = run("robustness", "--model", model, "--tta", "flip", "--list", two, "--out", out);
        assertEquals(0, answer.code(), answer.err());
        List<String> ids = new ArrayList<>();
        for (JsonNode row : answer.json().get("degradations")) {
            ids.add(row.get("degradation").asText());
            if (row.get("degradation").asText().equals("left-right")) {
                assertEquals(0, row.get("difference").asDouble(), "picture and mirror are averaged");
            }
        }
        assertEquals(Stream.of(Degradation.values()).map(Degradation::id).toList(), ids);
        JsonNode clean = answer.json().at("/degradations/0");
        JsonNode scores = run(
                        "evaluate", "--model", model, "--tta", "flip", "--list", two, "--out", folder.resolve("r"))
                .json();
        assertEquals(dice(scores), clean.get("dice").asDouble(), 1e-12);
        assertEquals(
                ids.size() + 1,
                Files.readAllLines(out.resolve("robustness.csv")).size());
        assertTrue(Files.readString(out.resolve("robustness.md")).contains("| JPEG, quality 30 | "));
        JsonNode again = run(
                        "robustness", "--model", model, "--tta", "flip", "--list", two, "--out", folder.resolve("b"))
                .json();
        assertEquals(answer.json().get("degradations"), again.get("degradations"));
        Cli twice = run("robustness", "--model", model, "--out", out);
        assertEquals(1, twice.code());
        assertTrue(twice.err().contains("choose another --out"), twice.err());
    }
}
