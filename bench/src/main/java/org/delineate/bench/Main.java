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
import org.delineate.bench.Task.What;
import org.delineate.file.AtomicFile;
import org.delineate.file.Build;
import org.delineate.file.Json;
import org.delineate.nn.engine.Engine;
import org.delineate.nn.engine.Machine;
import org.delineate.zoo.Zoo;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Ours against every peer: {@code bench/run}. */
@Command(
        name = "bench/run",
        description = "Times networks here and elsewhere, one process after the other.",
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

    @Option(names = "--peers", split = ",", paramLabel = "ID", description = "Who takes part (default: all).")
    private List<String> peers;

    @Option(
            names = "--what",
            split = ",",
            paramLabel = "KIND",
            defaultValue = "inference,training",
            description = "inference, training (default: ${DEFAULT-VALUE}).")
    private List<What> whats;

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
        BenchmarkPlan program = program(); // before the ledger begins anew: a wrong option costs nothing
        Path home = Path.of(System.getProperty(Peer.HOME, "")).toAbsolutePath();
        Machine machine = Machine.here();
        String name = machineId(machine) + "-" + commit() + (quick ? "-quick" : "");
        MeasurementFile ledger = new MeasurementFile(home.resolve("bench/target/cells-" + name + ".jsonl"), resume);
        String before = words(machine);
        System.setProperty(Peer.PYTHON_FILE, python.toString());
        play(program, ledger);
        String text = new ResultsPage(ledger.results(), before, commit(), command()).text();
        System.out.println(text);
        if (out != null || !quick) {
            AtomicFile.write(out != null ? out : home.resolve("docs/results/bench-" + name + ".md"), text);
        }
        if (json) {
            System.out.println(Json.line(figures(ledger.results())));
        }
        return CommandLine.ExitCode.OK;
    }

    private BenchmarkPlan program() {
        networks.forEach(Zoo::of);
        List<Peer> able =
                peers == null ? Peer.all() : peers.stream().map(Peer::of).toList();
        boolean chosen = spec.commandLine().getParseResult().hasMatchedOption("--networks");
        return quick
                ? BenchmarkPlan.quick(chosen ? networks : BenchmarkPlan.QUICK_NETWORKS)
                : BenchmarkPlan.full(
                        networks,
                        whats,
                        batches,
                        threads,
                        able,
                        new Comparison.Plan(rounds, seconds, slow, most, true));
    }

    private static void play(BenchmarkPlan program, MeasurementFile ledger) throws IOException {
        long start = System.nanoTime();
        Path folder = Files.createTempDirectory("delineate-bench");
        try (Comparison match = new Comparison(folder)) {
            int count = 0;
            for (BenchmarkPlan.Item item : program.items()) {
                count++;
                List<Peer> missing = item.peers().stream()
                        .filter(p -> !ledger.has(item.task(), p))
                        .toList();
                if (missing.isEmpty()) {
                    continue;
                }
                List<Measurement> cells = match.play(item.task(), missing, item.plan());
                ledger.add(cells);
                double minutes = (System.nanoTime() - start) / 60e9;
                String said = cells.stream().map(Main::brief).collect(Collectors.joining(", "));
                System.err.printf(
                        Locale.ROOT,
                        "[%d/%d, %.1f min] %s: %s%n",
                        count,
                        program.items().size(),
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
                        c.cut() ? "> " : "",
                        c.median(),
                        c.milliseconds().length)
                : c.peer().id() + " not measured: " + c.problem();
    }

    /** Higher is better for us; null where nothing was measured. */
    static Map<String, Double> figures(Results r) {
        int most = r.tasks().stream().mapToInt(Task::threads).max().orElse(1);
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put(
                "inference_vs_libtorch",
                r.mean(r.tasks(What.INFERENCE, most), Peer.LIBTORCH).orNull());
        figures.put(
                "training_vs_libtorch",
                r.mean(r.tasks(What.TRAINING, most), Peer.LIBTORCH).orNull());
        figures.put(
                "inference_vs_onnxruntime",
                r.mean(r.tasks(What.INFERENCE, most), Peer.ONNX_RUNTIME).orNull());
        return figures;
    }

    private static String machineId(Machine machine) {
        String words = machine.processor() + "-" + machine.cores() + "-cores";
        return words.toLowerCase(Locale.ROOT)
                .replaceAll("\\([^)]*\\)|processor|cpu", "")
                .replaceAll("[^a-z0-9]+", "-");
    }

    /** With the load that others make before it begins: above half a core, the figures are worth little. */
    private static String words(Machine machine) {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        String before = load < 0 ? "" : String.format(Locale.ROOT, ", load of the last minute %.1f", load);
        return machine.processor() + ", " + machine.cores() + " cores, " + machine.instructions()
                + (machine.bf16() ? ", bf16" : "") + ", caches (" + Engine.caches() + "), "
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
