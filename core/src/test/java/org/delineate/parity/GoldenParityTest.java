package org.delineate.parity;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.delineate.file.BadFileException;
import org.delineate.file.Json;
import org.delineate.nn.engine.Engine;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every network is the function that its reference is; some: {@code -Ddelineate.network=regex}.
 *
 * <p>With {@code -Ddelineate.pages=write} what is measured goes into the sheet behind docs/networks.md and into
 * docs/results/parity.md.
 */
class GoldenParityTest {
    private static final List<String> SHAPES =
            List.of("scunext", "rcaiunet", "arunet_base16", "scrnet_base16", "bsanet");
    private static final Map<String, Parity> MEASURED = new LinkedHashMap<>();

    /** Small pictures are quicker on one thread, on a busy machine by far. */
    @BeforeAll
    static void takeOneThread() {
        Engine.threads(1);
    }

    @AfterAll
    static void printLargestDifferences() throws IOException {
        System.out.println("largest difference / the most that it may be, in float32; then in float64");
        System.out.println(ParityPage.header());
        MEASURED.forEach((name, p) -> System.out.println(ParityPage.line(name, p)));
        if (ParityPage.WRITES) {
            ParityPage.write(MEASURED);
        }
    }

    static Stream<String> cases() {
        return Golden.chosen();
    }

    private static Parity measured(String name) {
        Parity p = Parity.of(Golden.file(name));
        MEASURED.put(name, p);
        return p;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void answersAsItsReference(String golden) {
        Parity p = measured(golden);
        assertAll(
                () -> assertEquals(List.of(), p.failures()),
                () -> assertTrue(
                        p.float32().output() <= ParityPage.bound(golden),
                        "docs/networks.md promises less than " + ParityPage.bound(golden) + ": " + p.float32()));
    }

    static Stream<String> shapes() {
        return SHAPES.stream().filter(cases().toList()::contains);
    }

    /** The same networks on one picture whose height and width differ. */
    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("shapes")
    void answersForOnePictureThatIsNoSquareAsItsReference(String golden) {
        String name = "shapes/" + golden;
        long[] shape = Json.read(Golden.file(name), GoldenCase.class).input().shape();
        assertTrue(shape[0] == 1 && shape[2] != shape[3], golden);
        assertEquals(List.of(), measured(name).failures());
    }

    @Test
    void everyCaseIsRecordedInFloat64WithTheSpreadOfFloat32() {
        Stream.concat(Golden.cases(), SHAPES.stream().map(s -> "shapes/" + s)).forEach(name -> {
            GoldenCase golden = Json.read(Golden.file(name), GoldenCase.class);
            assertTrue(golden.float32() != null && golden.float32().output() > 0, name);
            assertEquals(golden.train() == null, golden.float32().gradients().isEmpty(), name);
        });
    }

    @Test
    void tellsWhatDiffers(@TempDir Path folder) throws IOException {
        String good = Files.readString(Golden.file("unext_s"));
        String other = good.replace("\"parameters\":253561", "\"parameters\":253562");
        assertDifferences(folder, other, "parameters 253561");
        assertDifferences(folder, good.replace("\"ebn1.weight\"", "\"ebn9.weight\""), "missing here [ebn9.weight]");
        assertDifferences(
                folder,
                good.replace("{\"name\":\"encoder1.bias\",\"shape\":[8]", "{\"name\":\"encoder1.bias\",\"shape\":[4]"),
                "encoder1.bias: shape [8], reference [4]");
        assertDifferences(
                folder,
                good.replace("\"lo\":-2.0", "\"lo\":-1.999"),
                "output 0, in standard deviations, in float64 differs",
                "output 0, in standard deviations, in float32 differs");
        String loss = good.replaceAll("\"loss\":[0-9.]+,\"grad", "\"loss\":0.5,\"grad");
        assertDifferences(folder, loss, "the loss in float64 differs by 0.5", "the loss in float32 differs by 0.5");
        assertDifferences(
                folder,
                loss.replaceAll("\"final.weight\":[0-9.]+", "\"final.weight\":9.5")
                        .replace("\"parameters\":253561", "\"parameters\":253562"),
                "parameters 253561",
                "the loss in float64 differs by 0.5",
                "gradient final.weight in float64: norm");
        assertDifferences(
                folder,
                good.replaceAll("\"ebn1.running_mean\":[0-9.]+", "\"ebn1.running_mean\":9.5"),
                "running statistic ebn1.running_mean in float64: norm");
    }

    private static void assertDifferences(Path folder, String text, String... expected) throws IOException {
        Parity p = Parity.of(Files.writeString(folder.resolve("case.json"), text));
        for (String e : expected) {
            assertTrue(!p.passes() && p.failures().toString().contains(e), e + " in " + p.failures());
        }
    }

    /**
     * A record that is off by 1e-7 is the function of another network in float64, and not of another processor in
     * float32.
     */
    @Test
    void float64IsHeldTighterThanFloat32(@TempDir Path folder) throws IOException {
        String good = Files.readString(Golden.file("unext_s"));
        double loss =
                Json.read(Golden.file("unext_s"), GoldenCase.class).train().loss();
        Parity p = Parity.of(Files.writeString(
                folder.resolve("case.json"), good.replace("\"loss\":" + loss, "\"loss\":" + (loss + 1e-7))));
        assertEquals(1, p.failures().size(), p.failures().toString());
        String told = "the loss in float64 differs by ";
        String failure = p.failures().get(0);
        assertTrue(failure.startsWith(told), failure);
        assertEquals(1e-7, Double.parseDouble(failure.substring(told.length()).replaceFirst(";.*", "")), 1e-12);
    }

    /**
     * Cases of before: the record is one float32 run. Ours in float64 may miss it by what that run itself misses
     * float64.
     */
    @Test
    void takesRecordsOfOneFloat32Run(@TempDir Path folder) throws IOException {
        GoldenCase golden = Json.read(Golden.file("unext_s"), GoldenCase.class);
        double loss = golden.train().loss();
        String old = Files.readString(Golden.file("unext_s"))
                .replaceFirst(",\"float32\":\\{.*", "")
                .replace("\"loss\":" + loss, "\"loss\":" + (loss + 3e-5));
        Path file = folder.resolve("case.json");
        assertEquals(
                List.of("the loss in float64 differs by"),
                Parity.of(Files.writeString(file, old + "}")).failures().stream()
                        .map(f -> f.replaceFirst(" by .*", " by"))
                        .toList());
        String told = old + ",\"float64\":{\"loss\":" + loss + ",\"grad_l2_worst_rel_diff\":0.01}}";
        assertEquals(List.of(), Parity.of(Files.writeString(file, told)).failures());
    }

    @Test
    void rejectsWhatIsNoCaseAndUnknownModels(@TempDir Path folder) throws IOException {
        Path empty = Files.writeString(folder.resolve("empty.json"), "{}");
        assertThrows(BadFileException.class, () -> Parity.of(empty));
        Path unknown = Files.writeString(
                folder.resolve("unknown.json"),
                Files.readString(Golden.file("unext_s")).replace("\"model\":\"unext_s\"", "\"model\":\"onext\""));
        String message = assertThrows(IllegalArgumentException.class, () -> Parity.of(unknown))
                .getMessage();
        assertTrue(message.startsWith("no network has the golden case \"onext\"; known: unet, "), message);
    }
}
