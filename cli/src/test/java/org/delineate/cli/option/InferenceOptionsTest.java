package org.delineate.cli.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

class InferenceOptionsTest {
    @Command(name = "any")
    private static final class Any {
        @Mixin
        private InferenceOptions inference;
    }

    private static InferenceOptions parsed(String line) {
        Any command = new Any();
        new CommandLine(command).parseArgs(line.isEmpty() ? new String[0] : line.split(" "));
        return command.inference;
    }

    @Test
    void takesImagesWholeAndOneAtATimeUnlessToldOtherwise() {
        assertEquals(1, parsed("").batch());
        assertNull(parsed("").tiles());
        assertEquals(3, parsed("--batch 3").batch());
        assertEquals(0.5, parsed("--tiles --overlap 50").tiles().overlap());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--batch 0", "--batch -1", "--overlap 10", "--tiles --overlap 100"})
    void refusesAValueAsWrongUsageNamingTheOption(String line) {
        ParameterException e =
                assertThrows(ParameterException.class, () -> parsed(line).tiles());
        String option = line.contains("overlap") ? "--overlap" : "--batch";
        assertTrue(e.getMessage().contains(option), e.getMessage());
    }
}
