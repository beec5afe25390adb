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
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.delineate.dataset.Split;
import org.delineate.file.Hash;
import org.delineate.file.Json;
import org.delineate.model.Model;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainCommandTest {
    @TempDir
    private static Path data;

    @TempDir
    private Path folder;

    @BeforeAll
    static void write() {
        Discs.write(data, 18, 2, 2);
    }

    private Cli train(Path run, Object... more) {
        List<Object> line = new ArrayList<>(List.of("train", "--data", data, "--out", run));
        line.addAll(List.of(more));
        return Cli.run(line.toArray());
    }

    private Cli begin(Path run, Object... more) {
        List<Object> line =
                new ArrayList<>(List.of("--network", "unext-s", "--size", 64, "--batch", 4, "--threads", 1));
        line.addAll(List.of(more));
        return train(run, line.toArray());
    }

    @Test
    void goesOnAfterAStopFileAndEndsWithTheSameBits() throws Exception {
        Path whole = folder.resolve("whole");
        Cli finished = begin(whole, "--epochs", 4, "--json");
        assertEquals(0, finished.code(), finished.err());
        assertEquals("FINISHED", finished.json().get("end").asText());
        assertTrue(finished.json().get("bestValDice").asDouble() > 0, finished.out());

        Path stopped = folder.resolve("stopped");
        Thread stopper = new Thread(() -> stopAfterAnEpoch(stopped));
        stopper.start();
        Cli first = begin(stopped, "--epochs", 4, "--licence", "CC0", "--json");
        stopper.join();
        assertEquals(0, first.code(), first.err());
        assertEquals("STOP_FILE", first.json().get("end").asText());
        assertTrue(first.err().contains("--out " + stopped + " --resume"), first.err());

        Cli rest = train(stopped, "--resume", "--json");
        assertEquals(0, rest.code(), rest.err());
        assertTrue(rest.err().contains("resuming from step-"), rest.err());
        assertEquals(finished.json().get("bestValDice"), rest.json().get("bestValDice"));
        assertEquals(
                "CC0",
                Model.load(stopped.resolve("model.safetensors"))
                        .manifest()
                        .provenance()
                        .licence());
        for (String file : List.of("weights.safetensors", "optimizer.safetensors")) {
            assertEquals(
                    Hash.of(last(whole).resolve(file)), Hash.of(last(stopped).resolve(file)), file);
        }
    }

    private static void stopAfterAnEpoch(Path run) {
        try {
            while (!Files.exists(run.resolve("history.csv"))) {
                Thread.sleep(5);
            }
            Files.createFile(run.resolve("STOP"));
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path last(Path run) throws IOException {
        try (Stream<Path> folders = Files.list(run)) {
            return folders.filter(f -> f.getFileName().toString().startsWith("step-"))
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
        }
    }

    @Test
    void endsInTimeAndSaysHowToGoOn() {
        Path run = folder.resolve("run");
        Cli answer = begin(run, "--epochs", 1000, "--max-minutes", "0.0001", "--json");
        assertEquals(0, answer.code(), answer.err());
        assertEquals("OUT_OF_TIME", answer.json().get("end").asText());
        assertTrue(answer.json().get("model").isNull(), answer.out());
        assertTrue(answer.err().contains("--resume"), answer.err());
        Cli again = begin(run);
        assertEquals(1, again.code());
        assertTrue(again.err().contains("--resume"), again.err());
        Cli other = train(run, "--resume", "--learning-rate", "0.5", "--size", 32, "--epochs", 900);
        assertEquals(1, other.code());
        assertTrue(
                other.err().contains("has other values: learningRate 0.002, given 0.5; size 64, given 32. Leave"),
                other.err());
    }

    @Test
    void prolongsAFinishedRun() {
        Path run = folder.resolve("run");
        assertEquals(0, begin(run, "--epochs", 1).code());
        Cli nothing = train(run, "--resume");
        assertEquals(0, nothing.code(), nothing.err());
        assertTrue(
                nothing.err().contains("nothing was left to train: 1 epoch is done; --resume --epochs 2 prolongs"),
                nothing.err());
        Cli more = train(run, "--resume", "--epochs", 2, "--json");
        assertEquals(0, more.code(), more.err());
        assertEquals(2, more.json().get("epochs").asInt());
        assertTrue(more.err().contains("changed  epochs from 1 to 2"), more.err());
        assertTrue(more.err().contains("schedule cosine over 2 epochs: epoch 2 goes on at"), more.err());
        assertTrue(more.err().contains(", validation "), more.err());
        assertFalse(more.err().contains("nothing was left"), more.err());
        assertEquals(2, Json.tree(run.resolve("config.json")).get("epochs").asInt());
    }

    @Test
    void takesAPartOfAConfigurationAndOptionsWin() throws IOException {
        Path config = folder.resolve("part.json");
        Files.writeString(
                config,
                "{\"network\": \"unext-s\", \"size\": 64, \"batch\": 2, \"epochs\": 1,"
                        + " \"augment\": {\"flipHorizontal\": 0.25}, \"fit\": \"pad\"}");
        Path run = folder.resolve("run");
        Cli answer = train(run, "--config", config, "--batch", 4, "--learning-rate", "1e-3", "--max-minutes", "0.0001");
        assertEquals(0, answer.code(), answer.err());
        JsonNode used = Json.tree(run.resolve("config.json"));
        assertEquals(4, used.get("batch").asInt());
        assertEquals(1e-3, used.get("learningRate").asDouble());
        assertEquals("PAD", used.get("fit").asText());
        assertEquals(0.25, used.get("augment").get("flipHorizontal").asDouble());
        assertEquals(0, used.get("augment").get("flipVertical").asDouble());
        assertEquals("cosine", used.get("schedule").asText());

        Files.writeString(config, "{\"network\": \"unext-s\", \"epoch\": 1}");
        Cli unknown = train(folder.resolve("other"), "--config", config);
        assertEquals(1, unknown.code());
        assertTrue(unknown.err().contains("\"epoch\"") && unknown.err().contains("epochs, batch"), unknown.err());
    }

    @Test
    void splitsByItselfAndLeavesNormalsOut() {
        Path run = folder.resolve("run");
        Cli answer = begin(run, "--max-minutes", "0.0001", "--seed", 5);
        assertTrue(answer.err().contains("2 of 20 cases have no lesion: they are left out"), answer.err());
        Split split = Split.read(run.resolve("split.json"));
        assertEquals(5, split.seed());
        assertEquals(18, split.parts().values().stream().mapToInt(List::size).sum());
        assertTrue(answer.err().contains("70/10/20 by group, stratified by class, seed 5"), answer.err());
    }

    @Test
    void reportsListsThatTearDuplicatesApart() throws IOException {
        Path twins = Discs.write(folder.resolve("twins"), 8, 0, 3);
        Files.copy(twins.resolve("images/c00.png"), twins.resolve("images/twin.png"));
        Files.copy(twins.resolve("masks/c00.png"), twins.resolve("masks/twin.png"));
        Path train = folder.resolve("train.txt");
        Path val = folder.resolve("val.txt");
        Files.writeString(train, "c00\nc01\nc02\nc03\n");
        Files.writeString(val, "twin\nc04\n");
        Path run = folder.resolve("run");
        Cli answer = Cli.run(
                "train",
                "--data",
                twins,
                "--out",
                run,
                "--network",
                "unext-s",
                "--size",
                64,
                "--batch",
                2,
                "--train-list",
                train,
                "--val-list",
                val,
                "--max-minutes",
                "0.0001");
        assertEquals(0, answer.code(), answer.err());
        assertTrue(answer.err().contains("caution: 1 of 1 groups of duplicates"), answer.err());
        assertEquals(
                List.of("c04", "twin"),
                Split.read(run.resolve("split.json")).parts().get("val"));
        assertEquals(
                2,
                Cli.run("train", "--data", twins, "--out", run + "2", "--network", "unext-s", "--train-list", train)
                        .code());
    }

    @Test
    void trainsOnAFoldThatIsChosen() {
        Path folds = folder.resolve("folds.json");
        Cli.run("data", "split", data, "--folds", 3, "--out", folds);
        Path run = folder.resolve("run");
        Cli missing = begin(run, "--split", folds);
        assertEquals(2, missing.code());
        assertTrue(missing.err().contains("--fold"), missing.err());
        Cli answer = begin(run, "--split", folds, "--fold", 1, "--max-minutes", "0.0001");
        assertEquals(0, answer.code(), answer.err());
        Split split = Split.read(run.resolve("split.json"));
        assertEquals(Split.read(folds).folds().get(1), split.parts().get("val"));
        assertNotEquals(Split.read(folds).hash(), split.hash());
    }
}
