package org.delineate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where bf16 cannot be computed, here because it is switched off. */
class RefusedPrecisionTest {
    private static final String SWITCH = "delineate.bf16";
    private static final String BEFORE = System.getProperty(SWITCH);

    @TempDir
    private Path folder;

    @BeforeEach
    void switchOff() {
        System.setProperty(SWITCH, "off");
    }

    @AfterEach
    void switchAsItWas() {
        if (BEFORE == null) {
            System.clearProperty(SWITCH);
        } else {
            System.setProperty(SWITCH, BEFORE);
        }
    }

    /** Data and models that do not exist are not missed, since nothing is read before. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "train --network unext-s --size 64 --data nowhere --out OUT",
                "segment --model nowhere --out OUT nowhere",
                "evaluate --model nowhere --data nowhere --out OUT",
                "optimize --model nowhere",
                "profile --network unext-s",
                "networks --time"
            })
    void isSaidBeforeAnythingIsReadOrWritten(String line) {
        Path out = folder.resolve("out");
        Cli answer = Cli.run(Arrays.stream((line + " --precision bf16").split(" "))
                .map(word -> word.equals("OUT") ? out : word)
                .toArray());
        assertEquals(1, answer.code(), answer.err());
        assertEquals(
                "delineate: bf16 is switched off (-Ddelineate.bf16=off): use precision float32,"
                        + " or auto for the best here\n",
                answer.err());
        assertEquals("", answer.out());
        assertTrue(Files.notExists(out));
    }

    @Test
    void autoIsFloat32AndSaysSo() {
        Cli answer = Cli.run("profile", "--network", "unext-s", "--size", 64, "--threads", 1);
        assertEquals(0, answer.code(), answer.err());
        assertTrue(answer.out().contains(", float32, "), answer.out());
        String doctor = Cli.run("doctor").out();
        assertTrue(doctor.contains("none: float32 is used; bf16 is switched off (-Ddelineate.bf16=off)"), doctor);
    }
}
