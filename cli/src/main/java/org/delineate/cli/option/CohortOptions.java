package org.delineate.cli.option;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.delineate.cli.console.Output;
import org.delineate.dataset.Dataset;
import org.delineate.dataset.Split;
import org.delineate.dataset.audit.Audit;
import org.delineate.file.Json;
import org.delineate.report.Cohort;
import org.delineate.train.RunFolder;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which cases of a data set are scored. */
public final class CohortOptions {
    private static final String ALL = "all";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--split",
            paramLabel = "FILE",
            description = SplitOptions.SPLIT + " (default: that of the model's run).")
    private String split;

    @Option(names = "--fold", paramLabel = "K", description = SplitOptions.FOLD)
    private Integer fold;

    @Option(
            names = "--part",
            paramLabel = "NAME",
            description =
                    "Part of the split to score: test, val, train or all (default: test, or val if there is none; all"
                            + " without a split).")
    private String part;

    @Option(names = "--list", paramLabel = "FILE", description = "Cases to score, one name per line.")
    private Path list;

    @Mixin
    private NormalsOption normals;

    public Cohort choose(Dataset dataset, Path run, Output output) {
        if (list != null) {
            if (split != null || fold != null || part != null) {
                throw new ParameterException(command.commandLine(), "Give --list alone, or --split and --part");
            }
            Split listed = Split.ofLists(dataset, new TreeMap<>(Map.of(Split.TEST, list)));
            return Cohort.of(
                    dataset,
                    listed.cases(dataset, Split.TEST),
                    list.getFileName().toString());
        }
        Split chosen = ALL.equals(part) ? null : split(dataset, run, output);
        if (chosen == null) {
            if (!ALL.equals(part) && (part != null || fold != null)) {
                String wanted = part != null ? "--part " + part : "--fold " + fold;
                throw new ParameterException(command.commandLine(), wanted + " of which split? Give --split");
            }
            Cohort all = Cohort.of(dataset, dataset.cases(), ALL);
            Cohort used = normals.isGiven() ? all : all.withLesion();
            int without = all.cases().size() - used.cases().size();
            if (without > 0) {
                output.note(without + " cases have no lesion: they are left out; --with-normals keeps them");
            }
            return used;
        }
        String wanted = part != null ? part : chosen.parts().containsKey(Split.TEST) ? Split.TEST : Split.VAL;
        return Cohort.of(dataset, chosen, wanted, audit(dataset, run, output));
    }

    private Split split(Dataset dataset, Path run, Output output) {
        Path own = new RunFolder(run).split();
        Split found = null;
        if (split != null) {
            found = SplitOptions.named(split, dataset, output);
        } else if (Files.exists(own)) {
            found = Split.read(own);
            if (!found.dataset().equals(dataset.hash())) {
                output.note("other data than the model was trained on: all of its cases are scored");
                return null;
            }
        }
        return fold == null || found == null ? found : found.fold(fold);
    }

    /** Takes the audit of the run where it is about the same data. */
    private static Audit audit(Dataset dataset, Path run, Output output) {
        Path own = new RunFolder(run).audit();
        if (Files.exists(own)) {
            Audit audit = Json.read(own, Audit.class);
            if (audit.overview().hash().equals(dataset.hash())) {
                return audit;
            }
        }
        return DataOption.audit(dataset, output);
    }
}
