package org.delineate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.delineate.file.Json;
import org.delineate.image.ImageFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The program as a process of its own: exit codes, streams, signals. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class ProcessTest {
    private static final int INTERRUPT = 2;

    @TempDir
    private Path folder;

    private Process start(Object... arguments) throws IOException {
        return start(Map.of(), arguments);
    }

    private Process start(Map<String, String> environment, Object... arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        for (Object argument : arguments) {
            line.add(argument.toString());
        }
        ProcessBuilder program = new ProcessBuilder(line);
        program.environment().putAll(environment);
        return program.redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();
    }

    private String read(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }

    @Test
    @Timeout(120)
    void exitsWithTheCodeAndKeepsStandardOutputForTheResult() throws Exception {
        assertEquals(2, start("netwroks").waitFor());
        assertEquals("", read("out"));
        assertTrue(read("err").contains("networks"), read("err"));
        assertEquals(0, start("networks", "--json").waitFor(), read("err"));
        Json.parse(read("out"), JsonNode.class, Path.of("out"));
    }

    /** Where no launcher sets a locale, Java sees no letters in such names: the folder and the remedy are named. */
    @Test
    @Timeout(120)
    @EnabledOnOs(OS.LINUX)
    void namesTheLocaleThatDoesNotKnowTheNames() throws Exception {
        Path data = Discs.write(folder.resolve("data"), 1, 0, 1);
        String script = "mv images/c00.png images/$(printf '\\345\\233\\276').png";
        assertEquals(
                0,
                new ProcessBuilder("sh", "-c", script)
                        .directory(data.toFile())
                        .start()
                        .waitFor());
        assertEquals(1, start(Map.of("LC_ALL", "C"), "data", "inspect", data).waitFor());
        assertTrue(
                read("err").contains("letters that the locale does not know (ANSI_X3.4-1968); set LC_ALL=C.UTF-8"),
                read("err"));
    }

    /**
     * The engine itself is asked: kept from AVX-512, as on a processor without, it has no kernels for bf16, but
     * those for int8.
     */
    @Test
    @Timeout(120)
    @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
    void computesInFloat32AloneOnAProcessorWithoutAvx512() throws Exception {
        Map<String, String> avx2 = Map.of("ATEN_CPU_CAPABILITY", "avx2", "ONEDNN_MAX_CPU_ISA", "AVX2");
        String most = "the engine may use no more than AVX2 (ONEDNN_MAX_CPU_ISA)";
        assertEquals(0, start(avx2, "doctor").waitFor(), read("err"));
        assertTrue(read("out").contains("none: float32 is used; bf16 needs "), read("out"));
        assertTrue(read("out").contains("used by models of `quantize`"), read("out"));
        assertEquals(
                1,
                start(avx2, "segment", "--model", "nowhere", "--out", "nowhere", "nowhere", "--precision", "bf16")
                        .waitFor());
        assertEquals(
                "delineate: bf16 needs a processor with AVX-512 (BW, DQ, VL) or AVX-NE-CONVERT; " + most
                        + ": use precision float32, or auto for the best here\n",
                read("err"));
    }

    /** Ended while it starts, and when it has started: nothing is left half made, and the next start finds all. */
    @Test
    @Timeout(180)
    void endsTheServerOnCtrlCAlsoWhileItStarts() throws Exception {
        Path home = folder.resolve("home");
        for (String sign : List.of("home/database/delineate.mv.db", "out")) {
            Process server = start("serve", "--home", home, "--port", 0);
            interruptOnceWritten(folder.resolve(sign), server);
            assertTrue(read("err").contains("stopping: requests in hand are answered"), read("err"));
            assertFalse(read("err").contains("delineate:"), read("err"));
            assertTrue(read("out").contains("page ") || read("err").contains("ended before"), read("err"));
        }
    }

    private void interruptOnceWritten(Path file, Process process) throws Exception {
        while (!Files.exists(file) || Files.size(file) == 0) {
            assertTrue(process.isAlive(), read("err"));
            TimeUnit.MILLISECONDS.sleep(20);
        }
        interrupt(process);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the process did not end: " + read("err"));
        assertTrue(process.exitValue() > 128, "exit code " + process.exitValue());
    }

    @Test
    @Timeout(180)
    void savesACheckpointOnCtrlCAndGoesOn() throws Exception {
        Path data = Discs.write(folder.resolve("discs"), 12, 0, 5);
        Path run = folder.resolve("run");
        Process training = start(
                "train",
                "--data",
                data,
                "--out",
                run,
                "--network",
                "unext-s",
                "--size",
                64,
                "--batch",
                2,
                "--epochs",
                100_000,
                "--threads",
                1);
        interruptOnceWritten(run.resolve("history.csv"), training);
        assertTrue(read("err").contains("stopping"), read("err"));
        assertTrue(read("err").contains("--resume"), read("err"));
        String saved = last(run);
        assertTrue(saved.compareTo("step-000004") >= 0, saved);

        Cli rest = Cli.run("train", "--data", data, "--out", run, "--resume", "--max-minutes", "0.01", "--json");
        assertEquals(0, rest.code(), rest.err());
        assertTrue(rest.err().contains("resuming from " + saved), rest.err());
        assertTrue(last(run).compareTo(saved) > 0, last(run));
    }

    @Test
    @Timeout(180)
    void leavesNothingHalfWrittenOnCtrlC() throws Exception {
        Path data = Discs.write(folder.resolve("discs"), 400, 0, 5);
        Path run = folder.resolve("run");
        Cli training = Cli.run(
                "train",
                "--data",
                Discs.write(folder.resolve("few"), 12, 0, 5),
                "--out",
                run,
                "--network",
                "unext-s",
                "--size",
                64,
                "--epochs",
                1,
                "--threads",
                1);
        assertEquals(0, training.code(), training.err());
        Path masks = folder.resolve("masks");
        Process segment = start(
                "segment",
                "--threads",
                1,
                "--model",
                run.resolve("model.safetensors"),
                data.resolve("images"),
                "--out",
                masks);
        while (!Files.exists(masks.resolve("c20_mask.png"))) {
            assertTrue(segment.isAlive(), read("err"));
            TimeUnit.MILLISECONDS.sleep(5);
        }
        interrupt(segment);
        assertTrue(segment.waitFor(60, TimeUnit.SECONDS), "the process did not end: " + read("err"));
        assertTrue(segment.exitValue() > 128, "exit code " + segment.exitValue());
        List<Path> written;
        try (Stream<Path> files = Files.list(masks)) {
            written = files.toList();
        }
        assertTrue(written.size() < 800, "it was done before it was interrupted");
        for (Path file : written) {
            assertTrue(file.toString().endsWith(".png"), file + " is left over");
            ImageFile.read(file);
            Path other = masks.resolve(file.getFileName()
                    .toString()
                    .replace("_mask", "_other")
                    .replace("_overlay", "_mask")
                    .replace("_other", "_overlay"));
            assertTrue(Files.exists(other), other + " is missing");
        }
    }

    private static String last(Path run) throws IOException {
        try (Stream<Path> folders = Files.list(run)) {
            return folders.map(f -> f.getFileName().toString())
                    .filter(n -> n.startsWith("step-") && !n.endsWith(".tmp"))
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
        }
    }

    /** SIGINT; a process whose parent ignores it, as background jobs of a shell do, gets SIGTERM. */
    private static void interrupt(Process process) throws IOException, InterruptedException {
        Path status = Path.of("/proc/" + process.pid() + "/status");
        boolean ignored = Files.exists(status)
                && Files.readAllLines(status).stream()
                        .filter(l -> l.startsWith("SigIgn:"))
                        .anyMatch(l ->
                                (Long.parseUnsignedLong(l.substring(7).strip(), 16) >> (INTERRUPT - 1) & 1) == 1);
        String signal = ignored ? "-TERM" : "-INT";
        assertEquals(
                0,
                new ProcessBuilder("kill", signal, "" + process.pid()).start().waitFor());
    }
}
