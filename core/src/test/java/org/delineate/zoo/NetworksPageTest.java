package org.delineate.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.delineate.nn.Engine;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class NetworksPageTest {
    private static final Path PAGE = Path.of("../docs/networks.md");
    private static final String HOW = "docs/networks.md is not what the code says; make it anew with "
            + "`mvn -pl core test -Dtest=NetworksPageTest -Ddelineate.pages=write`, and look at what changed";

    /** Small pictures are quicker on one thread, on a busy machine by far. */
    @BeforeAll
    static void takeOneThread() {
        Engine.threads(1);
    }

    @Test
    void theTableOfNetworksIsWhatTheCodeSays() throws IOException {
        String old = Files.exists(PAGE) ? Files.readString(PAGE) : "";
        String now = NetworksPage.text(old);
        if ("write".equals(System.getProperty("delineate.pages"))) {
            Files.writeString(PAGE, now);
        }
        assertEquals(now, Files.exists(PAGE) ? Files.readString(PAGE) : "", HOW);
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
        cases.add("float64");
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
