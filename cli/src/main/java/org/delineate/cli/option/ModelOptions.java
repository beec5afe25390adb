package org.delineate.cli.option;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.delineate.cli.console.Output;
import org.delineate.cli.console.Section;
import org.delineate.model.Manifest;
import org.delineate.model.Model;
import org.delineate.model.PostProcess;
import org.delineate.model.ShippedModel;
import org.delineate.model.TestTimeAugmentation;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A trained model, or several that answer together, and what happens to their masks. */
@Section("Model")
public final class ModelOptions {
    /** Explains the option of post-processing, without its default. */
    public static final String POST_PROCESS =
            "Post-processing of masks: none, or rca-iunet (fills holes, drops small regions)";

    /** Explains the option of test-time augmentation, without its default. */
    public static final String TTA =
            "Test-time augmentation: none, or flip (mean of the image and its left-right mirror,"
                    + " which takes twice the time)";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--model",
            paramLabel = "FILE",
            description =
                    "Model: model.safetensors of a run, what `export` made of it, or the name of one that comes with"
                            + " the program, which `delineate models` lists (default: breast-ultrasound). Given several"
                            + " times, the probabilities of all are averaged.")
    private List<String> given = List.of();

    @Option(
            names = "--post-process",
            completionCandidates = Known.PostProcesses.class,
            converter = Known.PostProcesses.class,
            paramLabel = "NAME",
            description = POST_PROCESS + " (default: as stored in the model).")
    private String postProcess;

    @Option(names = "--tta", paramLabel = "NAME", description = TTA + " (default: as stored in the model).")
    private TestTimeAugmentation tta;

    /** The file of the model, or of the first of several, or of the one that comes with the program. */
    public Path file() {
        return given.isEmpty() ? ShippedModel.DEFAULT.path() : ModelFile.of(given.get(0));
    }

    /** The files of all models, in the order of {@link #loadAll}. */
    public List<Path> files() {
        return given.isEmpty()
                ? List.of(ShippedModel.DEFAULT.path())
                : given.stream().map(ModelFile::of).toList();
    }

    /** Loads the one model. */
    public Model load(Output output) {
        if (given.size() > 1) {
            throw new ParameterException(
                    command.commandLine(), "--model is given " + given.size() + " times; this command takes one model");
        }
        return loadAll(output).get(0);
    }

    /** Loads every model; options that change masks change each, and the first decides for all. */
    public List<Model> loadAll(Output output) {
        List<Model> models = new ArrayList<>();
        try {
            for (String one : given.isEmpty() ? List.of(ShippedModel.DEFAULT.id()) : given) {
                Model model = Model.load(ModelFile.of(one));
                models.add(model.with(changed(model.manifest())));
                tell(models.get(models.size() - 1), ShippedModel.find(one), output);
            }
        } catch (RuntimeException e) {
            models.forEach(Model::close);
            throw e;
        }
        if (models.size() > 1) {
            output.note("ensemble the probabilities of " + models.size() + " models are averaged; the first model says"
                    + " how they become masks");
        }
        return models;
    }

    private Manifest changed(Manifest manifest) {
        Manifest.Masks masks = manifest.masks();
        masks = postProcess == null ? masks : masks.withPostProcess(PostProcess.of(postProcess));
        masks = tta == null ? masks : masks.withTta(tta);
        return manifest.withMasks(masks);
    }

    private void tell(Model model, Optional<ShippedModel> shipped, Output output) {
        Manifest m = model.manifest();
        Manifest.Tuned tuned = m.masks().tuned();
        String name = shipped.map(s -> s.id() + (given.isEmpty() ? ", the default: " : ": "))
                .orElse("");
        output.note("model    " + name + m.network() + ", trained on "
                + m.provenance().data().dataset() + " by "
                + m.provenance().codeVersion() + ", " + m.masks().words()
                + (tuned == null ? "" : "; chosen on " + tuned.words()));
    }
}
