package org.delineate.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.delineate.file.BadFileException;
import org.delineate.file.Json;
import org.junit.jupiter.api.DynamicTest;

/** Compares the files that src/test/python/checkpoints.py writes with PyTorch with what they must contain. */
final class RecordedCheckpoints {
    static final Path RESOURCES = Path.of("src/test/resources/checkpoints");

    private RecordedCheckpoints() {}

    /** Returns one test per file of a folder. */
    static Stream<DynamicTest> tests(Path folder) {
        JsonNode files = Json.tree(folder.resolve("expected.json")).get("files");
        assertTrue(files.size() >= 25, "files: " + files.size());
        return StreamSupport.stream(files.spliterator(), false)
                .map(f -> DynamicTest.dynamicTest(f.get("file").asText(), () -> check(folder, f)));
    }

    private static void check(Path folder, JsonNode expected) {
        Path file = folder.resolve(expected.get("file").asText());
        if (expected.has("refused")) {
            var e = assertThrows(BadFileException.class, () -> TorchFile.read(file));
            assertTrue(e.rule().contains(expected.get("refused").asText()), e.getMessage());
            return;
        }
        Map<String, Map<String, String>> found = new TreeMap<>();
        TorchFile.read(file).groups().forEach(group -> found.put(group.key(), visible(group)));
        Map<String, Map<String, String>> wanted = new TreeMap<>();
        expected.get("groups").properties().forEach(group -> wanted.put(group.getKey(), visible(group.getValue())));
        assertEquals(wanted, found);
    }

    private static Map<String, String> visible(TorchFile.Group group) {
        Map<String, String> visible = new LinkedHashMap<>();
        for (SafeTensors.Entry entry : group.tensors()) {
            byte[] data = new byte[entry.data().remaining()];
            entry.data().get(data);
            String hex = HexFormat.of().formatHex(data);
            visible.put(entry.name(), entry.dtype() + " " + Json.line(entry.shape()) + " " + hex);
        }
        return visible;
    }

    private static Map<String, String> visible(JsonNode group) {
        Map<String, String> visible = new LinkedHashMap<>();
        group.properties()
                .forEach(t -> visible.put(
                        t.getKey(),
                        t.getValue().get("dtype").asText() + " "
                                + Json.line(t.getValue().get("shape")) + " "
                                + t.getValue().get("bytes").asText()));
        return visible;
    }
}
