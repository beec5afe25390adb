package org.delineate.parity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.delineate.file.Json;
import org.delineate.zoo.Network;
import org.delineate.zoo.Zoo;
import org.junit.jupiter.api.Test;

class NetworksPageTest {
    private static final String HOW = "docs/networks.md is not what the code says; make it anew with "
            + "`mvn -pl core test -Dtest=NetworksPageTest -Ddelineate.pages=write`, and look at what changed";
    private static final String DIFFERENCE = " has no measured difference; `mvn -pl core test -Dtest=GoldenParityTest "
            + "-Ddelineate.network=ID -Ddelineate.pages=write` measures and writes it";

    @Test
    void theTableOfNetworksIsWhatTheCodeSays() throws IOException {
        NetworkSheet now = NetworksPage.sheet(timed(NetworksPage.known()));
        now.networks().forEach((id, row) -> assertTrue(row.difference() > 0, id + DIFFERENCE));
        if (ParityPage.WRITES) {
            NetworksPage.write(now);
        }
        NetworksPage.assertIsWritten(now, HOW);
    }

    /** With the times of {@code delineate networks --time --json > FILE}, where the property names one. */
    private static NetworkSheet timed(NetworkSheet old) {
        String file = System.getProperty("delineate.times");
        if (file == null) {
            return old;
        }
        JsonNode times = Json.tree(Path.of(file));
        Map<String, NetworkSheet.Row> rows = new LinkedHashMap<>(old.networks());
        times.get("networks").forEach(r -> {
            NetworkSheet.Row was = rows.get(r.get("id").asText());
            rows.put(
                    r.get("id").asText(),
                    new NetworkSheet.Row(
                            was == null ? 0 : was.difference(),
                            r.get("milliseconds").asDouble(),
                            r.get("height").asInt(),
                            r.get("width").asInt()));
        });
        return new NetworkSheet(times.get("machine").asText(), rows, old.pictures());
    }

    @Test
    void everyNetworkFileIsRegisteredAndEveryEntryHasItsFile() throws IOException {
        Set<String> registered = Arrays.stream(Zoo.values())
                .map(z -> z.outline(3, 1).getClass().getSimpleName())
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(
                files(Path.of("src/main/java/org/delineate/zoo"), ".java", NetworksPageTest::isNetwork), registered);
    }

    @Test
    void everyEntryHasAGoldenCaseAndEveryCaseAnEntry() throws IOException {
        Set<String> cases = Golden.cases().collect(Collectors.toCollection(TreeSet::new));
        assertEquals(Golden.cases().count(), cases.size(), "each case belongs to one entry");
        assertEquals(files(Path.of("src/test/resources/golden"), ".json", name -> true), cases);
    }

    @Test
    void idsAreUnique() {
        assertEquals(
                Zoo.values().length,
                Arrays.stream(Zoo.values()).map(Zoo::id).distinct().count());
    }

    private static boolean isNetwork(String name) {
        try {
            return name.matches("\\w+")
                    && Network.class.isAssignableFrom(Class.forName("org.delineate.zoo." + name))
                    && !name.equals("Network");
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private static Set<String> files(Path folder, String ending, Predicate<String> which) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString())
                    .filter(n -> n.endsWith(ending) && !n.contains("-"))
                    .map(n -> n.substring(0, n.length() - ending.length()))
                    .filter(which)
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
