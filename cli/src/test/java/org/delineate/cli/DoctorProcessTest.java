package org.delineate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.delineate.file.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What `delineate doctor` advises in an environment that is set here. */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
@Timeout(120)
class DoctorProcessTest {
    private static final List<String> SET_HERE = List.of("GOMP_", "OPENBLAS_", "OMP_", "MALLOC_", "LD_PRELOAD");

    @TempDir
    private Path folder;

    private int run(Map<String, String> environment, String heap, String classes, String... arguments)
            throws Exception {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                heap,
                "-cp",
                classes,
                Main.class.getName()));
        line.addAll(List.of(arguments));
        ProcessBuilder process = new ProcessBuilder(line);
        process.environment().keySet().removeIf(name -> SET_HERE.stream().anyMatch(name::startsWith));
        process.environment().putAll(environment);
        return process.redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile())
                .start()
                .waitFor();
    }

    private String read(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }

    /** Returns what is found and the advice, by what is checked. */
    private Map<String, String> findings() throws IOException {
        Map<String, String> findings = new TreeMap<>();
        for (JsonNode f : Json.tree(folder.resolve("out"))) {
            findings.put(
                    f.get("what").asText(),
                    f.get("found").asText() + " | " + f.get("advice").asText());
        }
        return findings;
    }

    @Test
    void advisesWhatTheScriptWouldHaveSet() throws Exception {
        Map<String, String> environment = Map.of("GOMP_SPINCOUNT", "7");
        assertEquals(0, run(environment, "-Xmx512m", System.getProperty("java.class.path"), "doctor", "--json"));
        Map<String, String> findings = findings();
        assertEquals(
                "7 | idle threads would spin for long and slow every other program down: start with ./delineate, or"
                        + " set GOMP_SPINCOUNT=1000",
                findings.get("gomp spincount"));
        assertEquals(
                "not set | it would run threads of its own beside the engine's: start with ./delineate, or set"
                        + " OPENBLAS_NUM_THREADS=1",
                findings.get("openblas num threads"));
        assertEquals("0.5 GiB at most | give at least 1 GiB: JAVA_OPTS=-Xmx2g", findings.get("java heap"));
        assertEquals(
                "the system's, which gives large maps back and fetches them anew | up to half of the processor time:"
                        + " start with ./delineate, or apt install libtcmalloc-minimal4",
                findings.get("allocator"));
        assertTrue(findings.get("class archive").startsWith("none | start with ./delineate"), findings::toString);
    }

    @Test
    void findsNothingToDoWhereTheScriptHasSetIt() throws Exception {
        Map<String, String> environment = Map.of(
                "GOMP_SPINCOUNT", "1000",
                "OPENBLAS_NUM_THREADS", "1",
                "MALLOC_ARENA_MAX", "1",
                "MALLOC_MMAP_THRESHOLD_", "1073741824",
                "MALLOC_TRIM_THRESHOLD_", "2147483648");
        assertEquals(0, run(environment, "-Xmx2g", System.getProperty("java.class.path"), "doctor", "--json"));
        Map<String, String> findings = findings();
        assertEquals("1000 | ", findings.get("gomp spincount"));
        assertEquals("1 | ", findings.get("openblas num threads"));
        assertEquals("2.0 GiB at most | ", findings.get("java heap"));
        assertTrue(findings.get("allocator").startsWith("the system's, which keeps large maps | tcmalloc needs less"));
        assertTrue(findings.get("java").endsWith(" | "), findings::toString);
    }

    /** A folder of jars that is not whole: the words name the engine and what helps, and no trace is shown. */
    @Test
    void saysThatTheEngineCannotBeLoaded() throws Exception {
        String without = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(jar -> !jar.matches(".*/pytorch-[^/]*\\.jar"))
                .collect(Collectors.joining(File.pathSeparator));
        assertEquals(0, run(Map.of(), "-Xmx512m", without, "doctor", "--json"), read("err"));
        String engine = findings().get("engine");
        assertTrue(engine.startsWith("cannot be loaded: java.lang.NoClassDefFoundError: org/bytedeco/"), engine);
        assertTrue(engine.contains(" | it runs on Linux x86-64 (glibc), macOS arm64 and Windows x86-64"), engine);
        assertEquals(1, run(Map.of(), "-Xmx512m", without, "optimize", "--network", "unext-s"));
        String last = read("err").lines().reduce("", (a, b) -> b);
        assertTrue(last.startsWith("delineate: the engine cannot be loaded (java.lang."), read("err"));
        assertTrue(last.endsWith("): `delineate doctor` says more"), read("err"));
        assertFalse(read("err").contains("\tat "), read("err"));
    }
}
