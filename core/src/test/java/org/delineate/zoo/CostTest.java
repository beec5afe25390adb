package org.delineate.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.delineate.nn.Graph;
import org.delineate.nn.layer.Module;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Parameters and multiply-accumulates as published, or as the specification's tables give them to four or three digits.
 */
class CostTest {
    /** Published counts leave the fixed matrices of spectral pooling out. */
    private static double giga(Network network, int side) {
        Graph trace = NetworkGraph.ofImage(network, side, side);
        return (trace.macs() - trace.fixedMacs()) / 1e9;
    }

    /** A line of costs.csv: the published costs of a network for one size, and by how much the GMACs may differ. */
    record Row(String id, int channels, int classes, int side, long parameters, String giga, String within) {
        static Row of(String line) {
            String[] f = line.split(",");
            assertEquals(7, f.length, "costs.csv: " + line);
            return new Row(
                    f[0],
                    Integer.parseInt(f[1]),
                    Integer.parseInt(f[2]),
                    Integer.parseInt(f[3]),
                    Long.parseLong(f[4]),
                    f[5],
                    f[6]);
        }

        @Override
        public String toString() {
            return id + "," + channels + "," + classes + "," + side + "," + parameters + "," + giga + "," + within;
        }

        /** Published to three digits or more: what may differ is half of the last one. */
        boolean saysSomething() {
            double most = Double.parseDouble(within);
            return most > 0 && most <= Double.parseDouble(giga) / 500;
        }

        Row measured() {
            Network network = Zoo.of(id).outline(new Network.Spec(channels, classes, side, side, 0));
            int digits = giga.contains(".") ? giga.length() - giga.indexOf('.') - 1 : 0;
            String text = String.format(Locale.ROOT, "%." + Math.max(4, digits) + "f", CostTest.giga(network, side));
            return new Row(id, channels, classes, side, network.parameterCount(), text, within);
        }

        boolean agrees(Row measured) {
            double difference = Math.abs(Double.parseDouble(giga) - Double.parseDouble(measured.giga));
            return parameters == measured.parameters && difference <= Double.parseDouble(within) + 1e-9;
        }
    }

    private static Stream<Row> table() throws IOException {
        return Files.readAllLines(Path.of("src/test/resources/zoo/costs.csv")).stream()
                .skip(1)
                .map(Row::of);
    }

    static Stream<Row> rows() throws IOException {
        return table().filter(r -> Chosen.isChosen(r.id()));
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("rows")
    void isThatOfTheTables(Row row) {
        assertTrue(
                row.saysSomething(),
                row + ": may differ by " + row.within() + " GMACs of " + row.giga()
                        + "; give half of the last digit that is published");
        Row measured = row.measured();
        assertTrue(
                row.agrees(measured),
                () -> row.id() + " at " + row.side() + "x" + row.side() + " has " + measured.parameters()
                        + " parameters and " + measured.giga() + " GMACs (1e9 multiply-accumulates); costs.csv says "
                        + row.parameters() + " and " + row.giga() + " within " + row.within()
                        + ". Where the paper agrees, its row is\n" + measured);
    }

    @Test
    void everyNetworkHasARow() throws IOException {
        Set<String> known = table().map(Row::id).collect(Collectors.toSet());
        List<Row> missing = Chosen.networks()
                .map(Zoo::id)
                .filter(id -> !known.contains(id))
                .map(id -> new Row(id, 3, 1, 256, 0, "0", "0.00005").measured())
                .toList();
        assertEquals(List.of(), missing, "rows for costs.csv, where the papers agree");
    }

    @ParameterizedTest
    @CsvSource({"0, 1000", "5.171, 1", "0.5, 0", "100, 1"})
    void aRowThatSaysNothingIsRefused(String giga, String within) {
        assertFalse(new Row("unet", 3, 1, 256, 1, giga, within).saysSomething());
    }

    /** The ablation rows in the form of the released code. */
    @ParameterizedTest
    @CsvSource({
        "'', 348604, 0.718",
        "RIC, 2370573, 4.609",
        "CSA, 842176, 1.214",
        "RIC HYBRID_POOL, 2414333, 4.643",
        "CSA HYBRID_POOL, 885936, 1.248",
        "CSA RIC, 2864145, 5.106",
        "RIC HYBRID_POOL CSA, 2907905, 5.139",
    })
    void isThatOfTheReleasedRows(String parts, long parameters, double giga) {
        RCAIUnet.Part[] chosen = Arrays.stream(parts.split(" "))
                .filter(p -> !p.isEmpty())
                .map(RCAIUnet.Part::valueOf)
                .toArray(RCAIUnet.Part[]::new);
        Network network = Module.outline(() -> new RCAIUnet(Network.Spec.of(1, 1), RCAIUnet.Form.RELEASED, chosen));
        assertEquals(parameters, network.parameterCount());
        assertEquals(giga, giga(network, 256), 0.0005);
    }

    /** Per level c * (h/2 * h * w + h/2 * w * w/2), with 16 2^l channels at 256 / 2^l. */
    @Test
    void theFixedMatricesOfSpectralPoolingAreCountedApart() {
        long expected = 0;
        for (int l = 0; l < 4; l++) {
            long side = 256 >> l;
            expected += (16L << l) * (side / 2 * side * side + side / 2 * side * side / 2);
        }
        assertEquals(
                expected,
                NetworkGraph.ofImage(Zoo.RCA_IUNET.outline(1, 1), 256, 256).fixedMacs());
        assertEquals(0.27, expected / 1e9, 0.005);
        assertEquals(
                0,
                NetworkGraph.ofImage(Zoo.RCA_IUNET_CSA_RIC.outline(1, 1), 256, 256)
                        .fixedMacs());
    }
}
