package org.delineate.cli;

import java.nio.file.Path;
import java.util.List;
import org.delineate.cli.console.Examples;
import org.delineate.cli.console.Output;
import org.delineate.cli.console.UsageErrors;
import org.delineate.cli.option.Known;
import org.delineate.comparison.Comparison;
import org.delineate.comparison.ComparisonDocument;
import org.delineate.comparison.ComparisonFolder;
import org.delineate.comparison.EvaluationFolder;
import org.delineate.comparison.PlainTextTables;
import org.delineate.comparison.Published;
import org.delineate.comparison.PublishedFile;
import org.delineate.report.Metric;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares evaluated models on the images that all of them have scored. */
@Command(
        name = "compare",
        sortOptions = false,
        description = {
            "Compares evaluated models on the images that all of them have scored.",
            "It shows paired tests, intervals of differences, mean ranks, pooled scores and published values."
        },
        footerHeading = Examples.HEADING,
        footer = {"  delineate compare report-a report-b --out comparison"})
final class CompareCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "2..*",
            paramLabel = "[NAME=]RUN",
            description = "Folders of runs with an evaluation in them, or of evaluations.")
    private List<String> runs;

    @Option(
            names = "--metric",
            completionCandidates = Known.Metrics.class,
            converter = Known.Metrics.class,
            paramLabel = "NAME",
            defaultValue = "dice",
            description = "Metric to compare, a column of per-image.csv; may be repeated (default: ${DEFAULT-VALUE}).")
    private List<String> metrics;

    @Option(
            names = "--against-first",
            description = "Test only the first run against each other one (default: all pairs).")
    private boolean againstFirst;

    @Option(
            names = "--published",
            paramLabel = "NAME|FILE",
            description = {
                "Show published values beside: a CSV or JSON file, or a set that comes with the program"
                        + " (busi-benchmark, scrnet, aru-net, sc-unext, rca-iunet, bsanet); may be repeated."
            })
    private List<String> published = List.of();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder to write comparison.md, .tex, .csv, .html and .json to.")
    private Path out;

    @Mixin
    private Output output;

    @Override
    public void run() {
        List<Metric> chosen =
                UsageErrors.checked(spec, () -> metrics.stream().map(Metric::of).toList());
        List<Published> values =
                published.stream().flatMap(p -> PublishedFile.read(p).stream()).toList();
        Comparison comparison =
                Comparison.of(EvaluationFolder.read(runs), new Comparison.Question(chosen, againstFirst, values));
        if (out != null) {
            ComparisonFolder.write(out, comparison);
            output.note("written: " + out.resolve("comparison.html") + ", and .md, .tex, .csv, .json beside it");
        }
        output.result(PlainTextTables.of(comparison), ComparisonDocument.of(comparison));
    }
}
