package org.delineate.serve.reading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.delineate.dicom.result.AssessmentCategory;
import org.delineate.dicom.result.BreastDescriptor;
import org.delineate.file.Json;
import org.junit.jupiter.api.Test;

class WordingTest {
    private static ReadingReport.Findings findings(String json, String category) {
        return ReadingReport.Findings.of(Json.parse(json, JsonNode.class, Path.of("page")), category, "");
    }

    /** What a page is offered is what it may send. */
    @Test
    void everyWordOfTheLexiconIsUnderstood() {
        Map<String, List<Wording.Term>> lexicon = Wording.in(Locale.GERMAN).lexicon();
        assertEquals("Rund", lexicon.get("shape").get(1).label());
        assertEquals(9, lexicon.size());
        lexicon.forEach((feature, terms) -> terms.forEach(term -> {
            if (feature.equals("category")) {
                assertEquals(term.code(), AssessmentCategory.of(term.code()).key());
            } else {
                String one = "{\"" + feature + "\": \"" + term.code() + "\"}";
                assertEquals(
                        term.code(),
                        findings(one, null).descriptors().iterator().next().key());
            }
        }));
    }

    @Test
    void takesWordsAndListsOfWords() {
        ReadingReport.Findings found = findings(
                "{\"shape\":\"oval\",\"margin\":[\"angular\",\"indistinct\"],\"echo\":\"\",\"posterior\":null}", "4A");
        assertEquals(
                Set.of(BreastDescriptor.OVAL, BreastDescriptor.ANGULAR, BreastDescriptor.INDISTINCT),
                found.descriptors());
        assertEquals(AssessmentCategory.LOW_SUSPICION, found.category());
        assertNull(findings("{}", "").category());
    }

    @Test
    void refusesOtherWords() {
        for (String wrong : List.of("{\"shape\":\"square\"}", "{\"size\":\"big\"}", "{\"shape\":3}")) {
            assertThrows(IllegalArgumentException.class, () -> findings(wrong, null), wrong);
        }
        String message = assertThrows(IllegalArgumentException.class, () -> findings("{}", "9"))
                .getMessage();
        assertTrue(message.contains("known: 0, 1, 2, 3, 4, 4A"), message);
    }
}
