package org.delineate.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.delineate.nn.Module;
import org.delineate.nn.Traced;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Parameters and multiply-accumulates as published, or as the specification's tables give them to four or three digits. */
class CostTest {
    /** Published counts leave the fixed matrices of spectral pooling out. */
    private static double giga(Network network, int side) {
        Traced.Trace trace = network.trace(side, side);
        assertEquals(trace.macs(), network.macs(side, side));
        return (trace.macs() - trace.fixedMacs()) / 1e9;
    }

    @ParameterizedTest
    @CsvSource({
        "unet, 3, 34527041, 256, 65.347, 0.0005",
        "unext, 3, 1471921, 256, 0.562, 0.0005",
        "unext-s, 3, 253561, 256, 0.0992, 0.00005",
        "sc-unext-base, 3, 253561, 256, 0.0992, 0.00005",
        "sc-unext-base, 3, 253561, 512, 0.3969, 0.00005",
        "sc-unext-skip, 3, 252081, 256, 0.0990, 0.00005",
        "sc-unext-skip, 3, 252081, 512, 0.3959, 0.00005",
        "sc-unext-fuse, 3, 250953, 256, 0.1231, 0.00005",
        "sc-unext-fuse, 3, 250953, 512, 0.4923, 0.00005",
        "sc-unext, 3, 249473, 256, 0.1228, 0.00005",
        "sc-unext, 3, 249473, 512, 0.4913, 0.00005",
        "sc-unext-token-z3, 3, 252033, 256, 0.1252, 0.00005",
        "sc-unext-token-z3, 3, 252033, 512, 0.5009, 0.00005",
        "sc-unext-no-cbam, 3, 248393, 256, 0.1207, 0.00005",
        "sc-unext-no-cbam, 3, 248393, 512, 0.4828, 0.00005",
        "rca-iunet, 1, 2913793, 256, 5.171, 0.0005",
        "rca-iunet, 3, 2914081, 256, 5.1895, 0.0005",
        "rca-iunet-released, 1, 2907905, 256, 5.139, 0.0005",
        "rca-iunet-unet, 1, 348604, 256, 0.718, 0.0005",
        "rca-iunet-ric, 1, 2376461, 256, 4.641, 0.0005",
        "rca-iunet-csa, 1, 842176, 256, 1.214, 0.0005",
        "rca-iunet-ric-hp, 1, 2420221, 256, 4.675, 0.0005",
        "rca-iunet-csa-hp, 1, 885936, 256, 1.248, 0.0005",
        "rca-iunet-csa-ric, 1, 2870033, 256, 5.1375, 0.0005",
    })
    void isThatOfTheTables(String id, int channels, long parameters, int side, double giga, double half) {
        Network network = Zoo.of(id).outline(channels, 1);
        assertEquals(parameters, network.parameterCount());
        assertEquals(giga, giga(network, side), half);
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
        Network network = Module.outline(() -> RCAIUnet.released(1, 1, chosen));
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
        assertEquals(expected, Zoo.RCA_IUNET.outline(1, 1).trace(256, 256).fixedMacs());
        assertEquals(0.27, expected / 1e9, 0.005);
        assertEquals(0, Zoo.RCA_IUNET_CSA_RIC.outline(1, 1).trace(256, 256).fixedMacs());
    }
}
