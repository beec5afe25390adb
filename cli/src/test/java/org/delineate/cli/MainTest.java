package org.delineate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which commands load the engine, and when they wait for it. */
class MainTest {
    private static int waitsWhileReading(String line) {
        AtomicInteger waits = new AtomicInteger();
        Main.commandLine(waits::incrementAndGet).parseArgs(line.split(" "));
        return waits.get();
    }

    /** Its defaults are asked from the configuration, which uses the engine. */
    @Test
    void trainWaitsForTheEngineWhateverItsValuesAreCalled() {
        assertTrue(waitsWhileReading("train --network unet --out x --data segment") > 0);
    }

    @Test
    void otherCommandsAreReadWhileTheEngineLoads() {
        assertEquals(0, waitsWhileReading("segment --model train --out x y"));
        assertEquals(0, waitsWhileReading("evaluate --model x --data y --out z"));
    }

    @ParameterizedTest
    @CsvSource({
        "segment --model x, true",
        "--debug segment --model x, true",
        "train --data segment, true",
        "data inspect segment, false",
        "networks, false",
        "segment --help, false",
        "--version, false",
        "'', false"
    })
    void commandsThatComputeLoadTheEngine(String line, boolean loads) {
        assertEquals(loads, Main.computes(line.isEmpty() ? new String[0] : line.split(" ")));
    }
}
