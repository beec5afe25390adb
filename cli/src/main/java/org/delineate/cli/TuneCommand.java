package org.delineate.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.delineate.cli.console.Bar;
import org.delineate.cli.console.Examples;
import org.delineate.cli.console.Lines;
import org.delineate.cli.console.Output;
import org.delineate.cli.option.BackendOptions;
import org.delineate.cli.option.CohortOptions;
import org.delineate.cli.option.DataOption;
import org.delineate.cli.option.ModelFile;
import org.delineate.cli.option.ModelOptions;
import org.delineate.cli.option.Numbers;
import org.delineate.dataset.Case;
import org.delineate.dataset.Dataset;
import org.delineate.dataset.Split;
import org.delineate.dataset.audit.Digests;
import org.delineate.dataset.audit.Familiarity;
import org.delineate.dataset.audit.Seen;
import org.delineate.dataset.audit.SeenPictures;
import org.delineate.file.Plural;
import org.delineate.lab.OperatingCurve;
import org.delineate.lab.Tuning;
import org.delineate.model.Manifest;
import org.delineate.model.Model;
import org.delineate.model.PostProcess;
import org.delineate.model.ShippedModel;
import org.delineate.model.TestTimeAugmentation;
import org.delineate.report.Cohort;
import org.delineate.train.RunFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Chooses how a model's probabilities become masks, on the validation part, and stores it in the model. */
@Command(
        name = "tune",
        sortOptions = false,
        description = {
            "Chooses threshold, minimum area, test-time augmentation and temperature of a model.",
            "It looks at the part val of the model's split, never at test, and stores the choice in the model "
                    + "file."
        },
        footerHeading = Examples.HEADING,
        footer = {"  delineate tune --model runs/first/model.safetensors --data DIR"})
final class TuneCommand implements Runnable {
    /** The options that say how and on which images is chosen. */
    private static final List<String> CHOOSING = List.of(
            "--normals-empty", "--tta", "--split", "--fold", "--part", "--list", "--with-normals", "--with-seen");

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--model",
            required = true,
            converter = ModelFile.class,
            paramLabel = "FILE",
            description = "Model: model.safetensors of a run, or the name of one that comes with the program.")
    private Path file;

    @Mixin
    private DataOption data;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Model to write (default: the model itself, in place; its former values are printed).")
    private Path out;

    @Option(
            names = "--normals-empty",
            converter = Numbers.Share.class,
            paramLabel = "X",
            defaultValue = "0",
            description = "Share of the images without a lesion that must stay unmarked, 0 to 1; the best Dice with at"
                    + " least this share is chosen (default: any share).")
    private double normalsEmpty;

    @Option(
            names = "--tta",
            paramLabel = "NAME",
            description = ModelOptions.TTA + " (default: flip where it gains at least 0.2 points of Dice).")
    private TestTimeAugmentation tta;

    @Option(
            names = "--like",
            paramLabel = "FILE",
            description = "Take what was chosen for this model of the same network and data, and look at no images: for"
                    + " weights that were trained on all of them.")
    private Path like;

    @Option(
            names = "--appearance",
            description =
                    "Only learn how the images look that the model was trained on, which --data must hold, so that"
                            + " `segment` tells others; nothing else changes.")
    private boolean appearance;

    @Mixin
    private CohortOptions parts;

    @Mixin
    private BackendOptions engine;

    @Mixin
    private Output output;

    /** Is the result as JSON. */
    record Result(
            String file,
            Manifest.Masks before,
            Manifest.Masks masks,
            double dice,
            double calibrationErrorBefore,
            double calibrationError,
            List<Map<String, Object>> curves) {}

    @Override
    public void run() {
        requirePlace();
        engine.apply();
        Path run = file.toAbsolutePath().getParent();
        Model model = Model.load(file);
        if (model.onnx() != null) {
            throw new IllegalArgumentException(
                    file + " is a file of ONNX; tune the .safetensors it was made of, and export that again");
        }
        Dataset found = data.find();
        if (like != null) {
            takeOver(model, found);
            return;
        }
        if (appearance) {
            learnAppearance(model, data.open(found, output));
            return;
        }
        CohortOptions.Choice choice = parts.choose(found, List.of(model), run, Split.VAL, output);
        requireValidation(choice, found, run);
        Cohort cohort = parts.cohort(choice, data.open(found, output), List.of(model), data, output);
        List<Case> cases = usable(cohort);
        output.note(
                "tuning on " + Plural.of(cases.size(), "image") + " of " + found.name() + ", part " + cohort.part());
        List<TestTimeAugmentation> tried = tta == null ? List.of(TestTimeAugmentation.values()) : List.of(tta);
        int runs = Tuning.runs(model, tried).size();
        Tuning tuning;
        try (Bar bar = output.bar("tune", "images", 0, (long) runs * cases.size())) {
            tuning = Tuning.of(
                    model,
                    engine.backend(model),
                    cohort.dataset(),
                    cases,
                    normalsEmpty,
                    tried,
                    done -> bar.at(done, ""));
        }
        OperatingCurve curve = tuning.chosen().curve();
        Manifest.Masks masks = tuning.masks(new Manifest.Tuned(
                found.name(),
                cohort.part(),
                choice.split() == null ? "" : choice.split().hash(),
                curve.lesions(),
                curve.normals(),
                tuning.point().dice()));
        Path written = written();
        Model.save(written, model.manifest().withMasks(masks), model.network().state(), seen(model, cases, cohort));
        model.close();
        output.result(
                text(tuning, masks, written),
                new Result(
                        written.toString(),
                        tuning.before().masks(),
                        masks,
                        tuning.point().dice(),
                        tuning.chosen().reliability().calibrationError(1),
                        tuning.chosen().reliability().calibrationError(tuning.temperature()),
                        tuning.trials().stream().map(t -> t.curve().document()).toList()));
    }

    private Path written() {
        return out == null ? file : out;
    }

    /** Refuses to change a model that comes with the program. */
    private void requirePlace() {
        for (ShippedModel shipped : ShippedModel.values()) {
            if (written().equals(shipped.path())) {
                throw new ParameterException(
                        spec.commandLine(), shipped.id() + " comes with the program: --out names the model to write");
            }
        }
    }

    /** Stores how the images look that the model was trained on, as `train` does. */
    private void learnAppearance(Model model, Dataset dataset) {
        if (model.seen() == null) {
            throw new IllegalArgumentException(file + " does not say which images it was trained on");
        }
        Digests digests = data.read(dataset, output);
        List<String> trained = model.seen().among(digests).entrySet().stream()
                .filter(e -> e.getValue() == Seen.TRAINED)
                .map(Map.Entry::getKey)
                .toList();
        Familiarity learnt = Familiarity.of(digests, trained)
                .orElseThrow(() -> new IllegalArgumentException(trained.size() + " images of " + data.path()
                        + " trained the model; it takes " + Familiarity.FEWEST + " to know how such images look"));
        Manifest.Provenance provenance = model.manifest().provenance();
        Manifest manifest = model.manifest()
                .withProvenance(provenance.withData(provenance.data().withFamiliarity(learnt)));
        Path written = written();
        Model.save(written, manifest, model.network().state(), model.seen());
        model.close();
        output.result(
                written + ": knows the look of " + Plural.of(learnt.pictures(), "image") + " that trained it",
                Map.of("file", written.toString(), "images", learnt.pictures()));
    }

    /** Stores the masks of another model, which was tuned on images that this one was trained on. */
    private void takeOver(Model model, Dataset found) {
        CHOOSING.stream()
                .filter(spec.commandLine().getParseResult()::hasMatchedOption)
                .findFirst()
                .ifPresent(option -> {
                    throw new ParameterException(
                            spec.commandLine(), "--like looks at no images; leave " + option + " out");
                });
        Manifest other = Model.readManifest(like);
        Manifest own = model.manifest();
        String data = found.hash();
        if (other.masks().tuned() == null) {
            throw new IllegalArgumentException(
                    like + " was not tuned itself: tune it first, on the part val of its split");
        }
        if (!other.network().equals(own.network()) || !other.preprocess().equals(own.preprocess())) {
            throw new IllegalArgumentException(like + " is a " + other.network() + " of other preprocessing than the "
                    + own.network() + " in " + file + "; what was chosen for one does not fit the other");
        }
        if (!other.provenance().data().dataHash().equals(data)
                || !own.provenance().data().dataHash().equals(data)) {
            throw new IllegalArgumentException(
                    "not both models were trained on " + found.name() + ", as the hashes of their data say: give --data"
                            + " of both, or tune on images that this model has not seen");
        }
        Path written = written();
        Model.save(written, own.withMasks(other.masks()), model.network().state(), model.seen());
        model.close();
        Lines text = new Lines();
        text.add("%s", other.masks().words());
        text.add("chosen for %s on %s", like, other.masks().tuned().words());
        text.add("stored in %s", written);
        output.result(text.toString(), new TakenOver(written.toString(), own.masks(), other.masks(), like.toString()));
    }

    /** Is the result as JSON where another model's masks were taken over. */
    record TakenOver(String file, Manifest.Masks before, Manifest.Masks masks, String like) {}

    /** Refuses images on which the model is to be reported, and those that it was trained on. */
    private void requireValidation(CohortOptions.Choice choice, Dataset found, Path run) {
        if (List.of(Split.TEST, Split.TRAIN).contains(choice.part())) {
            throw new ParameterException(
                    spec.commandLine(),
                    "A model is tuned on images that neither trained it nor report it, not on the part " + choice.part()
                            + ": leave --part out to take val");
        }
        if (choice.split() == null && choice.cases().size() == found.cases().size()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "Which images may be tuned on? The model's folder has no split of these data: give --split (its part"
                            + " val is taken) or --list");
        }
        Path own = new RunFolder(run).split();
        Split reported = choice.split() != null ? choice.split() : Files.exists(own) ? Split.read(own) : null;
        Set<String> test =
                new HashSet<>(reported == null ? List.of() : reported.parts().getOrDefault(Split.TEST, List.of()));
        List<String> touched =
                choice.cases().stream().map(Case::name).filter(test::contains).toList();
        if (!touched.isEmpty()) {
            throw new IllegalArgumentException(touched.size() + " of these images belong to the part test, on which the"
                    + " model is reported, such as " + touched.get(0) + "; tune on others");
        }
    }

    /** Leaves out what the model was trained on, and what shows nearly the same as an image of the part test. */
    private List<Case> usable(Cohort cohort) {
        Set<String> near = cohort.split() == null
                ? Set.of()
                : cohort.split().around(Split.TEST, cohort.audit().duplicates().groups());
        List<Case> usable =
                cohort.unseen().stream().filter(c -> !near.contains(c.name())).toList();
        int out = cohort.cases().size() - usable.size();
        if (usable.isEmpty()) {
            throw new IllegalArgumentException(
                    "all " + out + " images were seen in training, or show nearly the same as"
                            + " one of the part test: none is left to tune on; --like takes what was chosen for a model"
                            + " of the same network that was trained on a part of them");
        }
        if (out > 0) {
            output.note(Plural.of(out, "image is", "images are")
                    + " left out: seen in training, or nearly the same as one of the part test");
        }
        return usable;
    }

    /** The images that chose the masks count as seen by the new model. */
    private SeenPictures seen(Model model, List<Case> cases, Cohort cohort) {
        if (model.seen() == null) {
            return null;
        }
        Set<String> names = cases.stream().map(Case::name).collect(Collectors.toSet());
        Dataset dataset = cohort.dataset();
        Dataset only = dataset.without(dataset.cases().stream()
                .map(Case::name)
                .filter(n -> !names.contains(n))
                .toList());
        var digests = data.read(only, output);
        var known = model.seen().among(digests);
        names.removeIf(n -> known.get(n).isSeen());
        return model.seen().and(SeenPictures.validated(digests, names, cohort.audit()));
    }

    private String text(Tuning tuning, Manifest.Masks masks, Path written) {
        Lines text = new Lines();
        Tuning.Before before = tuning.before();
        OperatingCurve curve = tuning.chosen().curve();
        OperatingCurve.Point point = tuning.point();
        text.add("%d images with a lesion, %d without", curve.lesions(), curve.normals());
        text.add("%-28s %12s %12s", "", "before", "chosen");
        text.add(
                "%-28s %12s %12s",
                "test-time augmentation", before.masks().tta().id(), masks.tta().id());
        text.add("%-28s %12.4f %12.4f", "threshold", before.masks().threshold(), masks.threshold());
        text.add(
                "%-28s %12s %12s",
                "minimum area of a region", area(before.masks().postProcess()), area(masks.postProcess()));
        text.add("%-28s %12.3f %12.3f", "temperature", before.masks().temperature(), masks.temperature());
        text.add("%-28s %12.4f %12.4f", "mean Dice of lesions", before.dice(), point.dice());
        text.add("%-28s %12.4f %12.4f", "lesions with an empty mask", before.lesionsMissed(), point.lesionsMissed());
        if (curve.normals() > 0) {
            text.add("%-28s %12.4f %12.4f", "normals with an empty mask", before.normalsEmpty(), point.normalsEmpty());
        }
        text.add(
                "%-28s %12.4f %12.4f",
                "calibration error",
                tuning.chosen().reliability().calibrationError(before.masks().temperature()),
                tuning.chosen().reliability().calibrationError(masks.temperature()));
        tuning.trials().forEach(t -> addTo(text, t));
        text.add("stored in %s", written);
        return text.toString();
    }

    private static String area(PostProcess p) {
        return p.minAreaShare() == 0 ? "none" : String.format(Locale.ROOT, "%.2f %%", 100 * p.minAreaShare());
    }

    /** The curve of a trial: at each threshold without a minimum area, and where nothing is better in both. */
    private static void addTo(Lines text, Tuning.Trial trial) {
        OperatingCurve curve = trial.curve();
        boolean normals = curve.normals() > 0;
        text.add("");
        text.add(
                "with test-time augmentation %s, before calibration",
                trial.tta().id());
        text.add(
                "%9s %9s %11s %9s%s",
                "threshold", "min. area", "mean Dice", "missed", normals ? "  normals empty" : "");
        List<OperatingCurve.Point> shown = normals ? curve.front() : curve.points();
        for (OperatingCurve.Point p : shown) {
            if (normals || p.minAreaShare() == 0) {
                text.add(
                        "%9.2f %7.2f %% %11.4f %9.4f%s",
                        p.threshold(),
                        100 * p.minAreaShare(),
                        p.dice(),
                        p.lesionsMissed(),
                        normals ? String.format(Locale.ROOT, "  %13.4f", p.normalsEmpty()) : "");
            }
        }
    }
}
