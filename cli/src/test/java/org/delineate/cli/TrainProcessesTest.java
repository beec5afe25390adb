package org.delineate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Trainings that several processes share, and what becomes of them when one ends. */
class TrainProcessesTest {
    private static final int STOP_SECONDS = 30;
    private static final int BATCH = 6;

    @TempDir
    private static Path data;

    @TempDir
    private Path folder;

    private final List<Process> started = new ArrayList<>();

    @BeforeAll
    static void write() {
        Discs.write(data, 16, 0, 3);
    }

    private List<Object> line(Object... more) {
        List<Object> line = new ArrayList<>(List.of("train", "--data", data, "--out", folder.resolve("run")));
        line.addAll(List.of("--network", "unext-s", "--size", 32, "--batch=" + BATCH, "--loss", "unext"));
        line.addAll(List.of(more));
        return line;
    }

    private Process start(String name, List<Object> arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        arguments.forEach(a -> line.add(a.toString()));
        Process process = new ProcessBuilder(line)
                .redirectOutput(folder.resolve(name + ".out").toFile())
                .redirectError(folder.resolve(name + ".err").toFile())
                .start();
        started.add(process);
        return process;
    }

    @AfterEach
    void end() throws InterruptedException {
        for (Process process : started) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
    }

    private String read(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }

    private void awaitEpoch(String name, Process process) throws Exception {
        while (!Files.exists(folder.resolve("run").resolve("history.csv"))) {
            assertTrue(process.isAlive(), read(name + ".err"));
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private String last() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("run"))) {
            return files.map(p -> p.getFileName().toString())
                    .filter(n -> n.startsWith("step-") && !n.endsWith("tmp"))
                    .max(String::compareTo)
                    .orElseThrow();
        }
    }

    private static void signal(String name, long pid) throws Exception {
        new ProcessBuilder("kill", "-" + name, "" + pid).start().waitFor();
    }

    /** The process that trains as this rank. */
    private static ProcessHandle member(Process parent, int rank) {
        return parent.descendants()
                .filter(p -> isMember(p.pid(), rank))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isMember(long pid, int rank) {
        try { // the handle cuts long command lines
            return Files.readString(Path.of("/proc/" + pid + "/cmdline")).contains("--member=" + rank + "/");
        } catch (IOException e) {
            return false; // it has ended
        }
    }

    @Test
    void namesWhatIsWrongWithTheOptions() {
        assertRefused("--rank is 0 to 1 with --nodes 2, got 2", "--nodes", 2, "--rank", 2, "--rendezvous", "a:1");
        assertRefused("needs --rank", "--nodes", 2, "--rendezvous", "a:1");
        assertRefused("needs --rendezvous HOST:PORT", "--nodes", 2, "--rank", 0);
        assertRefused("not \"a\"", "--nodes", 2, "--rank", 0, "--rendezvous", "a");
        assertRefused("not \"a:70000\"", "--nodes", 2, "--rank", 0, "--rendezvous", "a:70000");
        assertRefused("are for several machines: give --nodes", "--rank", 0);
        assertRefused("--processes is at least 1, got 0", "--processes", 0);
        assertRefused("--timeout is at least 1 second, got 0", "--timeout", 0);
        assertRefused("--gradients is float32 or bf16, not \"int8\"", "--gradients", "int8");
        assertRefused("batch must be at least 1", "--processes", 2, "--batch", 0);
    }

    private void assertRefused(String text, Object... more) {
        Cli answer = Cli.run(
                Stream.concat(Stream.of("train", "--data", data, "--out", folder.resolve("run")), Stream.of(more))
                        .toArray());
        assertEquals(2, answer.code(), answer.err());
        assertTrue(answer.err().contains(text), answer.err());
        assertFalse(Files.exists(folder.resolve("run")));
    }

    @Test
    @Timeout(120)
    @EnabledIfSystemProperty(named = "delineate.long", matches = "true")
    void aProcessThatCannotTakePartIsNamed() throws Exception {
        List<Object> line = line("--epochs", 1, "--processes", 2);
        line.set(line.indexOf("--batch=" + BATCH), "--batch=1");
        Process training = start("few", line);
        assertEquals(1, training.waitFor());
        assertTrue(read("few.err").contains("a batch of 1 cannot be divided among 2 processes"), read("few.err"));
    }

    /** Two, one killed; three go on, told to stop; one finishes alone. */
    @Test
    @Timeout(300)
    @EnabledIfSystemProperty(named = "delineate.long", matches = "true")
    void aKilledProcessEndsTheOthersAndTheRunGoesOnWithAnotherNumber() throws Exception {
        Process two = start("two", line("--epochs", 100_000, "--processes", 2, "--save-every-steps", 1));
        awaitEpoch("two", two);
        signal("KILL", member(two, 1).pid());
        long begin = System.nanoTime();
        assertTrue(two.waitFor(STOP_SECONDS, TimeUnit.SECONDS), "still running: " + read("two.err"));
        System.out.printf("TrainProcessesTest: ended %.1f s after the kill%n", (System.nanoTime() - begin) / 1e9);
        assertEquals(1, two.exitValue());
        assertTrue(read("two.err").contains("has ended or was killed"), read("two.err"));
        assertTrue(read("two.err").contains("process 1 was killed (signal 9)"), read("two.err"));

        String saved = last();
        Process three = start(
                "three",
                line("--epochs", 100_000, "--processes", 3, "--resume", "--sync-batch-norm", "--gradients", "bf16"));
        while (!read("three.err").contains("resuming from " + saved) || last().equals(saved)) {
            assertTrue(three.isAlive(), read("three.err"));
            TimeUnit.MILLISECONDS.sleep(50);
        }
        signal("TERM", three.pid());
        assertTrue(three.waitFor(STOP_SECONDS, TimeUnit.SECONDS), "still running: " + read("three.err"));
        assertTrue(read("three.err").contains("stopped (interrupted) with a checkpoint"), read("three.err"));
        String stopped = last();
        assertTrue(stopped.compareTo(saved) > 0, stopped);

        Cli rest = Cli.run("train", "--data", data, "--out", folder.resolve("run"), "--resume", "--max-minutes", 0.01);
        assertEquals(0, rest.code(), rest.err());
        assertTrue(rest.err().contains("resuming from " + stopped), rest.err());
        assertTrue(last().compareTo(stopped) > 0, last());
    }

    /** Process 0 killed: the other ends too, and so does what started them. */
    @Test
    @Timeout(120)
    @EnabledIfSystemProperty(named = "delineate.long", matches = "true")
    void withoutProcessZeroTheOthersEnd() throws Exception {
        Process two = start("two", line("--epochs", 100_000, "--processes", 2));
        awaitEpoch("two", two);
        ProcessHandle other = member(two, 1);
        signal("KILL", member(two, 0).pid());
        assertTrue(two.waitFor(STOP_SECONDS, TimeUnit.SECONDS), "still running: " + read("two.err"));
        assertEquals(1, two.exitValue());
        assertTrue(read("two.err").contains("process 0 was killed (signal 9)"), read("two.err"));
        assertFalse(other.isAlive());
    }

    /** One that is stopped, not killed, holds the others up no longer than they are told to wait. */
    @Test
    @Timeout(120)
    @EnabledIfSystemProperty(named = "delineate.long", matches = "true")
    void aStuckProcessIsNoticedInTime() throws Exception {
        Process two = start("two", line("--epochs", 100_000, "--processes", 2, "--timeout", 8));
        awaitEpoch("two", two);
        signal("STOP", member(two, 1).pid());
        assertTrue(two.waitFor(8 + STOP_SECONDS, TimeUnit.SECONDS), "still running: " + read("two.err"));
        assertTrue(read("two.err").contains("did not answer for 8 s (--timeout)"), read("two.err"));
    }
}
