package org.delineate.parity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.delineate.file.BadFileException;
import org.delineate.file.Json;
import org.delineate.nn.engine.Engine;
import org.delineate.nn.layer.Weights;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoldenParityTest {
    private static final JsonNode EXACT = Json.tree(Golden.file("float64"));
    private static final double EXACT_TOLERANCE = 1e-8;
    private static final List<String> ROWS = new ArrayList<>();

    /** Small pictures are quicker on one thread, on a busy machine by far. */
    @BeforeAll
    static void takeOneThread() {
        Engine.threads(1);
    }

    @AfterAll
    static void printLargestDifferences() {
        System.out.println("golden case                 parameters  output/sd     loss gradient  running rounding");
        ROWS.forEach(System.out::println);
    }

    private static void assertPasses(String model) {
        Parity p = Golden.parity(model);
        ROWS.add(String.format(
                Locale.ROOT,
                "%-26s %,11d %10.1e %8.1e %8.1e %8.1e %8.1e",
                p.model(),
                p.parameters(),
                p.output(),
                p.loss(),
                p.gradient(),
                p.running(),
                p.rounding()));
        assertEquals(List.of(), p.failures());
        assertTrue(p.passes());
    }

    static Stream<String> cases() {
        return Golden.cases().filter(c -> c.matches(System.getProperty("delineate.golden", ".*")));
    }

    /** Some of them: {@code -Ddelineate.golden=regex}. */
    @ParameterizedTest
    @MethodSource("cases")
    void answersAsItsReference(String golden) {
        assertPasses(golden);
    }

    /** The same networks on one picture whose height and width differ. */
    @ParameterizedTest
    @ValueSource(strings = {"scunext", "rcaiunet", "arunet_base16", "scrnet_base16", "bsanet"})
    void answersForOnePictureThatIsNoSquareAsItsReference(String golden) {
        Path file = Golden.file("shapes/" + golden);
        long[] shape = Json.read(file, GoldenCase.class).input().shape();
        assertTrue(shape[0] == 1 && shape[2] != shape[3], golden);
        assertEquals(List.of(), Parity.of(file).failures());
    }

    static Stream<String> withExactRecords() {
        return cases().filter(EXACT::has);
    }

    /** Without the 32 bits of the records nothing of their differences is left. */
    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("withExactRecords")
    void gradientsIn64BitsEqualThoseOfTheReferenceIn64Bits(String golden) {
        JsonNode record = EXACT.get(golden);
        GoldenRun run = GoldenRun.of(Json.read(Golden.file(golden), GoldenCase.class));
        assertEquals(record.get("loss").doubleValue(), run.exactStep(), 1e-12);
        Map<String, Double> ours = run.named(Weights.gradientNorms(run.module()));
        assertEquals(record.get("grad_l2").size(), ours.size());
        double largest = ours.values().stream().mapToDouble(v -> v).max().orElseThrow();
        ours.forEach((name, norm) -> {
            double reference = record.get("grad_l2").get(name).doubleValue();
            assertEquals(reference, norm, EXACT_TOLERANCE * reference + 1e-11 * largest, name);
        });
    }

    @Test
    void tellsWhatDiffers(@TempDir Path folder) throws IOException {
        String good = Files.readString(Golden.file("unext_s"));
        assertDifference(folder, good.replace("\"parameters\":253561", "\"parameters\":253562"), "parameters 253561");
        assertDifference(folder, good.replace("\"ebn1.weight\"", "\"ebn9.weight\""), "missing here [ebn9.weight]");
        assertDifference(
                folder,
                good.replace("{\"name\":\"encoder1.bias\",\"shape\":[8]", "{\"name\":\"encoder1.bias\",\"shape\":[4]"),
                "encoder1.bias: shape [8], reference [4]");
        assertDifference(folder, good.replace("\"lo\":-2.0", "\"lo\":-1.999"), "output 0, in standard deviations,");
        assertDifference(folder, good.replaceAll("\"loss\":[0-9.]+", "\"loss\":0.5"), "the loss differs by 0.5");
        assertDifference(
                folder,
                good.replaceAll("\"final.weight\":[0-9.]+", "\"final.weight\":9.5"),
                "gradient final.weight: norm");
        assertDifference(
                folder,
                good.replaceAll("\"ebn1.running_mean\":[0-9.]+", "\"ebn1.running_mean\":9.5"),
                "running statistic ebn1.running_mean: norm");
    }

    private static void assertDifference(Path folder, String text, String expected) throws IOException {
        Path file = Files.writeString(folder.resolve("case.json"), text);
        Parity p = Parity.of(file);
        assertTrue(!p.passes() && p.failures().toString().contains(expected), expected + " in " + p.failures());
    }

    @Test
    void rejectsWhatIsNoCaseAndUnknownModels(@TempDir Path folder) throws IOException {
        Path empty = Files.writeString(folder.resolve("empty.json"), "{}");
        Assertions.assertThrows(BadFileException.class, () -> Parity.of(empty));
        Path unknown = Files.writeString(
                folder.resolve("unknown.json"),
                Files.readString(Golden.file("unext_s")).replace("\"model\":\"unext_s\"", "\"model\":\"onext\""));
        String message = Assertions.assertThrows(IllegalArgumentException.class, () -> Parity.of(unknown))
                .getMessage();
        assertTrue(message.startsWith("no network has the golden case \"onext\"; known: unet, "), message);
    }
}
