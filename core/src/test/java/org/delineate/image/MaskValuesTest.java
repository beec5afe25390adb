package org.delineate.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.delineate.file.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaskValuesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "background=0,lesion=1,ignore=255 | background=0,lesion=1,ignore=255",
                "lesion=1,2 | background=0,lesion=1,2",
                " LESION = #FF0000 | background=0,lesion=#ff0000",
                "lesion=#ffffff | background=0,lesion=255",
                "background=255,lesion=0 | background=255,lesion=0",
                "background=0..127,lesion=128..255 | background=0..127,lesion=128..255",
                "channel=alpha,lesion=255 | channel=alpha,background=0,lesion=255",
                "channel=brightness,background=0..99,lesion=100..255 | channel=brightness,background=0..99,lesion=100..255",
                "ignore=7,lesion=3 | background=0,lesion=3,ignore=7"
            })
    void readsAndWritesItsText(String text, String canonical) {
        MaskValues rule = MaskValues.parse(text);
        assertEquals(canonical, rule.toString());
        assertEquals(rule, MaskValues.parse(canonical));
        assertEquals(rule, Json.parse(Json.line(rule), MaskValues.class, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "lesion",
                "lesion=",
                "lesion=x",
                "lesion=-1",
                "lesion=70000",
                "lesion=#ff00",
                "lesion=2..1",
                "background=0",
                "organ=1",
                "lesion=1,background=1",
                "lesion=0..5,ignore=3",
                "channel=red,lesion=1",
                "lesion=1;background=0"
            })
    void refusesWhatIsNoRule(String text) {
        String message = assertThrows(IllegalArgumentException.class, () -> MaskValues.parse(text))
                .getMessage();
        assertTrue(message.contains("mask value"), message);
    }

    @Test
    void tellsIntermediateValuesFromTheEnds() {
        MaskValues shades = MaskValues.parse("background=0..127,lesion=128..255");
        assertTrue(shades.isIntermediate(1) && shades.isIntermediate(127) && shades.isIntermediate(128));
        assertFalse(shades.isIntermediate(0) || shades.isIntermediate(255));
        assertFalse(MaskValues.WRITTEN.isIntermediate(0) || MaskValues.WRITTEN.isIntermediate(255));
    }
}
