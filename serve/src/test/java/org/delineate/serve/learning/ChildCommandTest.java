package org.delineate.serve.learning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.delineate.file.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildCommandTest {
    @TempDir
    private Path folder;

    @Test
    void tellsWhyACommandFailed() throws Exception {
        ChildCommand shell = new ChildCommand(List.of("sh", "-c"), folder);
        assertEquals(Optional.empty(), shell.run(List.of("echo fine")));
        assertEquals(
                Optional.of("the data are gone"),
                shell.run(List.of("echo 'delineate: the data are gone' >&2; echo more; exit 1")));
        assertEquals(Optional.of("the process ended with code 3"), shell.run(List.of("exit 3")));
        assertTrue(Files.readString(folder.resolve("log.txt")).startsWith("fine"));
        assertFalse(Files.exists(folder.resolve("process.json")));
    }

    @Test
    void endsWhatRuns() throws Exception {
        ChildCommand shell = new ChildCommand(List.of("sleep"), folder);
        CompletableFuture<Optional<String>> running = CompletableFuture.supplyAsync(() -> {
            try {
                return shell.run(List.of("60"));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        while (!Files.exists(folder.resolve("process.json"))) {
            Thread.sleep(10);
        }
        shell.end();
        assertTrue(running.get(20, TimeUnit.SECONDS).isPresent());
    }

    /** What a server left that was killed; not a process that has got the same number since. */
    @Test
    void endsTheProcessOfAFormerServerAndNoOther() throws Exception {
        Process left = new ProcessBuilder("sleep", "60").start();
        try {
            String started = left.info().startInstant().orElseThrow().toString();
            Path file = folder.resolve("process.json");
            Files.writeString(file, Json.line(Map.of("pid", left.pid(), "started", "2001-01-01T00:00:00Z")));
            new ChildCommand(List.of(), folder).endLeftover();
            assertTrue(left.isAlive());
            assertFalse(Files.exists(file));
            Files.writeString(file, Json.line(Map.of("pid", left.pid(), "started", started)));
            new ChildCommand(List.of(), folder).endLeftover();
            assertFalse(left.isAlive());
        } finally {
            left.destroyForcibly();
        }
    }
}
