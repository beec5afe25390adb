package org.delineate.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.delineate.bench.Task.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Runs the command on measurements that are there already, so that no process starts. */
class MainTest {
    private static final String[] ONE_TASK = {
        "--networks",
        "unet",
        "--peers",
        "ours-float32,libtorch",
        "--what",
        "inference",
        "--threads",
        "2",
        "--batch",
        "1"
    };

    @TempDir
    private Path home;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private String homeBefore;
    private String pythonBefore;
    private String problem;

    @BeforeEach
    void moveHome() {
        homeBefore = System.setProperty(Peer.HOME, home.toString());
        pythonBefore = System.getProperty(Peer.PYTHON_FILE);
    }

    @AfterEach
    void restore() {
        restore(Peer.HOME, homeBefore);
        restore(Peer.PYTHON_FILE, pythonBefore);
    }

    private static void restore(String name, String before) {
        if (before == null) {
            System.clearProperty(name);
        } else {
            System.setProperty(name, before);
        }
    }

    private int run(List<String> more) {
        CommandLine line = new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((e, l, parsed) -> {
            problem = e.getMessage();
            return 1;
        });
        PrintStream out = System.out;
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            return line.execute(more.toArray(String[]::new));
        } finally {
            System.setOut(out);
        }
    }

    private static List<String> oneTask(String... more) {
        List<String> all = new ArrayList<>(List.of(ONE_TASK));
        all.addAll(List.of(more));
        return all;
    }

    /** Finds out the name of the file from the error where there is no folder for it. */
    private Path measurementFile() throws IOException {
        Path target = home.resolve("bench/target");
        Files.createDirectories(target.getParent());
        Files.writeString(target, "no folder");
        assertEquals(1, run(oneTask()));
        Matcher named = Pattern.compile("cannot use (\\S+/cells-[a-z0-9+-]+\\.jsonl): .+")
                .matcher(problem);
        assertTrue(named.matches(), problem);
        Files.delete(target);
        return Path.of(named.group(1));
    }

    private static Measurement measured(Task task, Peer peer, double... ms) {
        return new Measurement(
                task, peer, new Measurement.Times(ms, ms, false), 0, new float[] {.5f}, "engine 1", null);
    }

    private static void writeMeasurements(Path file) {
        MeasurementFile measurements = new MeasurementFile(file, false);
        for (int side : new int[] {1024, 2048, 3072}) {
            Task product = Task.matmul(side, 2);
            measurements.add(List.of(measured(product, Peer.PEAK_FLOAT32, 10), measured(product, Peer.PEAK_BF16, 5)));
        }
        Task task = new Task("unet", Kind.INFERENCE, 1, 2);
        measurements.add(List.of(measured(task, Peer.OURS_FLOAT32, 100), measured(task, Peer.LIBTORCH, 250)));
    }

    @Test
    void resumesAFinishedRunWithoutMeasuringAndWritesThePage() throws IOException {
        Path file = measurementFile();
        writeMeasurements(file);
        String before = Files.readString(file);
        Path page = home.resolve("page.md");
        assertEquals(0, run(oneTask("--resume", "--json", "--out", page.toString())), problem);
        assertEquals(before, Files.readString(file));
        String text = Files.readString(page);
        assertTrue(text.contains("| unet | 1 | ours, float32 | 1 | 100 | 100..100 | 2.50 |"), text);
        assertTrue(text.contains("\nbench/run --networks unet --peers ours-float32,libtorch"), text);
        assertTrue(text.contains("float32 5798 GFLOP/s"), "2 x 3072^3 operations in 10 ms: " + text);
        String out = printed.toString(StandardCharsets.UTF_8);
        assertTrue(out.startsWith(text), out);
        assertTrue(
                out.endsWith("\"inference_vs_libtorch\":2.5,\"training_vs_libtorch\":null,"
                        + "\"inference_vs_onnxruntime\":null,\"at_least\":[]}" + System.lineSeparator()),
                out);
    }

    /** A peer that was ended after 30 s is at least so much slower: the line of JSON has to say so. */
    @Test
    void theFiguresNameLowerBounds() {
        Task task = new Task("unet", Kind.INFERENCE, 1, 2);
        Measurement.Times ended = new Measurement.Times(new double[] {30_000}, new double[] {30_000}, true);
        Measurement peer = new Measurement(task, Peer.LIBTORCH, ended, 0, null, "", null);
        Map<String, Object> figures =
                Main.figures(new Results(List.of(measured(task, Peer.OURS_FLOAT32, 100), peer)), "AVX2");
        assertEquals(300.0, figures.get("inference_vs_libtorch"));
        assertEquals(List.of("inference_vs_libtorch"), figures.get("at_least"));
        assertEquals("AVX2", figures.get("processor"));
    }

    @Test
    void writesThePageIntoTheCheckoutUnlessToldOtherwise() throws IOException {
        writeMeasurements(measurementFile());
        assertEquals(0, run(oneTask("--resume")), problem);
        try (var pages = Files.list(home.resolve("docs/results"))) {
            List<String> names = pages.map(p -> p.getFileName().toString()).toList();
            assertEquals(1, names.size(), names::toString);
            assertTrue(names.get(0).matches("bench-[a-z0-9+-]+\\.md"), names::toString);
        }
    }

    /** Hours of measurements lie in the file that a run without --resume deletes. */
    @Test
    void aWrongOptionCostsNoMeasurements() throws IOException {
        Path file = measurementFile();
        writeMeasurements(file);
        assertEquals(1, run(List.of("--networks", "unet,u-net")));
        assertTrue(problem.contains("\"u-net\""), problem);
        assertEquals(1, run(List.of("--peers", "libtorch,tensorflow")));
        assertTrue(problem.startsWith("unknown peer \"tensorflow\"; known: ours-float32, "), problem);
        assertEquals(1, run(List.of("--rounds", "0")));
        assertTrue(problem.startsWith("rounds must be at least 1"), problem);
        assertEquals(1, run(List.of("--batch", "0")));
        assertTrue(problem.startsWith("batch and threads must be at least 1, got 0 and 2"), problem);
        assertTrue(new MeasurementFile(file, true).has(Task.matmul(3072, 2), Peer.PEAK_BF16));
        assertFalse(Files.exists(home.resolve("docs")));
    }
}
