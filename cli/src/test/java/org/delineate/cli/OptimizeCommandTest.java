package org.delineate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.StreamSupport;
import org.delineate.nn.Precision;
import org.delineate.zoo.NetworkGraph;
import org.delineate.zoo.Zoo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptimizeCommandTest {
    private static JsonNode optimization(String precision) {
        Cli answer = Cli.run(
                "optimize",
                "--network",
                "rca-iunet",
                "--size",
                "64x96",
                "--threads",
                "1",
                "--precision",
                precision,
                "--json");
        assertEquals(0, answer.code(), answer.err());
        return answer.json().get("optimization");
    }

    @Test
    void countsWhatIsWrittenAndWhatIsLeft() {
        JsonNode found = optimization("float32");
        JsonNode operations = found.get("operations");
        int written = NetworkGraph.ofImage(Zoo.RCA_IUNET.outline(3, 1), 64, 96)
                .operations()
                .size();
        assertEquals(written, operations.get("written").asInt());
        assertEquals(written, sum(operations.get("kinds"), "written"));
        assertEquals(operations.get("compiled").asInt(), sum(operations.get("kinds"), "compiled"));
        assertTrue(operations.get("norms").asInt() > 0, operations.toString());
        int gone = operations.get("norms").asInt()
                + operations.get("sums").asInt()
                + operations.get("activations").asInt();
        assertTrue(gone > 0 && operations.get("compiled").asInt() <= written - gone + 1, operations.toString());
        JsonNode float32 = found.get("ways").get(0);
        assertEquals("FLOAT32", float32.get("precision").asText());
        assertTrue(float32.get("relative").asDouble() < 1e-5, float32.toString());
    }

    @Test
    void comparesBf16WithFloat32() {
        assumeTrue(Precision.BF16.runsHere(), Precision.BF16::lack);
        JsonNode found = optimization("bf16");
        JsonNode float32 = found.get("ways").get(0);
        JsonNode bf16 = found.get("ways").get(1);
        assertEquals("BF16", bf16.get("precision").asText());
        assertEquals(
                found.get("operations").get("compiled").asInt(),
                sum(found.get("operations").get("kinds"), "compiled"));
        assertTrue(bf16.get("relative").asDouble() > float32.get("relative").asDouble(), bf16.toString());
        assertEquals(2.0, float32.get("bytes").asDouble() / bf16.get("bytes").asDouble(), 0.01);
    }

    private static int sum(JsonNode rows, String column) {
        return StreamSupport.stream(rows.spliterator(), false)
                .mapToInt(r -> r.get(column).asInt())
                .sum();
    }

    @Test
    void takesTheNameOfAModelThatComesWithTheProgram() {
        Cli answer = Cli.run("optimize", "--model", "breast-ultrasound-fast", "--threads", "1", "--json");
        assertEquals(0, answer.code(), answer.err());
        assertEquals("unet-mobilenet-v2-slim", answer.json().get("network").asText());
    }

    @Test
    void writesATableForPeople() {
        Cli answer = Cli.run("optimize", "--network", "unext-s", "--size", "64", "--threads", "1");
        assertEquals(0, answer.code(), answer.err());
        assertTrue(answer.out().startsWith("unext-s, 1 x 64x64"), answer.out());
        assertTrue(answer.out().contains("norms are folded"), answer.out());
        assertTrue(answer.out().contains("float32, compiled"), answer.out());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--network x: unknown network \"x\"; known: unet, ",
                "--network unet --size 64by64: --size is HEIGHTxWIDTH",
                "--network unet --batch 0: at least 1, not \"0\"",
                "--network unet --size 60: multiples of",
                "--model nowhere --size 64: --size is for --network"
            })
    void refusesWhatCannotBe(String line) {
        String[] parts = line.split(": ", 2);
        Cli answer = Cli.run((Object[]) ("optimize " + parts[0]).split(" "));
        assertEquals(2, answer.code());
        assertTrue(answer.err().contains(parts[1]), answer.err());
    }
}
