package org.delineate.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChangedNetworksTest {
    private static final String ZOO = "src/main/java/org/delineate/zoo/";
    private static final String BLOCK = "src/main/java/org/delineate/block/";

    private static final ChangedNetworks NETWORKS = new ChangedNetworks(Map.of(
            "UNet", "new DoubleConv(3, 64)",
            "MALUNet", "new Gate(8)",
            "TransUNet", "int n",
            "MicroSegNet", "class MicroSegNet extends TransUNet",
            "Gate", "new DoubleConv(8, 8)",
            "DoubleConv", "",
            "Unused", ""));

    private static Set<Zoo> by(String... files) {
        return NETWORKS.by(List.of(files));
    }

    @Test
    void aNetworkDependsOnItsFileAndOnNetworksThatItExtends() {
        assertEquals(EnumSet.of(Zoo.MALUNET), by(ZOO + "MALUNet.java"));
        assertEquals(EnumSet.of(Zoo.TRANS_UNET, Zoo.MICRO_SEGNET), by(ZOO + "TransUNet.java"));
    }

    @Test
    void aNetworkDependsOnBlocksDirectlyAndThroughOthers() {
        Set<Zoo> networks = by(BLOCK + "DoubleConv.java");
        assertTrue(networks.contains(Zoo.UNET) && networks.contains(Zoo.MALUNET), networks.toString());
        assertTrue(!networks.contains(Zoo.TRANS_UNET), networks.toString());
        assertEquals(EnumSet.of(Zoo.MALUNET), by(BLOCK + "Gate.java"));
        assertEquals(Set.of(), by(BLOCK + "Unused.java"));
    }

    @Test
    void aNetworkDependsOnItsGoldenCases() {
        assertEquals(EnumSet.of(Zoo.MALUNET), by("src/test/resources/golden/malunet.json"));
    }

    @Test
    void allNetworksDependOnTheOperationsAndOnWhateverIsNotKnown() {
        Set<Zoo> all = EnumSet.allOf(Zoo.class);
        assertEquals(all, by("src/main/java/org/delineate/nn/op/Pooling.java"));
        assertEquals(all, by(ZOO + "Network.java"));
        assertEquals(all, by("pom.xml"));
    }

    @Test
    void noNetworkDependsOnReportsAndTests() {
        assertEquals(Set.of(), by("src/main/java/org/delineate/report/Scores.java"));
        assertEquals(Set.of(), by("src/test/java/org/delineate/zoo/CostTest.java"));
    }

    @Test
    void refusesACommitThatDoesNotExist() {
        IllegalStateException refused =
                assertThrows(IllegalStateException.class, () -> ChangedNetworks.since("no-such-commit"));
        assertTrue(refused.getMessage().startsWith("git diff "), refused.getMessage());
    }
}
