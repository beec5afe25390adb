package org.delineate.parity;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.delineate.zoo.Chosen;
import org.delineate.zoo.Zoo;

/** The golden cases among the test resources. */
public final class Golden {
    private Golden() {}

    /** The names of all cases: of the registry, then of the parts. */
    static Stream<String> cases() {
        return Stream.concat(
                Arrays.stream(Zoo.values()).flatMap(z -> z.goldens().stream()),
                Arrays.stream(GoldenBlock.values()).map(GoldenBlock::golden));
    }

    /** Those of the chosen networks; a part is chosen by the name of its case. */
    static Stream<String> chosen() {
        return Stream.concat(
                Chosen.networks().flatMap(z -> z.goldens().stream()),
                Arrays.stream(GoldenBlock.values()).map(GoldenBlock::golden).filter(Chosen::isChosen));
    }

    /** A case that is missing fails. */
    public static Path file(String model) {
        URL url = Golden.class.getResource("/golden/" + model + ".json");
        if (url == null) {
            throw new AssertionError("no golden case src/test/resources/golden/" + model + ".json");
        }
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
