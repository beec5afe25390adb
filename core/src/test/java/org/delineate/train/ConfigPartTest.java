package org.delineate.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.delineate.file.BadFileException;
import org.delineate.file.Json;
import org.delineate.sample.Augment;
import org.delineate.sample.Fit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigPartTest {
    @TempDir
    private Path folder;

    private Path file(String json) throws IOException {
        return Files.writeString(folder.resolve("config.json"), json);
    }

    @Test
    void isTheDefaultsWhereNothingElseIsSaid() {
        assertEquals(
                TrainConfig.of("sc-unext"),
                ConfigPart.empty().with(Map.of("network", "sc-unext")).complete());
    }

    @Test
    void readsTheWholeConfigurationOfARunBack() throws IOException {
        TrainConfig config = ConfigPart.empty()
                .with(Map.of("network", "unext-s", "augment", "strong", "fit", "pad", "seed", "9", "ema", "0"))
                .complete();
        assertEquals(Augment.STRONG, config.augment());
        assertEquals(Fit.PAD, config.fit());
        assertEquals(config, ConfigPart.read(file(Json.pretty(config))).complete());
    }

    @Test
    void letsValuesGivenLaterWin() throws IOException {
        Path file = file("{\"network\": \"unext-s\", \"epochs\": 7, \"batch\": 3}");
        TrainConfig config = ConfigPart.read(file)
                .with(Map.of("epochs", "9", "learningRate", "1e-4"))
                .complete();
        assertEquals(9, config.epochs());
        assertEquals(3, config.batch());
        assertEquals(1e-4, config.learningRate());
    }

    /** As a resumed run that is given its options once more. */
    @Test
    void aFileThatIsNamedAgainKeepsItsHash() throws IOException {
        String hash = "0".repeat(64);
        Path file = file("{\"network\": \"unext-s\", \"pretrained\": {\"file\": \"a.pth\", \"sha256\": \"" + hash
                + "\"}, \"freeze\": \"encoder\"}");
        ConfigPart part = ConfigPart.read(file);
        assertEquals(
                new Origin("a.pth", hash),
                part.with(Map.of("pretrained", "a.pth")).complete().pretrained());
        assertEquals(
                new Origin("b.pth", null),
                part.with(Map.of("pretrained", "b.pth")).complete().pretrained());
        assertNull(part.with(Map.of("pretrained", "none", "freeze", "none"))
                .complete()
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
        ConfigPart network = ConfigPart.empty().with(Map.of("network", "unext-s"));
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> network.with(Map.of(name, value)).complete());
        assertTrue(e.getMessage().contains(right), e.getMessage());
    }

    @Test
    void asksForTheNetworkByNamingThem() {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, ConfigPart.empty()::complete);
        assertTrue(e.getMessage().contains("unext-s"), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"epoch\": 3} | it has network, channels",
                "[1, 2] | components by name",
                "{\"epochs\": } | line 1"
            })
    void namesTheFileThatIsWrong(String json, String remedy) throws IOException {
        Path file = file(json);
        BadFileException e = assertThrows(BadFileException.class, () -> ConfigPart.read(file));
        assertEquals(file, e.file());
        assertTrue(e.getMessage().contains(remedy), e.getMessage());
    }

    @Test
    void knowsTheDefaultOfEveryComponentButTheNetwork() {
        Map<String, String> defaults = ConfigPart.defaults();
        assertEquals(ConfigPart.names().size() - 1, defaults.size());
        assertEquals(
                TrainConfig.of("unet"),
                ConfigPart.empty()
                        .with(Map.of("network", "unet"))
                        .with(defaults)
                        .complete());
    }
}
