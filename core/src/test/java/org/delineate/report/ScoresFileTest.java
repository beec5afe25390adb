package org.delineate.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.delineate.file.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoresFileTest {
    @TempDir
    Path folder;

    private JsonNode written() {
        Path json = folder.resolve("scores.json");
        Protocol protocol = Examples.protocol("BUSI", "test", new Protocol.Duplicates(3, 1), Examples.four());
        ScoresFile.write(json, protocol, Scores.of(Examples.four()));
        return Json.tree(json);
    }

    @Test
    void keepsEveryDigit() {
        JsonNode dice = written().at("/perImage/metrics/dice");
        assertEquals(
                Scores.of(Examples.four()).all().metrics().get("dice").mean(),
                dice.get("mean").doubleValue());
        assertEquals(3, dice.get("n").intValue());
        assertEquals(1, dice.get("undefined").intValue());
        assertEquals(2, dice.get("mean95").size());
    }

    @Test
    void writesUndefinedAsNull() {
        JsonNode normal = written().at("/perClass/normal/metrics/dice");
        assertTrue(normal.get("mean").isNull());
        assertTrue(normal.get("mean95").get(0).isNull());
        assertEquals(0, normal.get("n").intValue());
    }

    @Test
    void namesPooledScoresAsPooled() {
        JsonNode pooled = written().get("pooled");
        assertEquals(24, pooled.get("truePositive").intValue());
        assertEquals(48 / 76.0, pooled.at("/metrics/dice").doubleValue(), 1e-12);
        assertEquals(24 / 52.0, written().at("/pooledTwoClassMacro/lesionIou").doubleValue(), 1e-12);
    }

    /** Of 3 lesions one is missed. Pixels are 0.9 where marked and 0.1 elsewhere: 28 and 228 of 256. */
    @Test
    void countsMissesAndComparesProbabilitiesWithTheTruth() {
        JsonNode json = written();
        assertEquals(
                Json.parse("{\"diceBelow\":0.1,\"images\":1,\"lesions\":3}", JsonNode.class, folder),
                json.get("misses"));
        JsonNode calibration = json.get("calibration");
        assertEquals(256, calibration.get("pixels").intValue());
        JsonNode low = calibration.get("bins").get(0);
        JsonNode high = calibration.get("bins").get(8);
        assertEquals(228, low.get("pixels").intValue());
        assertEquals(24 / 228.0, low.get("lesionShare").doubleValue(), 1e-12);
        assertEquals(0.1, low.get("meanProbability").doubleValue(), 1e-7);
        assertEquals(28, high.get("pixels").intValue());
        assertEquals(24 / 28.0, high.get("lesionShare").doubleValue(), 1e-12);
        assertTrue(calibration.get("bins").get(4).get("lesionShare").isNull());
        double error = (228 * (24 / 228.0 - 0.1) + 28 * (0.9 - 24 / 28.0)) / 256;
        assertEquals(error, calibration.get("expectedError").doubleValue(), 1e-7);
    }

    @Test
    void givesTheMeanDiceOfOtherThresholds() {
        JsonNode thresholds = written().get("thresholds");
        assertEquals(19, thresholds.size());
        double mean = (1 + 2 / 3.0 + 0) / 3;
        assertEquals(0.5, thresholds.get(9).get("threshold").doubleValue());
        assertEquals(mean, thresholds.get(9).get("meanDice").doubleValue(), 1e-12);
        assertEquals(0, thresholds.get(18).get("meanDice").doubleValue(), "nothing is above 0.95");
        assertEquals(2 * 16 / (16 + 64.0), thresholds.get(0).get("meanDice").doubleValue(), 1e-12, "all is above 0.05");
    }

    @Test
    void groupsLesionsBySize() {
        JsonNode sizes = written().get("perLesionSize");
        assertEquals(1, sizes.size(), "each lesion covers a quarter of its image");
        assertEquals(3, sizes.at("/over 16 %/images").intValue());
    }

    @Test
    void refusesTheProtocolOfOtherImages() {
        Protocol protocol = Examples.protocol("BUSI", "test", null, Examples.four());
        Scores scores = Scores.of(Examples.four().subList(0, 3));
        Path json = folder.resolve("none.json");
        String message = assertThrows(IllegalArgumentException.class, () -> ScoresFile.write(json, protocol, scores))
                .getMessage();
        assertTrue(message.contains("4 images") && message.contains("3 were scored"), message);
        assertThrows(
                IllegalArgumentException.class,
                () -> HtmlReport.write(json, protocol, scores, List.of(), List.of(), Examples.table(Examples.four())));
        assertFalse(Files.exists(json));
    }

    @Test
    void carriesTheProtocol() {
        JsonNode protocol = written().get("protocol");
        assertEquals("bb22", protocol.at("/data/splitHash").textValue());
        assertEquals(1, protocol.at("/data/duplicates/acrossSplit").intValue());
        assertEquals(
                Examples.protocol("BUSI", "test", new Protocol.Duplicates(3, 1), Examples.four()),
                Json.parse(protocol.toString(), Protocol.class, folder));
    }
}
