package org.delineate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.StreamSupport;
import org.delineate.nn.Graph;
import org.delineate.nn.Precision;
import org.delineate.zoo.Network;
import org.delineate.zoo.NetworkGraph;
import org.delineate.zoo.Zoo;
import org.junit.jupiter.api.Test;

class ProfileCommandTest {
    @Test
    void tellsWhatTheOperationsTake() {
        Cli answer = Cli.run("profile", "--network", "unext-s", "--size", "64", "--threads", "1", "--json");
        assertEquals(0, answer.code(), answer.err());
        JsonNode rows = answer.json().get("operations");
        Network network = Zoo.UNEXT_S.outline(3, 1);
        Graph graph = NetworkGraph.ofImage(network, 64, 64);
        double gmacs = sum(rows, "gmacs");
        assertEquals(graph.macs() / 1e9, gmacs, 1e-9);
        assertEquals(100, sum(rows, "share"), 1e-6);
        assertEquals(answer.json().get("milliseconds").asDouble(), sum(rows, "milliseconds"), 1e-6);
        assertTrue(answer.out().contains("\"convolution\""), answer.out());
    }

    @Test
    void showsWhatRunsInBytes() {
        assumeTrue(Precision.INT8.runsHere(), Precision.INT8::lack);
        Cli answer = Cli.run(
                "profile",
                "--network",
                "unext-s",
                "--size",
                "64",
                "--threads",
                "1",
                "--batch",
                "2",
                "--precision",
                "int8");
        assertEquals(0, answer.code(), answer.err());
        assertTrue(answer.out().contains("int8 convolution") && answer.out().contains("quantize"), answer.out());
    }

    private static double sum(JsonNode rows, String column) {
        return StreamSupport.stream(rows.spliterator(), false)
                .mapToDouble(r -> r.get(column).asDouble())
                .sum();
    }

    @Test
    void namesTheNetworksForAnUnknownOne() {
        assertTrue(Cli.run("profile", "--network", "x").err().contains("unknown network \"x\"; known: unet, "));
    }
}
