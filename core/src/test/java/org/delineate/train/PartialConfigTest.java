package org.delineate.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.delineate.file.BadFileException;
import org.delineate.file.Json;
import org.delineate.sample.Augment;
import org.delineate.sample.Fit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartialConfigTest {
    @TempDir
    private Path folder;

    private Path file(String json) throws IOException {
        return Files.writeString(folder.resolve("config.json"), json);
    }

    @Test
    void isTheDefaultsWhereNothingElseIsSaid() {
        assertEquals(
                Recipe.of("sc-unext"),
                PartialConfig.empty().with(Map.of("network", "sc-unext")).complete());
    }

    @Test
    void readsTheWholeConfigurationOfARunBack() throws IOException {
        TrainConfig config = PartialConfig.empty()
                .with(Map.of("network", "unext-s", "augment", "strong", "fit", "pad", "seed", "9", "ema", "0"))
                .complete();
        assertEquals(Augment.STRONG, config.input().augment());
        assertEquals(Fit.PAD, config.input().fit());
        assertEquals(config, PartialConfig.read(file(Json.pretty(config))).complete());
    }

    /** Files and runs of earlier versions: in another order, and without what was added since. */
    @Test
    void readsTheFilesOfFormerVersions() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/train/former"))) {
            List<Path> all = files.filter(f -> f.toString().endsWith(".json")).toList();
            assertFalse(all.isEmpty());
            for (Path file : all) {
                JsonNode stated = Json.tree(file);
                JsonNode read = Json.treeOf(PartialConfig.read(file).complete());
                stated.fieldNames().forEachRemaining(name -> {
                    if (stated.get(name).isValueNode()) {
                        JsonNode value =
                                read.get(name).has("file") ? read.get(name).get("file") : read.get(name);
                        assertEquals(stated.get(name).asText(), value.asText(), file + ": " + name);
                    }
                });
            }
        }
    }

    @Test
    void letsValuesGivenLaterWin() throws IOException {
        Path file = file("{\"network\": \"unext-s\", \"epochs\": 7, \"batch\": 3}");
        TrainConfig config = PartialConfig.read(file)
                .with(Map.of("epochs", "9", "learningRate", "1e-4"))
                .complete();
        assertEquals(9, config.loop().epochs());
        assertEquals(3, config.loop().batch());
        assertEquals(1e-4, config.rate().learningRate());
    }

    /** As a resumed run that is given its options once more. */
    @Test
    void aFileThatIsNamedAgainKeepsItsHash() throws IOException {
        String hash = "0".repeat(64);
        Path file = file("{\"network\": \"unext-s\", \"pretrained\": {\"file\": \"a.pth\", \"sha256\": \"" + hash
                + "\"}, \"freeze\": \"encoder\"}");
        PartialConfig part = PartialConfig.read(file);
        assertEquals(
                new HashedFile("a.pth", hash),
                part.with(Map.of("pretrained", "a.pth")).complete().start().pretrained());
        assertEquals(
                new HashedFile("b.pth", null),
                part.with(Map.of("pretrained", "b.pth")).complete().start().pretrained());
        assertNull(part.with(Map.of("pretrained", "none", "freeze", "none"))
                .complete()
                .start()
                .pretrained());
    }

    @ParameterizedTest
    @CsvSource({
        "epochs, many, epochs is a whole number",
        "epochs, 2.5, epochs is a whole number",
        "ema, high, ema is a number",
        "epochs, 0, epochs must be at least 1",
        "size, 100, multiples of",
        "fit, bend, 'known are [stretch, pad]'",
        "augment, wild, 'flips, light'",
        "loss, none, known",
        "epoch, 3, 'epochs, batch'"
    })
    void refusesAValueAndSaysWhatIsRight(String name, String value, String right) {
        PartialConfig network = PartialConfig.empty().with(Map.of("network", "unext-s"));
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> network.with(Map.of(name, value)).complete());
        assertTrue(e.getMessage().contains(right), e.getMessage());
    }

    /** Without a network, and where nothing else is said, training starts from the encoder of the program. */
    @ParameterizedTest
    @CsvSource({
        "none, none, openimages, 0.3, none",
        "encoderRate, 0.1, openimages, 0.1, none",
        "freeze, encoder, openimages, 1.0, encoder",
        "pretrained, own.pth, own.pth, 1.0, none",
        "pretrained, none, , 1.0, none",
        "initFrom, model.safetensors, , 1.0, none"
    })
    void startsFromTheEncoderOfTheProgram(String name, String value, String file, double rate, String frozen) {
        PartialConfig given = PartialConfig.empty();
        TrainConfig config = (name.equals("none") ? given : given.with(Map.of(name, value))).complete();
        assertEquals("unet-mobilenet-v2-slim", config.network());
        HashedFile pretrained = config.start().pretrained();
        assertEquals(file, pretrained == null ? null : pretrained.file());
        assertEquals(rate, config.start().encoderRate());
        assertEquals(frozen, config.start().freeze());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{\"epoch\": 3} | it has network, classes", "[1, 2] | values by name", "{\"epochs\": } | line 1"})
    void namesTheFileThatIsWrong(String json, String remedy) throws IOException {
        Path file = file(json);
        BadFileException e = assertThrows(BadFileException.class, () -> PartialConfig.read(file));
        assertEquals(file, e.file());
        assertTrue(e.getMessage().contains(remedy), e.getMessage());
    }

    @Test
    void knowsTheDefaultOfEveryComponentButTheNetwork() {
        Map<String, String> defaults = PartialConfig.defaults();
        assertEquals(TrainOption.all().size() - 1, defaults.size());
        assertEquals(
                Recipe.of("unet"),
                PartialConfig.empty()
                        .with(Map.of("network", "unet"))
                        .with(defaults)
                        .complete());
    }
}
