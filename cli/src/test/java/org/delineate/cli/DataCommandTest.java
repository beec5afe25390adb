package org.delineate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.delineate.dataset.Dataset;
import org.delineate.dataset.Split;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCommandTest {
    @TempDir
    private static Path data;

    @TempDir
    private Path folder;

    @BeforeAll
    static void write() throws IOException {
        Discs.write(data, 20, 4, 1);
        Files.copy(data.resolve("images/c00.png"), data.resolve("images/twin.png"));
        Files.copy(data.resolve("masks/c00.png"), data.resolve("masks/twin.png"));
    }

    @Test
    void inspectsForPeopleAndForMachines() {
        Cli text = Cli.run("data", "inspect", data);
        assertEquals(0, text.code(), text.err());
        assertTrue(text.out().contains("layout images-masks, 25 cases"), text.out());
        JsonNode audit = Cli.run("data", "inspect", data, "--json").json();
        assertEquals(25, audit.get("cases").asInt());
        assertEquals(4, audit.get("emptyMasks").size());
        assertEquals("c00", audit.get("exact").get(0).get(0).asText());
        assertEquals("twin", audit.get("exact").get(0).get(1).asText());
    }

    @Test
    void splitsCasesWithLesionAndKeepsTwinsTogether() {
        Path out = folder.resolve("split.json");
        Cli answer = Cli.run("data", "split", data, "--ratio", "60/20/20", "--seed", 3, "--out", out);
        assertEquals(0, answer.code(), answer.err());
        assertTrue(answer.err().contains("4 of 25 cases have no lesion: they are left out"), answer.err());
        Split split = Split.read(out);
        assertEquals(
                21,
                split.parts().values().stream().mapToInt(java.util.List::size).sum());
        assertEquals(3, split.seed());
        assertEquals(Dataset.open(data).hash(), split.dataset());
        assertTrue(split.parts().values().stream().anyMatch(p -> p.contains("c00") && p.contains("twin")));
        assertTrue(answer.out().contains("60/20/20 by group, stratified by class, seed 3"), answer.out());
    }

    @Test
    void keepsCasesWithoutLesionWhenAsked() {
        Path out = folder.resolve("split.json");
        JsonNode split = Cli.run("data", "split", data, "--folds", 5, "--with-normals", "--out", out, "--json")
                .json();
        assertEquals(5, split.get("folds").size());
        int cases = 0;
        for (JsonNode fold : split.get("folds")) {
            cases += fold.size();
        }
        assertEquals(25, cases);
        assertEquals(
                split,
                Cli.run("data", "split", data, "--folds", 5, "--with-normals", "--out", out, "--json")
                        .json());
    }
}
