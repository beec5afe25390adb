package org.delineate.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.delineate.checkpoint.SafeTensors;
import org.delineate.file.BadFileException;
import org.delineate.file.Hash;
import org.delineate.file.Json;
import org.delineate.infer.Models;
import org.delineate.nn.layer.Weights;
import org.delineate.zoo.Network;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelTest {
    @TempDir
    Path folder;

    private final Network network = Models.network();
    private Path file;

    @BeforeEach
    void save() {
        file = folder.resolve("model.safetensors");
        Model.save(file, Models.manifest(), network.state());
    }

    @Test
    void givesBackManifestWeightsAndHash() {
        Model model = Model.load(file);
        assertEquals(Models.manifest(), model.manifest());
        assertEquals(Hash.of(file), model.hash());
        assertEquals(network.state().keySet(), model.network().state().keySet());
        model.network()
                .state()
                .forEach(
                        (name, t) -> assertArrayEquals(network.state().get(name).toFloats(), t.toFloats(), name));
    }

    @Test
    void equalModelsAreEqualFiles() throws IOException {
        Path again = folder.resolve("again.safetensors");
        Model model = Model.load(file);
        Weights.channelsLast(model.network()); // another layout in memory, the same values
        Model.save(again, model.manifest(), model.network().state());
        assertEquals(-1, Files.mismatch(file, again));
        try (var all = Files.list(folder)) {
            assertEquals(2, all.count(), "no temporary file is left");
        }
    }

    @Test
    void otherFormatsAreRefused() {
        Map<String, String> metadata = metadata();
        metadata.remove("format");
        assertBad("format is not stated; expected \"delineate-model-1\"; give a model that", metadata, entries());
        metadata.put("format", "pt");
        assertBad("format \"pt\"; expected \"delineate-model-1\"; give a model that", metadata, entries());
    }

    @Test
    void missingOrBrokenManifestIsRefused() {
        Map<String, String> metadata = metadata();
        metadata.remove("manifest");
        assertBad("no valid Manifest", metadata, entries());
        metadata.put("manifest", "{\"network\":");
        assertBad("no valid Manifest", metadata, entries());
        metadata.put("manifest", "null");
        assertBad("no Manifest but null", metadata, entries());
    }

    @Test
    void unknownNetworkIsRefused() {
        assertBad("unknown network \"unnet\"; known: ", changed("network", "\"unnet\""), entries());
    }

    @Test
    void weightsOfAnotherNetworkAreRefused() {
        assertBad("the weights do not fit the network: missing [", changed("network", "\"unet\""), entries());
        List<SafeTensors.Entry> entries = new ArrayList<>(entries());
        SafeTensors.Entry first = entries.remove(0);
        assertBad("missing [" + first.name() + "], unexpected [], misshaped []", metadata(), entries);
        entries.add(Weights.entry("other", new float[1], 1));
        assertBad("missing [" + first.name() + "], unexpected [other], misshaped []", metadata(), entries);
    }

    @Test
    void misshapedWeightsAreRefused() {
        List<SafeTensors.Entry> entries = new ArrayList<>(entries());
        entries.removeIf(e -> e.name().equals("final_.weight"));
        entries.add(Weights.entry("final_.weight", new float[16], 2, 8, 1, 1));
        assertBad("misshaped [final_.weight [2, 8, 1, 1] instead of [1, 8, 1, 1]]", metadata(), entries);
    }

    @Test
    void weightsOfAnotherTypeAreRefused() {
        List<SafeTensors.Entry> entries = new ArrayList<>(entries());
        SafeTensors.Entry bias = entries.stream()
                .filter(e -> e.name().equals("final_.bias"))
                .findFirst()
                .orElseThrow();
        entries.remove(bias);
        entries.add(new SafeTensors.Entry("final_.bias", SafeTensors.Dtype.I32, bias.shape(), bias.data()));
        assertBad("misshaped [final_.bias I32 instead of F32]", metadata(), entries);
    }

    @Test
    void cutFileIsRefused() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        for (int length : new int[] {0, 7, 100, whole.length / 2, whole.length - 1}) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThrows(BadFileException.class, () -> Model.load(file), () -> length + " bytes");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            threshold    | 0    | threshold must be between 0 and 1, got 0.0
            threshold    | 1    | threshold must be between 0 and 1, got 1.0
            threshold    | NaN  | threshold must be between 0 and 1, got NaN
            inputChannels | 1   | preprocessing makes 3 channels, the network takes 1
            classes      | 0    | classes must be 1 (lesion) or 2 (background, lesion), got 0
            classes      | 3    | classes must be 1 (lesion) or 2 (background, lesion), got 3
            preprocess   | null | preprocess is missing
            postProcess  | null | postProcess is missing
            labels       | null | labels is missing
            provenance   | null | provenance is missing
            temperature  | 0    | temperature must be greater than 0, got 0.0
            """)
    void manifestSaysWhichRuleIsBroken(String component, String value, String message) {
        assertBad(message, changed(component, value), entries());
    }

    @ParameterizedTest
    @ValueSource(strings = {"fillHoles", "minAreaShare"})
    void manifestWithAnUnknownComponentIsRefused(String component) {
        assertBad("\"" + component + "\"", changed(component, "1"), entries());
    }

    @Test
    void aModelOfAFormerVersionIsNotAugmented() {
        Map<String, String> metadata = metadata();
        ObjectNode manifest = (ObjectNode) Json.parse(metadata.get("manifest"), JsonNode.class, file);
        assertEquals("NONE", manifest.remove("tta").asText());
        assertEquals(1, manifest.remove("temperature").asDouble());
        metadata.put("manifest", Json.line(manifest));
        SafeTensors.write(file, metadata, entries());
        assertEquals(Models.manifest(), Model.load(file).manifest());
        SafeTensors.write(file, changed("tta", "\"flip\""), entries());
        assertEquals(
                TestTimeAugmentation.FLIP, Model.load(file).manifest().masks().tta());
        assertBad(
                "unknown testtimeaugmentation \"turn\"; known are [none, flip]", changed("tta", "\"turn\""), entries());
    }

    @Test
    void changesOfTheManifestLeaveTheRest() {
        Manifest m = Models.manifest();
        Manifest other = m.withPostProcess(PostProcess.NONE);
        assertEquals(PostProcess.NONE, other.masks().postProcess());
        assertEquals(m, other.withPostProcess(m.masks().postProcess()));
        Manifest.Provenance scored = m.provenance().withScores(Map.of("test_dice", 0.5));
        assertEquals(Map.of("test_dice", 0.5), scored.scores());
        assertEquals(m.provenance(), scored.withScores(m.provenance().scores()));
    }

    private Map<String, String> metadata() {
        return new LinkedHashMap<>(SafeTensors.read(file).metadata());
    }

    private List<SafeTensors.Entry> entries() {
        return Weights.entries(network.state());
    }

    private Map<String, String> changed(String component, String value) {
        Map<String, String> metadata = metadata();
        ObjectNode manifest = (ObjectNode) Json.parse(metadata.get("manifest"), JsonNode.class, file);
        manifest.set(component, Json.parse(value, JsonNode.class, file));
        metadata.put("manifest", Json.line(manifest));
        return metadata;
    }

    private void assertBad(String message, Map<String, String> metadata, List<SafeTensors.Entry> entries) {
        Path bad = folder.resolve("bad.safetensors");
        SafeTensors.write(bad, metadata, entries);
        BadFileException e = assertThrows(BadFileException.class, () -> Model.load(bad));
        assertTrue(e.getMessage().startsWith(bad + ": "), e.getMessage());
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }
}
