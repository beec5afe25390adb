package org.delineate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.delineate.zoo.NetworkGraph;
import org.delineate.zoo.Zoo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** networks, doctor, parity. */
class TablesTest {
    private static final Path GOLDEN = Path.of("src/test/resources/rcaiunet_part_spectral.json");

    @TempDir
    private Path folder;

    @Test
    void listsEveryNetworkWithItsSize() {
        Cli answer = Cli.run("networks", "--json");
        assertEquals(0, answer.code(), answer.err());
        JsonNode rows = answer.json().get("networks");
        assertEquals(Zoo.values().length, rows.size());
        JsonNode unet = StreamSupport.stream(rows.spliterator(), false)
                .filter(r -> r.get("id").asText().equals("unet"))
                .findFirst()
                .orElseThrow();
        assertEquals(
                Zoo.UNET.outline(3, 1).parameterCount(), unet.get("parameters").asLong());
        assertEquals(
                NetworkGraph.ofImage(Zoo.UNET.outline(3, 1), 256, 256).macs(),
                unet.get("macs256").asLong());
        assertTrue(unet.get("difference").asDouble() < 2e-4, unet.toString());
    }

    @Test
    void alignsTheTableForPeople() {
        List<String> lines = Cli.run("networks").out().lines().toList();
        assertEquals(Zoo.values().length + 2, lines.size());
        List<String> table = lines.subList(0, lines.size() - 1);
        assertEquals(1, table.stream().map(String::length).distinct().count(), table.toString());
    }

    @Test
    void drawsAndTimesTheNetworkThatIsAskedFor() {
        Cli answer = Cli.run("networks", "unext-s", "--time", "--threads", "1", "--json");
        assertEquals(0, answer.code(), answer.err());
        assertEquals(1, answer.json().get("networks").size());
        assertTrue(answer.json().get("networks").get(0).get("milliseconds").asDouble() > 0, answer.out());
        assertTrue(answer.json().get("machine").asText().contains("1 threads"), answer.out());
        String text = Cli.run("networks", "unext-s").out();
        assertTrue(text.contains("conv 16 ---"), text);
        assertTrue(Cli.run("networks", "unext-x").err().contains("unknown network \"unext-x\"; known: "));
    }

    @Test
    void findsProcessorEngineAndMemory() {
        JsonNode findings = Cli.run("doctor", "--json").json();
        for (String what : List.of(
                "java",
                "processor",
                "caches",
                "instructions",
                "bf16",
                "int8",
                "memory",
                "engine",
                "natives",
                "gpu",
                "allocator",
                "gomp spincount",
                "openblas num threads",
                "class archive")) {
            JsonNode finding = StreamSupport.stream(findings.spliterator(), false)
                    .filter(f -> f.get("what").asText().equals(what))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(what + " is missing in " + findings));
            assertFalse(finding.get("found").asText().isEmpty(), finding.toString());
        }
        assertTrue(Cli.run("doctor").out().lines().allMatch(l -> l.matches("(ok|advice) +\\S.*| {30}\\S.*")));
    }

    @Test
    void comparesAGoldenCase() {
        Cli answer = Cli.run("parity", GOLDEN, "--json");
        assertEquals(0, answer.code(), answer.err());
        assertTrue(answer.json().get(0).get("output").asDouble() < 2e-4, answer.out());
        assertTrue(Cli.run("parity", GOLDEN).out().contains("equal"));
    }

    @Test
    void failsForADifference() throws IOException {
        Path other = folder.resolve("other.json");
        Files.writeString(other, Files.readString(GOLDEN).replaceFirst("\"seed\": *\\d+", "\"seed\": 99"));
        Cli answer = Cli.run("parity", GOLDEN, other);
        assertEquals(1, answer.code(), answer.out());
        assertTrue(answer.out().contains("DIFFERENT"), answer.out());
    }
}
