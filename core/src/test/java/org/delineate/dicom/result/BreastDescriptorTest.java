package org.delineate.dicom.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BreastDescriptorTest {
    private static final Set<BreastDescriptor> ALL = EnumSet.allOf(BreastDescriptor.class);

    @Test
    void everyWordHasACodeOfItsOwn() {
        List<Code> codes = Stream.concat(
                        ALL.stream().map(BreastDescriptor::code),
                        Arrays.stream(AssessmentCategory.values()).map(AssessmentCategory::code))
                .toList();
        assertEquals(codes.size(), codes.stream().map(Code::value).distinct().count());
        assertEquals(
                ALL.size(),
                Arrays.stream(BreastFeature.values())
                        .mapToInt(f -> f.descriptors().size())
                        .sum());
        assertEquals(
                List.of("0", "1", "2", "3", "4", "4A", "4B", "4C", "5", "6"),
                Arrays.stream(AssessmentCategory.values())
                        .map(AssessmentCategory::key)
                        .toList());
    }

    @Test
    void findsWordsByTheirKeys() {
        for (BreastDescriptor word : ALL) {
            Set<BreastDescriptor> found =
                    BreastDescriptor.of(Map.of(word.feature().key(), List.of(word.key())));
            assertEquals(Set.of(word), found);
        }
        assertEquals(
                Set.of(BreastDescriptor.OVAL, BreastDescriptor.ANGULAR, BreastDescriptor.SPICULATED),
                BreastDescriptor.of(Map.of("shape", List.of("oval"), "margin", List.of("spiculated", "angular"))));
        assertEquals(Set.of(), BreastDescriptor.of(Map.of("shape", List.of())));
        for (AssessmentCategory category : AssessmentCategory.values()) {
            assertEquals(category, AssessmentCategory.of(category.key()));
        }
    }

    @Test
    void refusesWhatCannotHold() {
        refuses(Map.of("form", List.of("oval")), "unknown feature \"form\"; known: shape, orientation, margin");
        refuses(Map.of("shape", List.of("parallel")), "unknown shape \"parallel\"; known: oval, round, irregular");
        refuses(Map.of("shape", List.of("oval", "round")), "only one shape can hold, got oval, round");
        refuses(Map.of("margin", List.of("circumscribed", "angular")), "only one margin can hold");
        assertTrue(assertThrows(IllegalArgumentException.class, () -> AssessmentCategory.of("7"))
                .getMessage()
                .startsWith("unknown category \"7\"; known: 0, 1, 2, 3, 4, 4A"));
    }

    private static void refuses(Map<String, List<String>> keys, String beginning) {
        String message = assertThrows(IllegalArgumentException.class, () -> BreastDescriptor.of(keys))
                .getMessage();
        assertTrue(message.startsWith(beginning), message);
    }
}
