package org.delineate.cli.option;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.delineate.cli.console.Output;
import org.delineate.cli.console.Section;
import org.delineate.dataset.Dataset;
import org.delineate.dataset.Split;
import org.delineate.dataset.audit.Audit;
import org.delineate.file.Printable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which cases of a data set train and which validate. */
@Section("Which images")
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

    /**
     * Takes the split that was asked for; reads no pixels.
     *
     * @param validates whether a part val is needed
     * @return null where none was asked for
     */
    public Split given(Dataset found, boolean validates, Output output) {
        boolean lacksOne = trainList == null ? valList != null : valList == null && validates;
        if (lacksOne || trainList != null && split != null) {
            throw new ParameterException(
                    command.commandLine(),
                    "Give --split, or both --train-list and --val-list, or none of them; --train-list alone where nothing is"
                            + " validated (--validate-every 0)");
        }
        if (trainList != null) {
            Map<String, Path> lists = valList == null
                    ? Map.of(Split.TRAIN, trainList)
                    : Map.of(Split.TRAIN, trainList, Split.VAL, valList);
            return trains(fold(Split.ofLists(found, new TreeMap<>(lists)), fold));
        }
        if (split == null) {
            if (fold != null) {
                throw new ParameterException(command.commandLine(), "--fold " + fold + " of which split? Give --split");
            }
            return null;
        }
        Split chosen = fold(named(split, found, output), fold);
        if (!chosen.folds().isEmpty()) {
            throw new ParameterException(
                    command.commandLine(),
                    "The split has " + chosen.folds().size() + " folds; say with --fold which one validates");
        }
        return trains(chosen);
    }

    private static Split trains(Split chosen) {
        if (!chosen.parts().containsKey(Split.TRAIN)) {
            throw new IllegalArgumentException("the split has no part train to train on; it has "
                    + chosen.parts().keySet());
        }
        return chosen;
    }

    static Split fold(Split chosen, Integer fold) {
        return fold == null ? chosen : chosen.fold(fold);
    }

    /**
     * Completes the split that was {@link #given}; makes a new one where it is null.
     *
     * @param validates whether a part val is needed; without it all images train where no split was given
     */
    public Split complete(Split given, Dataset dataset, Audit audit, long seed, boolean validates, Output output) {
        if (!validates) {
            return given != null
                    ? given
                    : Split.ofAll(normals.apply(dataset, audit, output)).withDataset(dataset);
        }
        Split chosen = given != null ? given : ratio(dataset, audit, seed, output);
        if (!chosen.parts().containsKey(Split.VAL)) {
            chosen = chosen.holdOut(dataset, audit.duplicates().groups(), HELD_OUT, seed);
            output.note("the split has no part val: 10 % of train are held out for it");
        }
        return chosen;
    }

    /**
     * Reads a split from a file, or takes the one of this name that comes with the data; reads no pixels.
     *
     * @throws IllegalArgumentException where there is neither, which lists those that come with the data
     */
    static Split named(String split, Dataset dataset, Output output) {
        Path file = Path.of(split);
        if (Files.exists(file)) {
            Split read = Split.read(file);
            if (!read.dataset().equals(dataset.hash())) {
                output.caution("the split was made for other files than those in " + dataset.root());
            }
            return read;
        }
        if (dataset.lists().containsKey(split)) {
            return Split.published(dataset, split);
        }
        throw new IllegalArgumentException("--split " + Printable.quoted(split) + " is no file, and no split that comes"
                + " with the data: "
                + (dataset.lists().isEmpty()
                        ? "none does; `delineate data split` makes one"
                        : "these do: " + String.join(", ", dataset.lists().keySet())));
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
