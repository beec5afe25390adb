package org.delineate.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.delineate.cli.console.CommandText;
import org.delineate.cli.console.Examples;
import org.delineate.cli.console.Output;
import org.delineate.cli.option.AuditOption;
import org.delineate.cli.option.DataOption;
import org.delineate.cli.option.MaskOptions;
import org.delineate.cli.option.NormalsOption;
import org.delineate.cli.option.Numbers;
import org.delineate.dataset.Dataset;
import org.delineate.dataset.Split;
import org.delineate.dataset.audit.Audit;
import org.delineate.file.Plural;
import org.delineate.report.AuditPage;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Inspects a data set, or splits it. */
@Command(
        name = "data",
        description = "Inspects a data set, splits it, or takes a part of it.",
        commandListHeading = "%nCommands:%n",
        footerHeading = Examples.HEADING,
        footer = {
            "  delineate data inspect DIR",
            "  delineate data split DIR --ratio 70/10/20 --out split.json",
            "  delineate data manifest DIR --limit 100 --out small.csv"
        },
        subcommands = {
            DataCommand.Inspect.class,
            DataCommand.SplitCases.class,
            DataSubsetCommand.Copy.class,
            DataSubsetCommand.Listing.class
        })
final class DataCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** Shows layout, counts, sizes, masks and duplicates. */
    @Command(
            name = "inspect",
            description = "Shows which layout was found, counts, sizes, masks and duplicates.",
            footerHeading = Examples.HEADING,
            footer = {"  delineate data inspect DIR", "  delineate data inspect DIR --html audit.html"})
    static final class Inspect implements Runnable {
        @Parameters(paramLabel = "DIR", description = DataOption.TEXT)
        private Path data;

        @Mixin
        private MaskOptions masks;

        @Mixin
        private AuditOption audits;

        @Option(
                names = "--html",
                paramLabel = "FILE",
                description = "Page to write: conflicts, masks of another size and duplicates, side by side.")
        private Path html;

        @Mixin
        private Output output;

        @Override
        public void run() {
            Dataset dataset = masks.open(data, output);
            Audit audit = Audit.of(audits.read(dataset, output));
            if (html != null) {
                output.note("page     " + html + ": " + AuditPage.write(html, dataset, audit));
            }
            output.result(audit.text().stripTrailing(), audit);
        }
    }

    /** Splits into parts or folds, with no group of duplicates in two of them. */
    @Command(
            name = "split",
            description = {
                "Splits a data set by ratio or into folds.",
                "Classes are in equal proportions, and no patient and no group of duplicates is in two parts."
            },
            footerHeading = Examples.HEADING,
            footer = {
                "  delineate data split DIR --ratio 70/10/20 --out split.json",
                "  delineate data split DIR --folds 5 --out folds.json"
            })
    static final class SplitCases implements Runnable {
        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "DIR", description = DataOption.TEXT)
        private Path data;

        @Mixin
        private MaskOptions masks;

        @Mixin
        private AuditOption audits;

        @ArgGroup(multiplicity = "1")
        private How how;

        @Option(
                names = "--seed",
                defaultValue = "1",
                paramLabel = "N",
                description = "Seed of the split (default: ${DEFAULT-VALUE}).")
        private long seed;

        @Option(
                names = "--out",
                required = true,
                paramLabel = "FILE",
                description = "Split to write, for --split of other commands.")
        private Path out;

        @Mixin
        private NormalsOption normals;

        @Mixin
        private Output output;

        /** Is one of the two. */
        static final class How {
            @Option(names = "--ratio", paramLabel = "70/10/20", description = "Shares of train, val and test.")
            private String ratio;

            @Option(
                    names = "--folds",
                    converter = Numbers.Folds.class,
                    paramLabel = "K",
                    description = "Folds for cross-validation.")
            private int folds;
        }

        @Override
        public void run() {
            double[] ratio = how.ratio == null ? null : shares(how.ratio);
            Dataset dataset = masks.open(data, output);
            Audit audit = Audit.of(audits.read(dataset, output));
            Dataset used = normals.apply(dataset, audit, output);
            Split split = (ratio != null
                            ? Split.ratio(used, audit.duplicates().groups(), ratio, seed)
                            : Split.folds(used, audit.duplicates().groups(), how.folds, seed))
                    .withDataset(dataset);
            split.write(out);
            List<List<String>> groups = audit.duplicates().groups();
            output.note(
                    groups.isEmpty()
                            ? "no duplicates and no groups of patients are known"
                            : Plural.of(groups.size(), "group") + " of duplicates or patients, each in one part");
            String next = CommandText.of("train", "--data", data, "--split", out, "--out", "runs/name");
            output.note("next: " + next + (ratio != null ? "" : " --fold 0"));
            output.result(out + ": " + split.rule() + ": " + split.sizes(), split);
        }

        /** Reads "70/10/20" as parts of 1. */
        private double[] shares(String text) {
            if (!text.matches("\\d+(\\.\\d+)?(/\\d+(\\.\\d+)?){1,2}")) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--ratio is like 70/10/20 (train, val, test) or 80/20, not \"" + text + "\"");
            }
            double[] percent = Arrays.stream(text.split("/"))
                    .mapToDouble(Double::parseDouble)
                    .toArray();
            double sum = Arrays.stream(percent).sum();
            return Arrays.stream(percent).map(p -> p / sum).toArray();
        }
    }
}
