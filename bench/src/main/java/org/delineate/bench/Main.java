package org.delineate.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.delineate.bench.Task.Kind;
import org.delineate.file.AtomicFile;
import org.delineate.file.Build;
import org.delineate.file.Json;
import org.delineate.nn.engine.Engine;
import org.delineate.nn.engine.Machine;
import org.delineate.nn.engine.Processor;
import org.delineate.zoo.Zoo;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Compares this library with every peer: {@code bench/run}. */
@Command(
        name = "bench/run",
        description = "Times networks here and elsewhere, one process after the other.",
        footer = {
            "",
            "A processor with AVX2 alone is imitated, for every peer but ONNX Runtime, which has no switch, by",
            "  ONEDNN_MAX_CPU_ISA=AVX2 ATEN_CPU_CAPABILITY=avx2 bench/run ..."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class Main implements Callable<Integer> {
    @Option(
            names = "--networks",
            split = ",",
            paramLabel = "ID",
            defaultValue =
                    "unet,attention-unet,unext,cmunext,trans-unet,pranet,scrnet,aru-net,sc-unext,rca-iunet,bsanet",
            description = "Ids of the zoo (default: ${DEFAULT-VALUE}).")
    private List<String> networks;

    @Option(
            names = "--peers",
            split = ",",
            paramLabel = "ID",
            description = "Who takes part (default: all that the processor's class, or the one that is imitated, "
                    + "allows).")
    private List<String> peers;

    @Option(
            names = "--what",
            split = ",",
            paramLabel = "KIND",
            defaultValue = "inference,training",
            description = "inference, training (default: ${DEFAULT-VALUE}).")
    private List<Kind> kinds;

    @Option(
            names = "--threads",
            split = ",",
            paramLabel = "N",
            defaultValue = "2,1",
            description = "Threads of the operations (default: ${DEFAULT-VALUE}).")
    private List<Integer> threads;

    @Option(
            names = "--batch",
            split = ",",
            paramLabel = "N",
            defaultValue = "1,8",
            description = "Pictures at once, at most 8 (default: ${DEFAULT-VALUE}).")
    private List<Integer> batches;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "9",
            description = "Rounds of a task at most (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "40",
            description = "No round of a task begins later, but for the first (default: ${DEFAULT-VALUE}).")
    private double seconds;

    @Option(
            names = "--slow",
            paramLabel = "S",
            defaultValue = "10",
            description = "A first run that takes longer is counted, not repeated (default: ${DEFAULT-VALUE}).")
    private double slow;

    @Option(
            names = "--most",
            paramLabel = "S",
            defaultValue = "600",
            description = "A run that takes longer is ended and counts as this long (default: ${DEFAULT-VALUE}).")
    private double most;

    @Option(
            names = "--python",
            paramLabel = "FILE",
            defaultValue = "/usr/bin/python3",
            description = "The Python whose PyTorch takes part (default: ${DEFAULT-VALUE}).")
    private Path python;

    @Option(
            names = "--quick",
            description =
                    "In minutes: four networks (or those of --networks), 2 threads, the peers that the figures need.")
    private boolean quick;

    @Option(names = "--json", description = "End with one line of JSON: the geometric means of the ratios.")
    private boolean json;

    @Option(names = "--resume", description = "Go on where the last run of this commit on this machine stopped.")
    private boolean resume;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "The page (default: docs/results/bench-MACHINE-COMMIT.md; none with --quick).")
    private Path out;

    @Spec
    private CommandSpec spec;

    public static void main(String[] arguments) {
        CommandLine line = new CommandLine(new Main());
        line.setUsageHelpAutoWidth(true);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((e, l, parsed) -> {
            System.err.println("bench/run: " + e.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        });
        System.exit(line.execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        BenchmarkPlan plan = plan(); // before the old measurements are deleted: a wrong option costs nothing
        Path home = Path.of(System.getProperty(Peer.HOME, "")).toAbsolutePath();
        Machine machine = Machine.here();
        String name = machineId(machine) + "-" + commit() + (quick ? "-quick" : "");
        MeasurementFile measurements =
                new MeasurementFile(home.resolve("bench/target/cells-" + name + ".jsonl"), resume);
        String before = describe(machine);
        System.err.println("bench/run: measures the class \"" + machineClass(machine) + "\"");
        System.setProperty(Peer.PYTHON_FILE, python.toString());
        measure(plan, measurements);
        String text = new ResultsPage(measurements.results(), before, commit(), command()).text();
        System.out.println(text);
        if (out != null || !quick) {
            AtomicFile.write(out != null ? out : home.resolve("docs/results/bench-" + name + ".md"), text);
        }
        if (json) {
            System.out.println(Json.line(figures(measurements.results(), machineClass(machine))));
        }
        return CommandLine.ExitCode.OK;
    }

    private BenchmarkPlan plan() {
        networks.forEach(Zoo::of);
        List<Peer> supporting =
                peers == null ? Peer.byDefault() : peers.stream().map(Peer::of).toList();
        boolean chosen = spec.commandLine().getParseResult().hasMatchedOption("--networks");
        return quick
                ? BenchmarkPlan.quick(chosen ? networks : BenchmarkPlan.QUICK_NETWORKS)
                : BenchmarkPlan.full(
                        networks,
                        kinds,
                        batches,
                        threads,
                        supporting,
                        new Comparison.Budget(rounds, seconds, slow, most, true));
    }

    private static void measure(BenchmarkPlan plan, MeasurementFile file) throws IOException {
        long start = System.nanoTime();
        Path folder = Files.createTempDirectory("delineate-bench");
        try (Comparison comparison = new Comparison(folder)) {
            int count = 0;
            for (BenchmarkPlan.Item item : plan.items()) {
                count++;
                List<Peer> missing = item.peers().stream()
                        .filter(p -> !file.has(item.task(), p))
                        .toList();
                if (missing.isEmpty()) {
                    continue;
                }
                List<Measurement> measurements = comparison.measure(item.task(), missing, item.budget());
                file.add(measurements);
                double minutes = (System.nanoTime() - start) / 60e9;
                String said = measurements.stream().map(Main::brief).collect(Collectors.joining(", "));
                System.err.printf(
                        Locale.ROOT,
                        "[%d/%d, %.1f min] %s: %s%n",
                        count,
                        plan.items().size(),
                        minutes,
                        item.task(),
                        said);
            }
        } finally {
            delete(folder);
        }
    }

    private static String brief(Measurement c) {
        return c.isMeasured()
                ? String.format(
                        Locale.ROOT,
                        "%s %s%.1f ms (%d)",
                        c.peer().id(),
                        c.isAborted() ? "> " : "",
                        c.median(),
                        c.rounds())
                : c.peer().id() + " not measured: " + c.problem();
    }

    /**
     * Returns the figures of --json: the class of the processor, the ratios, of which higher is better for us (null
     * where nothing was measured), and the names of those that are at least so high, because a peer's runs were ended.
     */
    static Map<String, Object> figures(Results r, String machineClass) {
        int most = r.tasks().stream().mapToInt(Task::threads).max().orElse(1);
        Map<String, Results.Mean> means = new LinkedHashMap<>();
        means.put("inference_vs_libtorch", r.mean(r.tasks(Kind.INFERENCE, most), Peer.LIBTORCH));
        means.put("training_vs_libtorch", r.mean(r.tasks(Kind.TRAINING, most), Peer.LIBTORCH));
        means.put("inference_vs_onnxruntime", r.mean(r.tasks(Kind.INFERENCE, most), Peer.ONNX_RUNTIME));
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("processor", machineClass);
        means.forEach((name, mean) -> figures.put(name, mean.orNull()));
        figures.put(
                "at_least",
                means.keySet().stream().filter(n -> means.get(n).least()).toList());
        return figures;
    }

    /** Returns the class that is measured, and that it is imitated where it is. */
    private static String machineClass(Machine machine) {
        return machine.kind() + (Processor.isImitated() ? ", imitated" : "");
    }

    private static String machineId(Machine machine) {
        String words = machine.processor() + "-" + machine.cores() + "-cores"
                + (Processor.isImitated() ? "-as-" + machine.kind() : "");
        return words.toLowerCase(Locale.ROOT)
                .replaceAll("\\([^)]*\\)|processor|cpu", "")
                .replaceAll("[^a-z0-9]+", "-");
    }

    /** Describes the machine, with the load of other programs: above half a core, the figures are worth little. */
    private static String describe(Machine machine) {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        String before = load < 0 ? "" : String.format(Locale.ROOT, ", load of the last minute %.1f", load);
        return machine.processor() + ", " + machine.cores() + " cores, class " + machineClass(machine)
                + ", caches (" + Engine.caches() + "), "
                + (machine.memoryBytes() >> 30) + " GiB, " + machine.os()
                + ", Java " + machine.java() + ", " + Engine.version()
                + before;
    }

    private static String commit() {
        String commit = Build.CURRENT.commit();
        return commit.isEmpty() ? "unknown" : commit;
    }

    private String command() {
        return "bench/run "
                + String.join(" ", spec.commandLine().getParseResult().originalArgs());
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path p : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(p);
            }
        }
    }
}
