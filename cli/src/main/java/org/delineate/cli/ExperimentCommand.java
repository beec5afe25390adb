package org.delineate.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import org.delineate.cli.console.CommandText;
import org.delineate.cli.console.Examples;
import org.delineate.cli.console.Exit;
import org.delineate.cli.console.Output;
import org.delineate.cli.console.ThisProgram;
import org.delineate.cli.console.UsageErrors;
import org.delineate.cli.option.AuditOption;
import org.delineate.cli.option.Numbers;
import org.delineate.cli.option.TrackingOptions;
import org.delineate.dataset.Dataset;
import org.delineate.dataset.audit.Digests;
import org.delineate.experiment.Estimate;
import org.delineate.experiment.ExperimentFolder;
import org.delineate.experiment.ExperimentRunner;
import org.delineate.experiment.Plan;
import org.delineate.experiment.PlanText;
import org.delineate.tracking.Tracking;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Trains and scores all rows of a table. */
@Command(
        name = "experiment",
        sortOptions = false,
        description = {
            "Trains and scores all rows of a table: data sets, networks, options, splits and seeds as one unit.",
            "It first shows the plan with estimated hours. It may be stopped or killed at any time; --resume "
                    + "continues it."
        },
        footerHeading = Examples.HEADING,
        footer = {
            "  delineate experiment experiments/busi.json --data busi=DIR --dry-run",
            "  delineate experiment experiments/busi.json --data busi=DIR --rehearse",
            "  delineate experiment experiments/busi.json --data busi=DIR --jobs 2"
        })
final class ExperimentCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "Experiment: a JSON file, such as those in experiments/.")
    private Path file;

    @Option(
            names = "--data",
            paramLabel = "NAME=DIR",
            description = "Folder of a data set of the experiment; again for each. Runs on others are left out.")
    private Map<String, Path> data = new LinkedHashMap<>();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder of the experiment, to write to (default: runs/ and the file's name, followed by"
                    + " -rehearsal with --rehearse).")
    private Path out;

    @Option(names = "--resume", description = "Continue the experiment in the folder; finished runs are not repeated.")
    private boolean resume;

    @Option(
            names = "--only",
            paramLabel = "PATTERN",
            description = "Do those runs alone in whose names this regular expression is found.")
    private String only;

    @Option(
            names = "--rehearse",
            description = "Try all of it in minutes: each run has one epoch on at most " + Plan.REHEARSED
                    + " images of each part, and the" + " scores mean nothing.")
    private boolean rehearse;

    @Option(names = "--dry-run", description = "Show the plan, check everything, and stop.")
    private boolean dryRun;

    @Option(
            names = "--jobs",
            converter = Numbers.Positive.class,
            paramLabel = "N",
            defaultValue = "1",
            description = "Runs at once, each a process with its share of the cores (default: ${DEFAULT-VALUE}).")
    private int jobs;

    @Option(names = "--run", hidden = true, description = "Do this one run, as a process of --jobs.")
    private String one;

    @Mixin
    private AuditOption audits;

    @Mixin
    private TrackingOptions tracking;

    @Mixin
    private Output output;

    /** Is the result as JSON. @param failures why runs failed, by their names */
    record Result(String out, int runs, Map<String, String> failures) {}

    @Override
    public Integer call() {
        int cores = Runtime.getRuntime().availableProcessors();
        if (jobs < 1) {
            throw new ParameterException(spec.commandLine(), "--jobs is at least 1, got " + jobs);
        }
        ExperimentFolder folder = new ExperimentFolder(out != null ? out : usual());
        if (!dryRun && one == null) {
            folder.require(resume);
        }
        Tracking recorded = tracking.given(folder.tracking());
        int threads = folder.threads(Math.max(1, cores / jobs));
        boolean rehearsal = folder.isRehearsal(rehearse);
        Plan plan = UsageErrors.checked(spec, () -> {
            Plan whole = Plan.of(file, folder.data(data), threads).only(only);
            return rehearsal ? whole.rehearsed() : whole;
        });
        Function<Dataset, Digests> reader = dataset -> audits.read(dataset, output);
        String command = CommandText.of(
                spec.root().commandLine().getParseResult().originalArgs().toArray());
        if (one != null) {
            try (ExperimentDisplay display = new ExperimentDisplay(output, plan, folder.epochs(plan))) {
                ExperimentRunner.runOne(plan, folder, one, reader, command, recorded, display);
            }
            return Exit.DONE.code();
        }
        return dryRun ? show(plan, reader, command) : run(plan, folder, reader, command, recorded);
    }

    private Path usual() {
        String name = file.getFileName().toString().replaceFirst("\\.json$", "");
        return Path.of("runs", name + (rehearse ? "-rehearsal" : ""));
    }

    private int show(Plan plan, Function<Dataset, Digests> reader, String command) {
        Path work = temporary();
        try (ExperimentDisplay display = new ExperimentDisplay(output, plan, 0)) {
            ExperimentRunner runner =
                    new ExperimentRunner(plan, new ExperimentFolder(work), reader, command, Tracking.NOWHERE, display);
            runner.open();
            Estimate estimate = runner.estimate();
            output.result(
                    PlanText.of(plan, estimate),
                    new Result(null, plan.possible().size(), Map.of()));
        } finally {
            delete(work);
        }
        return Exit.DONE.code();
    }

    private int run(
            Plan plan, ExperimentFolder folder, Function<Dataset, Digests> reader, String command, Tracking recorded) {
        Map<String, String> failures;
        try (ExperimentDisplay display = new ExperimentDisplay(output, plan, folder.epochs(plan))) {
            ExperimentRunner runner = new ExperimentRunner(plan, folder, reader, command, recorded, display);
            runner.open();
            output.note(PlanText.of(plan, resume || plan.isRehearsal() ? null : runner.estimate()));
            output.note("out      " + folder.index() + " fills while the experiment runs");
            failures = runner.run(jobs, id -> child(folder, id, recorded));
        }
        String table = PlanText.of(folder.table(plan));
        failures.forEach((id, why) -> output.failure("run " + id + " failed: " + why));
        output.result(
                table + (table.isEmpty() ? "" : "\n") + folder.index(),
                new Result(folder.path().toString(), plan.possible().size(), failures));
        return Exit.of(failures.isEmpty());
    }

    /** Starts this program as this process was started, for one run. */
    private List<String> child(ExperimentFolder folder, String id, Tracking recorded) {
        List<String> line = new ArrayList<>(
                List.of("experiment", file.toString(), "--out", folder.path().toString()));
        line.addAll(List.of("--run", id, "--mlflow", recorded.url()));
        if (recorded.experiment() != null) {
            line.addAll(List.of("--mlflow-experiment", recorded.experiment()));
        }
        line.addAll(audits.words());
        return ThisProgram.line(Main.class, List.of("-Ddelineate.terminal=false"), line);
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("delineate-plan");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + folder + ": " + e.getMessage(), e);
        }
    }
}
