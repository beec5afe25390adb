package org.delineate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The shell's part of a start, with a program in Java's place that writes down how it was called. */
@EnabledOnOs(OS.LINUX)
class LauncherTest {
    private static final String ARCHIVE = "-XX:SharedArchiveFile=";

    @TempDir
    private Path folder;

    private Path home;

    @BeforeEach
    void install() throws IOException {
        home = Files.createDirectories(folder.resolve("a home"));
        for (String file : List.of("delineate", "engine.sh")) {
            Files.copy(Path.of("..", file), home.resolve(file));
        }
        Files.createDirectories(home.resolve("cli/target"));
        Files.writeString(home.resolve("cli/target/delineate.jar"), "no jar");
        Files.createDirectories(folder.resolve("jdk/bin"));
        Files.writeString(
                folder.resolve("jdk/release"), "JAVA_RUNTIME_VERSION=\"17.0.1+2\"\nJAVA_VERSION=\"17.0.1\"\n");
        java("for word; do case $word in -XX:SharedArchiveFile=*) echo classes >\"${word#*=}\" ;; esac; done");
    }

    /** @param dump what it does when it is to write an archive */
    private void java(String dump) throws IOException {
        Path java = folder.resolve("jdk/bin/java");
        Files.writeString(java, """
                #!/bin/sh
                echo "$@" >>"$CALLS"
                case "$*" in *-Xshare:dump*) %s ;; esac
                env >"$CALLS.environment"
                """.formatted(dump));
        assertTrue(java.toFile().setExecutable(true));
    }

    private Process begin(Map<String, String> environment, String... words) throws IOException {
        List<String> line =
                new ArrayList<>(List.of("sh", home.resolve("delineate").toString()));
        line.addAll(words.length == 0 ? List.of("segment", "x y") : List.of(words));
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile());
        List.of("LD_PRELOAD", "GLIBC_TUNABLES", "MALLOC_ARENA_MAX", "JAVA_OPTS", "GOMP_SPINCOUNT")
                .forEach(builder.environment()::remove);
        builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
        builder.environment().put("CALLS", folder.resolve("calls").toString());
        builder.environment().putAll(environment);
        return builder.start();
    }

    private List<String> start(Map<String, String> environment, String... words) throws Exception {
        Files.deleteIfExists(folder.resolve("calls"));
        assertEquals(0, begin(environment, words).waitFor(), this::said);
        return Files.readAllLines(folder.resolve("calls"));
    }

    private String said() {
        try {
            return Files.readString(folder.resolve("said"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, String> environment() throws IOException {
        Map<String, String> all = new TreeMap<>();
        for (String line : Files.readAllLines(folder.resolve("calls.environment"))) {
            all.put(line.replaceFirst("=.*", ""), line.substring(line.indexOf('=') + 1));
        }
        return all;
    }

    private List<String> written() throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("cli/target"))) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void rehearsesOnceAndThenUsesTheArchive() throws Exception {
        List<String> first = start(Map.of());
        assertEquals(3, first.size(), "rehearsal, archive, the command itself: " + first);
        assertTrue(first.get(0).contains("demo --epochs 1"), first.get(0));
        assertTrue(said().contains("preparing quick starts with Java 17.0.1+2"), said());
        String archive = "classes-17.0.1+2.jsa";
        assertTrue(first.get(2).contains(ARCHIVE + home.resolve("cli/target").resolve(archive)), first.get(2));
        assertTrue(first.get(2).endsWith("delineate.jar segment x y"), first.get(2));
        assertEquals(List.of(archive, "delineate.jar"), written());
        assertEquals(1, start(Map.of()).size());
        assertEquals("", said());
    }

    /** With `script`, which gives a program a terminal; standard error and output go there, or one of them to a file. */
    @ParameterizedTest
    @CsvSource({"'', true, true", "2>errors, false, true", ">results, true, false", ">results 2>&1, false, false"})
    void saysWhichStreamsATerminalShows(String redirection, boolean error, boolean output) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "there is no `script`");
        start(Map.of());
        Files.delete(folder.resolve("calls"));
        String inner = "sh '" + home.resolve("delineate") + "' segment x " + redirection;
        for (String none : List.of("", "1")) {
            ProcessBuilder shown = new ProcessBuilder("script", "-qec", inner, "/dev/null");
            shown.environment()
                    .putAll(Map.of(
                            "JAVA_HOME",
                            folder.resolve("jdk").toString(),
                            "CALLS",
                            folder.resolve("calls").toString(),
                            "TERM",
                            "xterm",
                            "NO_COLOR",
                            none));
            Process process = shown.directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("said").toFile())
                    .redirectInput(Path.of("/dev/null").toFile())
                    .start();
            assertEquals(0, process.waitFor(), this::said);
            List<String> calls = Files.readAllLines(folder.resolve("calls"));
            String call = calls.get(calls.size() - 1);
            assertTrue(call.contains("-Ddelineate.terminal=" + error + " "), call);
            assertTrue(call.contains("-Ddelineate.terminal.out=" + output + " "), call);
            assertTrue(call.contains("-Dpicocli.ansi=" + (output && none.isEmpty()) + " "), call);
            assertTrue(call.contains("-Ddelineate.colour=" + (error && none.isEmpty()) + " "), call);
        }
    }

    @Test
    void rehearsesAgainAfterABuildAndForAnotherJava() throws Exception {
        start(Map.of());
        Thread.sleep(20); // two times of the clock that the file system keeps
        Files.writeString(home.resolve("cli/target/delineate.jar"), "newer");
        assertEquals(3, start(Map.of()).size());
        Files.writeString(folder.resolve("jdk/release"), "JAVA_RUNTIME_VERSION=\"25+1\"\nJAVA_VERSION=\"25\"\n");
        List<String> calls = start(Map.of());
        assertEquals(3, calls.size());
        assertTrue(calls.get(2).contains("classes-25+1.jsa"), calls.get(2));
    }

    @Test
    void startsWithoutAnArchiveWhereNoneCouldBeMadeAndTriesOnce() throws Exception {
        java("echo broken; exit 1");
        List<String> first = start(Map.of());
        assertFalse(first.get(2).contains(ARCHIVE), first.get(2));
        assertFalse(said().contains("broken"), said());
        List<String> second = start(Map.of());
        assertEquals(1, second.size());
        assertFalse(second.get(0).contains(ARCHIVE), second.get(0));
        Files.delete(folder.resolve("jdk/release"));
        assertEquals(1, start(Map.of()).size(), "a Java that does not tell its version");
    }

    @Test
    void twoAtOnceLeaveOneWholeArchive() throws Exception {
        Process one = begin(Map.of());
        Process other = begin(Map.of());
        assertEquals(0, one.waitFor());
        assertEquals(0, other.waitFor());
        assertEquals(List.of("classes-17.0.1+2.jsa", "delineate.jar"), written());
        assertEquals(1, start(Map.of()).size());
    }

    /** Maven's last line has no end, and a code of the terminal in it. */
    private void maven(String lines, String end) throws IOException {
        Path tools = Files.createDirectories(folder.resolve("tools"));
        Files.writeString(
                tools.resolve("mvn"), "#!/bin/sh\ncat <<'END'\n" + lines + "END\nprintf '\\033[0m'\n" + end + "\n");
        assertTrue(tools.resolve("mvn").toFile().setExecutable(true));
        Files.delete(home.resolve("cli/target/delineate.jar"));
    }

    @Test
    void saysHowFarTheBuildIsWithoutCodesOfTheTerminal() throws Exception {
        maven(
                "[INFO] Building Delineate core 0.1.0                [2/4]\n"
                        + "Downloaded from central: https://repository/some.jar (3.1 MB at 2.0 MB/s)\n"
                        + "[INFO] Building Delineate page 0.1.0                [3/4]\n",
                "touch cli/target/delineate.jar");
        start(Map.of("PATH", folder.resolve("tools") + ":" + System.getenv("PATH")));
        assertTrue(said().contains("delineate: building: Delineate core (2/4)\n"), said());
        assertTrue(said().contains("delineate: building: Delineate page (3/4)\n"), said());
        assertFalse(said().contains("\033"), said());
    }

    @Test
    void showsWhyABuildFailed() throws Exception {
        maven("[INFO] Building Delineate core 0.1.0 [2/4]\n[ERROR] No disk space left\n", "exit 1");
        Process process = begin(Map.of("PATH", folder.resolve("tools") + ":" + System.getenv("PATH")));
        assertEquals(1, process.waitFor());
        assertTrue(said().contains("[ERROR] No disk space left"), said());
        assertTrue(said().endsWith("delineate: the build failed; the reason stands above\n"), said());
    }

    @Test
    void leavesTheSecondCompilerToLongRuns() throws Exception {
        assertTrue(start(Map.of(), "segment", "x").toString().contains("TieredStopAtLevel=1 -XX:Shared"));
        assertTrue(start(Map.of(), "--debug", "segment").toString().contains("TieredStopAtLevel=1"));
        assertFalse(start(Map.of(), "train", "x").toString().contains("TieredStopAtLevel"));
        assertFalse(start(Map.of(), "--debug", "train").toString().contains("TieredStopAtLevel"));
    }

    @Test
    void addsSparkForArchivesAlone() throws Exception {
        Files.createDirectories(home.resolve("spark/target/lib"));
        Files.writeString(home.resolve("spark/target/delineate-spark.jar"), "no jar");
        List<String> calls = start(Map.of(), "archive", "x y", "--out", "z");
        String last = calls.get(calls.size() - 1);
        assertTrue(last.contains("@" + home.resolve("spark/java.options")), last);
        assertTrue(last.contains("delineate-spark.jar:" + home.resolve("spark/target/lib/*")), last);
        assertTrue(last.endsWith("org.delineate.cli.Main archive x y --out z"), last);
        assertFalse(start(Map.of(), "segment", "archive").toString().contains("spark"));
    }

    @Test
    void makesTheAllocatorKeepLargeMaps() throws Exception {
        start(Map.of());
        Map<String, String> found = environment();
        assertEquals("1000", found.get("GOMP_SPINCOUNT"));
        assertEquals("1", found.get("OPENBLAS_NUM_THREADS"));
        boolean preloaded = found.getOrDefault("LD_PRELOAD", "").contains("tcmalloc");
        boolean told = "1".equals(found.get("MALLOC_ARENA_MAX")) && found.containsKey("MALLOC_TRIM_THRESHOLD_");
        assertTrue(preloaded ^ told, found.toString());
    }

    /** Names in other scripts under the locales of cron, containers and old servers; the real program reads them. */
    @ParameterizedTest
    @ValueSource(strings = {"C", "POSIX", "xx_XX.UTF-8"})
    void readsNamesInAllScriptsInEveryLocale(String locale) throws Exception {
        Path data = folder.resolve("data");
        Discs.write(data, 3, 0, 1);
        writeNames(data);
        Files.delete(folder.resolve("jdk/release")); // no rehearsal
        Files.writeString(folder.resolve("jdk/bin/java"), """
                #!/bin/sh
                while [ "$1" != -jar ]; do shift; done
                shift 2
                exec "%s/bin/java" -cp "%s" %s "$@"
                """.formatted(
                        System.getProperty("java.home"), System.getProperty("java.class.path"), Main.class.getName()));
        Process process = begin(Map.of("LC_ALL", locale), "data", "inspect", data.toString());
        assertEquals(0, process.waitFor(), this::said);
        assertTrue(said().contains("layout images-masks, 3 cases"), said());
        assertTrue(said().contains("images/\u56fe.png + masks/\u56fe.png"), said());
        assertTrue(said().contains("images/\u00e9.png + masks/\u00e9.png"), said());
    }

    /** The test's own locale may not know these names: the shell writes their bytes. */
    private void writeNames(Path data) throws Exception {
        String script = "for d in images masks; do mv $d/c00.png $d/$(printf '\\345\\233\\276').png;"
                + " mv $d/c01.png $d/$(printf '\\303\\251').png; done";
        Process shell = new ProcessBuilder("sh", "-c", script)
                .directory(data.toFile())
                .inheritIO()
                .start();
        assertEquals(0, shell.waitFor());
    }

    @Test
    void setsALocaleOnlyWhereThereIsNone() throws Exception {
        start(Map.of("LC_ALL", "C"));
        assertEquals("C.UTF-8", environment().get("LC_ALL"));
        start(Map.of("LC_ALL", "C.UTF-8"));
        assertEquals("C.UTF-8", environment().get("LC_ALL"));
        Path tools = Files.createDirectories(folder.resolve("tools"));
        Files.writeString(tools.resolve("locale"), "#!/bin/sh\necho ANSI_X3.4-1968\n");
        assertTrue(tools.resolve("locale").toFile().setExecutable(true));
        start(Map.of("LC_ALL", "C", "PATH", tools + ":" + System.getenv("PATH")));
        assertEquals("C", environment().get("LC_ALL"), "a system without any UTF-8");
        Files.writeString(tools.resolve("locale"), "#!/bin/sh\necho ISO-8859-15\n");
        start(Map.of("LC_ALL", "de_DE@euro", "PATH", tools + ":" + System.getenv("PATH")));
        assertEquals("de_DE@euro", environment().get("LC_ALL"));
    }

    @Test
    void leavesAloneWhatTheUserSet() throws Exception {
        List<String> calls = start(Map.of(
                "GLIBC_TUNABLES", "glibc.malloc.arena_max=3", "GOMP_SPINCOUNT", "7", "JAVA_OPTS", "-Xmx1g -Xint"));
        Map<String, String> found = environment();
        assertEquals("7", found.get("GOMP_SPINCOUNT"));
        assertFalse(found.containsKey("MALLOC_ARENA_MAX") || found.containsKey("LD_PRELOAD"), found.toString());
        String last = calls.get(calls.size() - 1);
        assertTrue(last.contains("-Xmx1g -Xint -jar"), last);
    }
}
