package org.delineate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.delineate.train.History;
import org.delineate.train.RunFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * An experiment that is killed with SIGKILL at random moments and resumed gives the table of one that nobody disturbed,
 * to the last byte, and repeats no run that was finished.
 *
 * <p>Each build kills twice among three runs, the second time two processes of {@code --jobs 2} with their parent. The
 * long form, whose result is in docs/results/experiment-kill.md:
 *
 * <pre>mvn -pl cli -am test -Dtest=ExperimentKillTest -Dsurefire.failIfNoSpecifiedTests=false -Druns=12 -Dkills=5</pre>
 */
@EnabledOnOs({OS.LINUX, OS.MAC})
class ExperimentKillTest {
    private static final int RUNS = Integer.getInteger("runs", 3);
    private static final int KILLS = Integer.getInteger("kills", 2);
    private static final long SEED = Long.getLong("test.seed", System.nanoTime());
    private static final int EPOCHS = 3;

    @TempDir
    private Path folder;

    private final Random random = new Random(SEED);

    @Test
    @Timeout(3600)
    void killedAndResumedGivesTheSameTable() throws Exception {
        System.out.println("ExperimentKillTest: " + RUNS + " runs, " + KILLS + " kills, -Dtest.seed=" + SEED);
        Path data = Discs.write(folder.resolve("discs"), 10, 0, 5);
        Path file = experiment(data);
        Path undisturbed = folder.resolve("undisturbed");
        Cli whole = Cli.run(arguments(file, data, undisturbed));
        assertEquals(0, whole.code(), whole.err());

        Path killed = folder.resolve("killed");
        for (int kill = 1; kill <= KILLS; kill++) {
            int epochs = RUNS * EPOCHS * kill / (KILLS + 1);
            int delayMs = random.nextInt(400);
            Map<String, FileTime> finished = finished(killed);
            Process process = start(arguments(file, data, killed, more(kill)));
            while (epochs(killed) < epochs) {
                assertTrue(process.isAlive(), Files.readString(folder.resolve("err")));
                Thread.sleep(5);
            }
            Thread.sleep(delayMs);
            process.destroyForcibly();
            assertEquals(137, process.waitFor(), "it was done before it was killed");
            finished.forEach((run, time) -> assertEquals(time, finished(killed).get(run), run + " was repeated"));
            System.out.println("kill " + kill + ": after " + epochs + " epochs and " + delayMs + " ms, "
                    + finished(killed).size() + " runs finished");
        }
        assertTrue(Files.readString(killed.resolve("index.html")).contains("http-equiv=\"refresh\""), "it runs");
        Map<String, FileTime> finished = finished(killed);
        Cli rest = Cli.run(arguments(file, data, killed, "--resume"));
        assertEquals(0, rest.code(), rest.err());
        finished.forEach((run, time) -> assertEquals(time, finished(killed).get(run), run + " was repeated"));
        assertEquals(RUNS, finished(killed).size());
        for (String result : List.of("results.csv", "results.md", "results.tex", "per-image.csv")) {
            assertEquals(Files.readString(undisturbed.resolve(result)), Files.readString(killed.resolve(result)));
        }
        assertTrue(Files.readString(killed.resolve("results.csv")).lines().count() > RUNS);
        List<Path> comparisons = comparisons(undisturbed);
        assertEquals(2 * RUNS / 3, comparisons.size(), "rows are compared for each split and post-processing");
        for (Path csv : comparisons) {
            Path other = killed.resolve(undisturbed.relativize(csv));
            assertEquals(numbers(csv), numbers(other));
        }
        String page = Files.readString(killed.resolve("index.html"));
        assertTrue(page.contains(RUNS + " of " + RUNS + " runs are done") && !page.contains("refresh"), page);

        Cli again = Cli.run(arguments(file, data, killed));
        assertEquals(1, again.code(), again.err());
        assertTrue(again.err().contains("already holds an experiment: add --resume"), again.err());
    }

    /** All but the protocol, which names the commands and so the folders. */
    private static List<String> numbers(Path csv) throws IOException {
        List<String> lines = Files.readAllLines(csv).stream()
                .filter(line -> line.matches("(scores|pairs)-.*"))
                .toList();
        assertTrue(lines.size() > 10, lines::toString);
        return lines;
    }

    private static List<Path> comparisons(Path out) throws IOException {
        try (Stream<Path> files = Files.walk(out.resolve("comparison"))) {
            return files.filter(f -> f.endsWith("comparison.csv")).toList();
        }
    }

    /** The last kill hits two processes and their parent, where there are so many runs. */
    private static String[] more(int kill) {
        List<String> more = new ArrayList<>(kill == 1 ? List.of() : List.of("--resume"));
        more.addAll(kill == KILLS && kill > 1 ? List.of("--jobs", "2") : List.of());
        return more.toArray(String[]::new);
    }

    private Path experiment(Path data) throws IOException {
        int repeats = (RUNS + 2) / 3;
        assertEquals(0, RUNS % 3, "runs come in threes");
        String text = """
                {"title": "Killed", "source": {"paper": "none"},
                 "data": {"discs": {"layout": "images/ and masks/", "from": "the test", "licence": "none",
                                    "split": {"ratio": [0.5, 0.2, 0.3], "repeats": %d}}},
                 "train": {"size": 32, "batch": 2, "epochs": %d, "threads": 1, "precision": "float32",
                           "saveEverySteps": 1},
                 "scoring": {"masks": ["none", "rca-iunet"]},
                 "rows": [{"name": "UNeXt-S", "network": "unext-s"},
                          {"name": "MALUNet", "network": "malunet"},
                          {"name": "UNeXt-S, again", "network": "unext-s", "train": {"learningRate": 1e-3},
                           "from": {"row": "UNeXt-S", "data": "discs"}}]}
                """.formatted(repeats, EPOCHS);
        return Files.writeString(folder.resolve("killed.json"), text);
    }

    private Object[] arguments(Path file, Path data, Path out, String... more) {
        List<Object> arguments = new ArrayList<>(List.of("experiment", file, "--data", "discs=" + data, "--out", out));
        arguments.addAll(List.of("--audit-cache", folder.resolve("audits")));
        arguments.addAll(List.of(more));
        return arguments.toArray();
    }

    private Process start(Object... arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        for (Object argument : arguments) {
            line.add(argument.toString());
        }
        return new ProcessBuilder(line)
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();
    }

    private static List<Path> runs(Path out) {
        if (!Files.isDirectory(out.resolve("runs"))) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(out.resolve("runs"))) {
            return all.sorted().toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int epochs(Path out) {
        return runs(out).stream()
                .mapToInt(r -> History.read(new RunFolder(r).history()).size())
                .sum();
    }

    /** The trainings that came to their ends, and when. */
    private static Map<String, FileTime> finished(Path out) {
        Map<String, FileTime> finished = new TreeMap<>();
        for (Path run : runs(out)) {
            Path file = run.resolve("finished.json");
            try {
                if (Files.exists(file)) {
                    finished.put(run.getFileName().toString(), Files.getLastModifiedTime(file));
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
        return finished;
    }
}
