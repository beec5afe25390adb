package org.delineate.cli.option;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.delineate.cli.console.Output;
import org.delineate.cli.console.Section;
import org.delineate.dataset.Case;
import org.delineate.dataset.Dataset;
import org.delineate.dataset.Split;
import org.delineate.dataset.audit.Audit;
import org.delineate.dataset.audit.Digests;
import org.delineate.dataset.audit.SeenPictures;
import org.delineate.file.Plural;
import org.delineate.infer.Ensemble;
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
@Section("Which images")
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
                            + " without a split; val for `tune`).")
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

    /** Chooses cases by their names; reads no pixels. @param run folder of the (first) model's run */
    public Choice choose(Dataset found, List<Model> models, Path run, Output output) {
        return choose(found, models, run, Split.TEST, output);
    }

    /** Chooses cases as {@link #choose}. @param usual part that is taken where none is named, and val lacking it */
    public Choice choose(Dataset found, List<Model> models, Path run, String usual, Output output) {
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
        String wanted = part != null ? part : chosen.parts().containsKey(usual) ? usual : Split.VAL;
        boolean own = models.stream()
                        .allMatch(m -> chosen.hash()
                                .equals(m.manifest().provenance().data().splitHash()))
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
    public Cohort cohort(Choice choice, Dataset dataset, List<Model> models, DataOption data, Output output) {
        Digests digests = data.read(dataset, output);
        Audit audit = Audit.of(digests);
        Cohort cohort = new Cohort(
                dataset,
                withNormals(choice, dataset, audit, output),
                choice.part,
                choice.split,
                audit,
                sightings(choice, digests, dataset, models));
        if (list == null && choice.split == null && !normals.isGiven()) {
            cohort = cohort.withLesion();
            int without = choice.cases.size() - cohort.cases().size();
            if (without > 0) {
                output.note(Plural.of(without, "case has no lesion and is", "cases have no lesion and are")
                        + " left out; --with-normals keeps them");
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

    /**
     * Adds cases without a lesion that the split names nowhere, as where lesions alone were trained on: some belong to
     * the part test and some to val, so that what is tuned on those is scored on these.
     */
    private List<Case> withNormals(Choice choice, Dataset dataset, Audit audit, Output output) {
        if (choice.split == null || !normals.isGiven()) {
            return choice.cases;
        }
        List<String> empty = audit.masks().emptyMasks();
        List<Case> added =
                choice.split.unnamed(dataset, empty, audit.duplicates().groups(), choice.part);
        if (!added.isEmpty()) {
            output.note(added.size() + " of " + empty.size() + " cases without a lesion, which the split names nowhere,"
                    + " are added to the part " + choice.part);
        }
        return Stream.concat(choice.cases.stream(), added.stream())
                .sorted(Comparator.comparing(Case::name))
                .toList();
    }

    /** The part val of the model's own split was seen, of course: it counts against the part train alone. */
    private Sightings sightings(Choice choice, Digests digests, Dataset dataset, List<Model> models) {
        boolean other = models.stream()
                .noneMatch(m ->
                        dataset.hash().equals(m.manifest().provenance().data().dataHash()));
        SeenPictures seen = Ensemble.seen(models);
        if (seen == null) {
            return Sightings.unknown(other);
        }
        seen = choice.own && choice.part.equals(Split.VAL) ? seen.trained() : seen;
        return new Sightings(seen.among(digests), !choice.own && !withSeen, other);
    }
}
