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

    @Test
    void refusesTheProtocolOfOtherImages() {
        Protocol protocol = Examples.protocol("BUSI", "test", null, Examples.four());
        Scores scores = Scores.of(Examples.four().subList(0, 3));
        Path json = folder.resolve("none.json");
        String message = assertThrows(IllegalArgumentException.class, () -> ScoresFile.write(json, protocol, scores))
                .getMessage();
        assertTrue(message.contains("4 images") && message.contains("3 were scored"), message);
        assertThrows(
                IllegalArgumentException.class, () -> HtmlReport.write(json, protocol, scores, List.of(), List.of()));
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
