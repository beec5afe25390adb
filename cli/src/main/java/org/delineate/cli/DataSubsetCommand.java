package org.delineate.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.delineate.cli.console.Examples;
import org.delineate.cli.console.Output;
import org.delineate.cli.option.DataOption;
import org.delineate.cli.option.MaskOptions;
import org.delineate.cli.option.Numbers;
import org.delineate.dataset.Case;
import org.delineate.dataset.Dataset;
import org.delineate.dataset.Subset;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes a part of a data set. */
final class DataSubsetCommand {
    private static final String SEED = "Seed of the choice (default: ${DEFAULT-VALUE}).";

    private DataSubsetCommand() {}

    /** Copies some cases. */
    @Command(
            name = "subset",
            description = {
                "Copies some cases of a data set, chosen at random, into a new folder with a manifest.",
                "Classes keep their proportions; the same seed chooses the same cases."
            },
            footerHeading = Examples.HEADING,
            footer = {"  delineate data subset DIR --limit 100 --out small"})
    static final class Copy implements Runnable {
        @Parameters(paramLabel = "DIR", description = DataOption.TEXT)
        private Path data;

        @Mixin
        private MaskOptions masks;

        @Option(
                names = "--limit",
                converter = Numbers.Positive.class,
                required = true,
                paramLabel = "N",
                description = "Take this many cases.")
        private int limit;

        @Option(names = "--seed", defaultValue = "1", paramLabel = "N", description = SEED)
        private long seed;

        @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder to write, a new one.")
        private Path out;

        @Mixin
        private Output output;

        @Override
        public void run() {
            Dataset dataset = masks.open(data, output);
            List<Case> cases = Subset.of(dataset, limit, seed);
            Path table = Subset.copy(out, dataset, cases);
            tell(output, dataset, cases, table);
        }
    }

    /** Lists cases. */
    @Command(
            name = "manifest",
            description = {
                "Writes a manifest of a data set: a table of its images and masks, to be edited or given as --data.",
                "The files stay where they are. With --limit it lists some cases, chosen at random."
            },
            footerHeading = Examples.HEADING,
            footer = {
                "  delineate data manifest DIR --out manifest.csv",
                "  delineate data manifest DIR --limit 100 --out small.csv"
            })
    static final class Listing implements Runnable {
        @Parameters(paramLabel = "DIR", description = DataOption.TEXT)
        private Path data;

        @Mixin
        private MaskOptions masks;

        @Option(
                names = "--limit",
                converter = Numbers.Positive.class,
                paramLabel = "N",
                description = "Take this many cases (default: all).")
        private Integer limit;

        @Option(names = "--seed", defaultValue = "1", paramLabel = "N", description = SEED)
        private long seed;

        @Option(
                names = "--out",
                required = true,
                paramLabel = "FILE",
                description = "Manifest to write, a new CSV file.")
        private Path out;

        @Mixin
        private Output output;

        @Override
        public void run() {
            if (Files.exists(out)) {
                throw new IllegalArgumentException(out + " is there already; give another --out or delete it");
            }
            Dataset dataset = masks.open(data, output);
            List<Case> cases = limit == null ? dataset.cases() : Subset.of(dataset, limit, seed);
            Subset.writeManifest(out, dataset, cases);
            tell(output, dataset, cases, out);
        }
    }

    private static void tell(Output output, Dataset dataset, List<Case> cases, Path table) {
        output.result(
                table + ": " + cases.size() + " of " + dataset.cases().size() + " cases of " + dataset.name(),
                Map.of(
                        "manifest",
                        table.toString(),
                        "cases",
                        cases.stream().map(Case::name).toList()));
    }
}
