package org.delineate.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.delineate.bench.Task.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PeerTest {
    @Test
    void anUnknownPeerIsRefusedWithThoseThatThereAre() {
        String message = assertThrows(IllegalArgumentException.class, () -> Peer.of("tensorflow"))
                .getMessage();
        assertEquals(
                "unknown peer \"tensorflow\"; known: ours-float32, ours-bf16, ours-int8, libtorch, libtorch-tuned, "
                        + "onnxruntime, onnxruntime-int8, djl, python",
                message);
    }

    /** As the users of each library have it: threads are set, spinning of ours stays with engine.sh. */
    @ParameterizedTest
    @EnumSource(Peer.class)
    void everyPeerHasTheEnvironmentOfItsUsers(Peer peer, @TempDir Path folder) {
        ProcessBuilder process = peer.process(3, folder);
        assertFalse(
                process.environment().keySet().stream().anyMatch(k -> k.startsWith("MALLOC_")), "heap of the shell");
        assertEquals(peer.isOurs() ? null : "3", process.environment().get("OMP_NUM_THREADS"));
        boolean inJava = !peer.isOurs() && peer != Peer.PYTHON;
        assertEquals(inJava ? "1000" : null, process.environment().get("GOMP_SPINCOUNT"));
        assertEquals(inJava ? "1" : null, process.environment().get("OPENBLAS_NUM_THREADS"));
        String command = String.join(" ", process.command());
        assertEquals(peer.isOurs(), command.contains("engine.sh"), command);
        assertEquals(peer == Peer.PYTHON, command.endsWith("peer.py"), command);
        assertEquals(peer != Peer.PYTHON, command.endsWith(Worker.class.getName() + " " + peer.id()), command);
    }

    @Test
    void onlyPeersWithAnOptimizerTrain() {
        Set<String> idle = Peer.all().stream()
                .filter(p -> !p.supports(Kind.TRAINING))
                .map(Peer::id)
                .collect(Collectors.toSet());
        assertEquals(Set.of("ours-int8", "onnxruntime", "onnxruntime-int8"), idle);
        assertTrue(Peer.all().stream().allMatch(p -> p.supports(Kind.INFERENCE)));
    }

    @Test
    void refusesTasksAndBudgetsWithoutARun() {
        assertEquals(
                "batch and threads must be at least 1, got 0 and 2",
                assertThrows(IllegalArgumentException.class, () -> new Task("unet", Kind.INFERENCE, 0, 2))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> new Task("unet", Kind.INFERENCE, 1, 0));
        assertEquals(
                "rounds must be at least 1, seconds at least 0 and the most seconds of a run above 0, got "
                        + "0, 1.0 and 2.0",
                assertThrows(IllegalArgumentException.class, () -> new Comparison.Budget(0, 1, 1, 2, true))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> new Comparison.Budget(1, -1, 1, 2, true));
        assertThrows(IllegalArgumentException.class, () -> new Comparison.Budget(1, 1, 1, 0, true));
    }

    /** A native library may print where the answer is expected; the log says why there is none. */
    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aProcessThatEndsIsReportedWithItsCodeAndItsLastLines(@TempDir Path folder) throws IOException {
        Path python = folder.resolve("python");
        Files.writeString(
                python,
                "#!/bin/sh\nread request\necho one >&2; echo two >&2; echo three >&2; echo four >&2\n"
                        + "echo some banner\nexit 7\n",
                StandardCharsets.UTF_8);
        assertTrue(python.toFile().setExecutable(true));
        String before = System.setProperty(Peer.PYTHON_FILE, python.toString());
        try (PeerProcess process = new PeerProcess(Peer.PYTHON, 1, folder)) {
            Response response = process.ask(Request.RUN, 60);
            assertEquals("its process ended with 7: two / three / four", response.problem());
            assertFalse(process.wasAborted());
            assertFalse(process.isAlive());
            assertEquals(0, process.peakBytes());
            assertEquals(
                    "its process ended with 7: two / three / four",
                    process.ask(Request.RUN, 60).problem());
        } finally {
            restore(before);
        }
    }

    private static void restore(String python) {
        if (python == null) {
            System.clearProperty(Peer.PYTHON_FILE);
        } else {
            System.setProperty(Peer.PYTHON_FILE, python);
        }
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aPreparationThatTakesTooLongIsNoTime(@TempDir Path folder) throws IOException {
        Path python = folder.resolve("python");
        Files.writeString(python, "#!/bin/sh\nexec sleep 600\n");
        assertTrue(python.toFile().setExecutable(true));
        String before = System.setProperty(Peer.PYTHON_FILE, python.toString());
        try (PeerProcess process = new PeerProcess(Peer.PYTHON, 1, folder)) {
            Task task = new Task("unet", Kind.INFERENCE, 1, 1);
            Response response = process.ask(new Request(Request.Verb.PREPARE, task, folder.toString()), 0.05);
            assertEquals("not ready after 50 ms", response.problem());
            assertTrue(process.wasAborted());
        } finally {
            restore(before);
        }
    }
}
