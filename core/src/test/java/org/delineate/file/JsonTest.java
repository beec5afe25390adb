package org.delineate.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonTest {
    private static final Path ORIGIN = Path.of("config.json");

    @TempDir
    Path folder;

    record Step(int epochs, double rate, boolean mixed, String loss, List<String> labels) {
        Step {
            if (epochs < 1) {
                throw new IllegalArgumentException("epochs " + epochs + "; at least 1");
            }
        }
    }

    private static final Step STEP = new Step(3, 1e-4, true, "L\u00e4sion \"a\"", List.of("benign", "malignant"));

    @Test
    void readsBackWhatItWrites() throws Exception {
        assertEquals(STEP, Json.parse(Json.line(STEP), Step.class, ORIGIN));
        Path file = folder.resolve("step.json");
        AtomicFile.write(file, Json.pretty(STEP));
        assertEquals(STEP, Json.read(file, Step.class));
        assertEquals(3, Json.tree(file).get("epochs").intValue());
    }

    record Moments(double mean, Double std) {
        Moments {
            std = std == null ? Double.valueOf(1) : std;
        }
    }

    record Grouped(String name, @JsonUnwrapped Moments moments, List<String> labels) {
        static Grouped valueOf(String name) {
            return new Grouped(name, new Moments(0, 1.0), List.of());
        }
    }

    record Outer(Grouped inner) {}

    @Test
    void readsAndWritesGroupedComponentsAsOneObject() {
        Grouped grouped = new Grouped("a", new Moments(0.5, 0.25), List.of("x"));
        assertEquals("{\"name\":\"a\",\"mean\":0.5,\"std\":0.25,\"labels\":[\"x\"]}", Json.line(grouped));
        assertEquals(grouped, Json.parse(Json.line(grouped), Grouped.class, ORIGIN));
        assertEquals(grouped, Json.convert(Json.treeOf(grouped), Grouped.class));
        assertEquals(new Outer(grouped), Json.parse("{\"inner\":" + Json.line(grouped) + "}", Outer.class, ORIGIN));
        assertEquals(
                new Moments(2, 1.0),
                Json.parse("{\"mean\":2}", Grouped.class, ORIGIN).moments());
        assertEquals(new Outer(Grouped.valueOf("b")), Json.parse("{\"inner\": \"b\"}", Outer.class, ORIGIN));
    }

    @Test
    void refusesUnknownAndRepeatedNamesInGroupedComponents() {
        assertEquals(
                "config.json: no valid Outer at line 1, column 35: "
                        + "unknown name \"median\"; known are [labels, mean, name, std]; correct the file",
                message("{\"inner\": {\"mean\": 1, \"median\": 2}}", Outer.class));
        assertTrue(message("{\"mean\": 1, \"mean\": 2}", Grouped.class).contains("Duplicate field 'mean'"));
    }

    private static String message(String json, Class<?> type) {
        return assertThrows(BadFileException.class, () -> Json.parse(json, type, ORIGIN))
                .getMessage();
    }

    @Test
    void writesComponentsInTheirOrder() {
        assertEquals(
                "{\"epochs\":3,\"rate\":1.0E-4,\"mixed\":true,\"loss\":\"L\u00e4sion \\\"a\\\"\","
                        + "\"labels\":[\"benign\",\"malignant\"]}",
                Json.line(STEP));
        assertTrue(Json.pretty(STEP).startsWith("{\n  \"epochs\" : 3,\n"), Json.pretty(STEP));
        assertTrue(Json.pretty(STEP).endsWith("}\n"));
    }

    @Test
    void readsBackNaNAndInfinity() {
        double[] values = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0, Double.MIN_VALUE};
        double[] read = Json.parse(Json.line(values), double[].class, ORIGIN);
        for (int i = 0; i < values.length; i++) {
            assertEquals(Double.doubleToLongBits(values[i]), Double.doubleToLongBits(read[i]));
        }
    }

    @Test
    void refusesUnknownNamesAndListsTheKnown() {
        String message = refused(Json.line(STEP).replace("\"loss\"", "\"los\""));
        assertTrue(message.startsWith("config.json: no valid Step at line 1, column "), message);
        String rule = ": unknown name \"los\"; known are [epochs, labels, loss, mixed, rate]; correct the file";
        assertTrue(message.endsWith(rule), message);
    }

    @Test
    void refusesDuplicateNames() {
        assertTrue(refused("{\"epochs\":1,\"epochs\":2}").contains("Duplicate field 'epochs'"));
        var e = assertThrows(
                BadFileException.class, () -> Json.parse("{\"a\":{\"b\":1,\"b\":1}}", JsonNode.class, ORIGIN));
        assertTrue(e.getMessage().contains("Duplicate field 'b'"), e.getMessage());
    }

    @Test
    void refusesTextAfterTheDocument() {
        assertTrue(refused(Json.line(STEP) + " {}").contains("Trailing token"));
        refused(Json.line(STEP) + " x");
        assertEquals(STEP, Json.parse(Json.line(STEP) + " \n", Step.class, ORIGIN));
    }

    @Test
    void refusesMissingNumbersAndNulls() {
        assertTrue(refused("{\"epochs\":null,\"rate\":1,\"mixed\":true}").contains("null"));
        assertTrue(refused("{\"rate\":1,\"mixed\":true}").contains("null"));
    }

    @Test
    void namesTheRuleThatARecordFinds() {
        String message = refused(Json.line(STEP).replace("\"epochs\":3", "\"epochs\":0"));
        assertTrue(message.contains("epochs 0; at least 1"), message);
    }

    @Test
    void refusesNestingPastTheLimit() {
        int depth = Limits.DEFAULT.texts().jsonDepth();
        Json.parse("[".repeat(depth) + "]".repeat(depth), JsonNode.class, ORIGIN);
        for (int deeper : new int[] {depth + 1, 100_000}) {
            String text = "[".repeat(deeper) + "]".repeat(deeper);
            var e = assertThrows(BadFileException.class, () -> Json.parse(text, JsonNode.class, ORIGIN));
            assertTrue(e.getMessage().contains("nesting depth (17) exceeds the maximum allowed (16"), e.getMessage());
        }
    }

    @Test
    void refusesAFilePastTheLimitBeforeReadingIt() throws Exception {
        Path file = folder.resolve("huge.json");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(Limits.DEFAULT.texts().jsonBytes() + 1L);
        }
        var e = assertThrows(BadFileException.class, () -> Json.read(file, Step.class));
        assertEquals(
                file + ": 67108865 bytes of text; at most 67108864 are read; is this the right file?", e.getMessage());
    }

    @Test
    void refusesAnEmptyFile() throws Exception {
        Path file = Files.createFile(folder.resolve("empty.json"));
        assertThrows(BadFileException.class, () -> Json.read(file, Step.class));
        assertThrows(BadFileException.class, () -> Json.tree(file));
    }

    @Test
    void refusesTextThatIsNoUtf8() throws Exception {
        Path file = folder.resolve("latin.json");
        Files.write(file, "[\"L\u00e4sion\"]".getBytes(StandardCharsets.ISO_8859_1));
        var e = assertThrows(BadFileException.class, () -> Json.tree(file));
        assertEquals(file + ": line 1 is no text in UTF-8; save the file as UTF-8", e.getMessage());
    }

    @Test
    void namesTheFileThatIsMissing() {
        Path file = folder.resolve("missing.json");
        var e = assertThrows(UncheckedIOException.class, () -> Json.read(file, Step.class));
        assertTrue(e.getMessage().startsWith("cannot read " + file), e.getMessage());
    }

    /** @param side of a square, at least 1 */
    record Square(int side, Colour colour) {
        Square {
            if (side < 1) {
                throw new IllegalArgumentException("side must be at least 1, got " + side);
            }
        }
    }

    enum Colour {
        RED,
        BLUE
    }

    private static String converted(String text) {
        var tree = Json.parse(text, com.fasterxml.jackson.databind.JsonNode.class, ORIGIN);
        return assertThrows(IllegalArgumentException.class, () -> Json.convert(tree, Square.class))
                .getMessage();
    }

    @Test
    void givesTheMessageOfTheRecordThatRefuses() {
        assertEquals("side must be at least 1, got 0", converted("{\"side\": 0}"));
        assertEquals(
                "unknown colour \"green\"; known are [red, blue]", converted("{\"side\": 1, \"colour\": \"green\"}"));
        assertTrue(converted("{\"side\": 1.5}").contains("(1.5)"));
        assertTrue(converted("{\"side\": 1, \"site\": 1}").contains("known are [colour, side]"));
    }

    @Test
    void readsEnumsInAnyCase() {
        assertEquals(
                new Square(2, Colour.BLUE), Json.parse("{\"side\": 2, \"colour\": \"blue\"}", Square.class, ORIGIN));
        assertEquals(Json.treeOf(new Square(2, Colour.RED)).get("colour").asText(), "RED");
    }

    private static String refused(String text) {
        var e = assertThrows(BadFileException.class, () -> Json.parse(text, Step.class, ORIGIN));
        assertTrue(e.getMessage().startsWith("config.json: "), e.getMessage());
        assertTrue(e.getMessage().endsWith("; correct the file"), e.getMessage());
        return e.getMessage();
    }
}
