package org.delineate.cli.option;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.delineate.cli.console.Output;
import org.delineate.dataset.Case;
import org.delineate.dataset.Dataset;
import org.delineate.dataset.Split;
import org.delineate.dataset.audit.Audit;
import org.delineate.dataset.audit.Digests;
import org.delineate.dataset.audit.SeenPictures;
import org.delineate.model.Model;
import org.delineate.report.Cohort;
import org.delineate.report.Protocol;
import org.delineate.report.Sightings;
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

    @Option(
            names = "--with-seen",
            description = "Score images that the model has seen in training together with the others, not apart.")
    private boolean withSeen;

    @Mixin
    private NormalsOption normals;

    /**
     * Cases that were chosen by their names.
     *
     * @param split null where none chose them
     * @param own says whether the split is the one that the model was trained with
     */
    public record Choice(List<Case> cases, String part, Split split, boolean own) {}

    /** Chooses cases by their names; reads no pixels. @param run folder of the model's run */
    public Choice choose(Dataset found, Model model, Path run, Output output) {
        if (list != null) {
            if (split != null || fold != null || part != null) {
                throw new ParameterException(command.commandLine(), "Give --list alone, or --split and --part");
            }
            Split listed = Split.ofLists(found, new TreeMap<>(Map.of(Split.TEST, list)));
            return new Choice(
                    listed.cases(found, Split.TEST), list.getFileName().toString(), null, false);
        }
        Split chosen = ALL.equals(part) ? null : split(found, run, output);
        if (chosen == null) {
            if (!ALL.equals(part) && (part != null || fold != null)) {
                String wanted = part != null ? "--part " + part : "--fold " + fold;
                throw new ParameterException(command.commandLine(), wanted + " of which split? Give --split");
            }
            return new Choice(found.cases(), ALL, null, false);
        }
        if (!chosen.folds().isEmpty() && (part == null || !chosen.parts().containsKey(part))) {
            throw new ParameterException(
                    command.commandLine(),
                    "The split has " + chosen.folds().size() + " folds; say with --fold which one is the part val");
        }
        String wanted = part != null ? part : chosen.parts().containsKey(Split.TEST) ? Split.TEST : Split.VAL;
        boolean own = chosen.hash().equals(model.manifest().provenance().data().splitHash())
                && chosen.dataset().equals(found.hash()); // names alone do not say which pictures they are
        return new Choice(chosen.cases(found, wanted), wanted, chosen, own);
    }

    private Split split(Dataset found, Path run, Output output) {
        Path own = new RunFolder(run).split();
        if (split != null) {
            return SplitOptions.fold(SplitOptions.named(split, found, output), fold);
        }
        Split ofRun = Files.exists(own) ? Split.read(own) : null;
        return ofRun == null || !ofRun.dataset().equals(found.hash()) ? null : SplitOptions.fold(ofRun, fold);
    }

    /** Looks at the pictures of the cases chosen: which the model has seen, and which show the same. */
    public Cohort cohort(Choice choice, Dataset dataset, Model model, DataOption data, Output output) {
        Digests digests = data.read(dataset, output);
        Cohort cohort = new Cohort(
                dataset,
                choice.cases,
                choice.part,
                choice.split,
                Audit.of(digests),
                sightings(choice, digests, dataset, model));
        if (list == null && choice.split == null && !normals.isGiven()) {
            cohort = cohort.withLesion();
            int without = choice.cases.size() - cohort.cases().size();
            if (without > 0) {
                output.note(without + " cases have no lesion: they are left out; --with-normals keeps them");
            }
        }
        Protocol.SeenImages seen = cohort.seenImages();
        if (seen.count() > 0) {
            data.caution(seen.text(), output);
        } else {
            output.note("seen     " + seen.text());
        }
        return cohort;
    }

    /** The part val of the model's own split was seen, of course: it counts against the part train alone. */
    private Sightings sightings(Choice choice, Digests digests, Dataset dataset, Model model) {
        boolean other =
                !dataset.hash().equals(model.manifest().provenance().data().dataHash());
        if (model.seen() == null) {
            return Sightings.unknown(other);
        }
        SeenPictures seen =
                choice.own && choice.part.equals(Split.VAL) ? model.seen().trained() : model.seen();
        return new Sightings(seen.among(digests), !choice.own && !withSeen, other);
    }
}
