package org.delineate.cli.option;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.delineate.cli.console.Output;
import org.delineate.dataset.Dataset;
import org.delineate.dataset.Split;
import org.delineate.dataset.audit.Audit;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which cases of a data set train and which validate. */
public final class SplitOptions {
    static final String SPLIT = "Split of `delineate data split`, or the name of one that comes with the data";
    static final String FOLD = "Fold of the split that is its part val, counted from 0.";
    private static final double[] RATIO = {0.7, 0.1, 0.2};
    private static final double HELD_OUT = 0.1;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--split",
            paramLabel = "FILE",
            description = SPLIT + " (default: a new one, 70/10/20, written to the run).")
    private String split;

    @Option(names = "--fold", paramLabel = "K", description = FOLD)
    private Integer fold;

    @Option(names = "--train-list", paramLabel = "FILE", description = "Training cases, one name per line.")
    private Path trainList;

    @Option(names = "--val-list", paramLabel = "FILE", description = "Validation cases, one name per line.")
    private Path valList;

    @Mixin
    private NormalsOption normals;

    public boolean isGiven() {
        return split != null || fold != null || trainList != null || valList != null || normals.isGiven();
    }

    public Split choose(Dataset dataset, Audit audit, long seed, Output output) {
        if ((trainList == null) != (valList == null) || trainList != null && split != null) {
            throw new ParameterException(
                    command.commandLine(), "Give --split, or both --train-list and --val-list, or none of them");
        }
        Split chosen = trainList != null
                ? Split.ofLists(dataset, new TreeMap<>(Map.of(Split.TRAIN, trainList, Split.VAL, valList)))
                : split != null ? named(split, dataset, output) : ratio(dataset, audit, seed, output);
        if (fold != null) {
            chosen = chosen.fold(fold);
        } else if (!chosen.folds().isEmpty()) {
            throw new ParameterException(
                    command.commandLine(),
                    "The split has " + chosen.folds().size() + " folds; say with --fold which one validates");
        }
        if (!chosen.parts().containsKey(Split.VAL)) {
            chosen = chosen.holdOut(dataset, audit.duplicates().groups(), HELD_OUT, seed);
            output.note("the split has no part val: 10 % of train are held out for it");
        }
        return chosen;
    }

    /** Reads a split from a file, or takes the one of this name that comes with the data. */
    public static Split named(String split, Dataset dataset, Output output) {
        Path file = Path.of(split);
        if (!Files.exists(file) && dataset.lists().containsKey(split)) {
            return Split.published(dataset, split);
        }
        Split read = Split.read(file);
        if (!read.dataset().equals(dataset.hash())) {
            output.note("caution: the split was made for other files than those in " + dataset.root());
        }
        return read;
    }

    private Split ratio(Dataset dataset, Audit audit, long seed, Output output) {
        dataset.lists()
                .keySet()
                .forEach(name ->
                        output.note("the data come with the split \"" + name + "\"; --split " + name + " uses it"));
        return Split.ratio(
                        normals.apply(dataset, audit, output),
                        audit.duplicates().groups(),
                        RATIO,
                        seed)
                .withDataset(dataset);
    }
}
