package org.delineate.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.delineate.nn.Graph;
import org.delineate.nn.layer.Module;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Parameters and multiply-accumulates as published, or as the specification's tables give them to four or three digits.
 */
class CostTest {
    /** Published counts leave the fixed matrices of spectral pooling out. */
    private static double giga(Network network, int side) {
        Graph trace = NetworkGraph.ofImage(network, side, side);
        return (trace.macs() - trace.fixedMacs()) / 1e9;
    }

    @ParameterizedTest
    @CsvFileSource(resources = "/zoo/costs.csv", numLinesToSkip = 1)
    void isThatOfTheTables(
            String id, int channels, int classes, int side, long parameters, double giga, double within) {
        Network network = Zoo.of(id).outline(new Network.Spec(channels, classes, side, side, 0));
        assertEquals(parameters, network.parameterCount());
        assertEquals(giga, giga(network, side), within);
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
