package org.delineate.cli.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BarsTest {
    private static String drawn(Runnable task) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            task.run();
        } finally {
            System.setErr(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void theTerminalKeepsLinesAndEndsWithTheStateOfTheTask() {
        String drawn = drawn(() -> {
            try (Bar bar = new TerminalBar("scoring", "images", 1, 4, false, Duration.ZERO)) {
                bar.at(2, "loss 0.5");
                bar.line("epoch 1: done");
                bar.at(3, "loss 0.25");
            }
        });
        assertTrue(
                drawn.contains("\r\033[Kepoch 1: done" + System.lineSeparator()),
                "the bar makes room for a line: " + drawn);
        String[] frames = drawn.split("\r");
        String last = frames[frames.length - 1];
        assertTrue(last.startsWith("scoring  75% "), last);
        assertTrue(last.contains("3/4 images"), last);
        assertTrue(last.contains("loss 0.25"), last);
    }

    @Test
    void theTerminalKeepsOnlyTheLinesOfAShortTask() {
        String drawn = drawn(() -> {
            try (Bar bar = new TerminalBar("scoring", "images", 0, 4, false, Duration.ofHours(1))) {
                bar.at(2, "loss 0.5");
                bar.line("epoch 1: done");
                bar.at(4, "loss 0.25");
            }
        });
        assertEquals("\r\033[Kepoch 1: done" + System.lineSeparator(), drawn);
    }

    @Test
    void aLogGetsTheLinesOfATaskAndNoBarInItsFirstSeconds() {
        List<String> log = new ArrayList<>();
        try (Bar bar = new PlainBar("scoring", "images", 0, 4, false, log::add)) {
            bar.at(1, "");
            bar.line("epoch 1: done");
            bar.at(4, "loss 0.25");
        }
        assertEquals(List.of("epoch 1: done"), log);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0:00",
        "0.4, 0:00",
        "59.5, 1:00",
        "75, 1:15",
        "3599.4, 59:59",
        "3600, 1:00:00",
        "3661, 1:01:01",
        "360000, 100:00:00"
    })
    void theTimeLeftIsReadAsOnAClock(double seconds, String clock) {
        assertEquals(clock, PlainBar.clock(seconds));
    }

    @Test
    void aCommandLineCanBeTypedAgain() {
        assertEquals(
                "delineate train --data 'my data' --name 'it'\\''s' '' a/b-c_1.png",
                CommandText.of("train", "--data", "my data", "--name", "it's", "", "a/b-c_1.png"));
    }
}
