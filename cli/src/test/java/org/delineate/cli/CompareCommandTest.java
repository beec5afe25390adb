package org.delineate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.delineate.file.Json;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two tiny models trained and evaluated as a user does, and compared. */
class CompareCommandTest {
    @TempDir
    private static Path shared;

    @TempDir
    private Path folder;

    @BeforeAll
    static void trainAndEvaluate() {
        Path data = Discs.write(shared.resolve("discs"), 20, 0, 4);
        for (String network : List.of("unext-s", "malunet")) {
            Path run = shared.resolve(network);
            done(
                    "train",
                    "--data",
                    data,
                    "--out",
                    run,
                    "--network",
                    network,
                    "--size",
                    64,
                    "--epochs",
                    2,
                    "--batch",
                    4,
                    "--threads",
                    1);
            done(
                    "evaluate",
                    "--model",
                    run.resolve("model.safetensors"),
                    "--data",
                    data,
                    "--threads",
                    1,
                    "--part",
                    "all",
                    "--with-seen",
                    "--out",
                    run.resolve("evaluation"));
        }
    }

    private static Cli done(Object... line) {
        Cli answer = Cli.run(line);
        assertEquals(0, answer.code(), answer.err());
        return answer;
    }

    private static Path run(String network) {
        return shared.resolve(network);
    }

    @Test
    void comparesTwoRuns() throws IOException {
        Path out = folder.resolve("out");
        Cli answer = done("compare", run("unext-s"), "Ours=" + run("malunet"), "--out", out);
        assertTrue(answer.out().contains("20 images are in all 2 results and are compared; no image is left out."));
        assertTrue(answer.out().contains("unext-s − Ours"), answer.out());
        JsonNode json = done("compare", run("unext-s"), "Ours=" + run("malunet"), "--json")
                .json();
        assertEquals(Json.tree(out.resolve("comparison.json")), json);
        double difference = 0;
        for (String network : List.of("unext-s", "malunet")) {
            double mean = Json.tree(run(network).resolve("evaluation/scores.json"))
                    .at("/perImage/metrics/dice/mean")
                    .doubleValue();
            String name = network.equals("malunet") ? "Ours" : network;
            assertEquals(mean, json.at("/metrics/0/scores/" + name + "/mean").doubleValue(), name);
            difference += network.equals("malunet") ? -mean : mean;
        }
        assertEquals(difference, json.at("/metrics/0/pairs/0/difference").doubleValue(), 1e-12);
        assertEquals(
                Json.tree(run("malunet").resolve("evaluation/scores.json"))
                        .at("/pooled/metrics/iou")
                        .doubleValue(),
                json.at("/results/1/pooled/iou").doubleValue());
        for (String ending : List.of("md", "tex", "csv", "html")) {
            assertTrue(Files.readString(out.resolve("comparison." + ending)).contains("Ours"), ending);
        }
    }

    @Test
    void comparesSeveralMetricsAgainstPublishedValues() {
        Cli answer = done(
                "compare",
                "unext=" + run("unext-s"),
                run("malunet"),
                "--metric",
                "iou",
                "--metric",
                "hausdorff95_px",
                "--published",
                "busi-benchmark",
                "--against-first",
                "--json");
        JsonNode published = answer.json().get("published");
        assertEquals(11, published.size(), "IoU alone: there is no published distance");
        List<JsonNode> ours = new ArrayList<>();
        published.forEach(p -> {
            if (!p.get("ours").isNull()) {
                ours.add(p);
            }
        });
        assertEquals(1, ours.size());
        assertEquals(0.6504, ours.get(0).get("value").doubleValue());
        assertEquals(answer.json().at("/results/0/batchesOf8/iou"), ours.get(0).get("ours"));
    }

    /** Of versions before the column "group", which this data set needs: two of its discs are near duplicates. */
    @Test
    void readsOlderEvaluationsAndSaysWhatTheyLack() throws IOException {
        assertTrue(done("compare", run("unext-s"), run("malunet")).out().contains("resample 19 groups of images"));
        for (String network : List.of("unext-s", "malunet")) {
            Path old = Files.createDirectories(folder.resolve(network));
            Path evaluation = run(network).resolve("evaluation");
            Files.copy(evaluation.resolve("scores.json"), old.resolve("scores.json"));
            String csv = Files.readAllLines(evaluation.resolve("per-image.csv")).stream()
                    .map(line -> line.replaceFirst(",[^,]*$", ""))
                    .collect(Collectors.joining("\n"));
            assertFalse(csv.contains("group"));
            Files.writeString(old.resolve("per-image.csv"), csv);
        }
        Cli answer = done("compare", folder.resolve("unext-s"), folder.resolve("malunet"));
        assertTrue(answer.out().contains("No groups of patients or duplicates are known"), answer.out());
    }

    @Test
    void saysWhatIsWrong() {
        Cli metric = Cli.run("compare", run("unext-s"), run("malunet"), "--metric", "dise");
        assertEquals(2, metric.code());
        assertTrue(metric.err().contains("unknown metric \"dise\"; known: dice, iou"), metric.err());
        Cli one = Cli.run("compare", run("unext-s"));
        assertEquals(2, one.code());
        Cli none = Cli.run("compare", run("unext-s"), folder);
        assertEquals(1, none.code());
        assertTrue(none.err().contains("no evaluation") && none.err().contains("delineate evaluate"), none.err());
        Cli published = Cli.run("compare", run("unext-s"), run("malunet"), "--published", "busi");
        assertEquals(1, published.code());
        assertTrue(published.err().contains("busi-benchmark"), published.err());
    }
}
