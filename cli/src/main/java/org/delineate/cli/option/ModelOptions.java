package org.delineate.cli.option;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.delineate.cli.console.Output;
import org.delineate.model.Manifest;
import org.delineate.model.Model;
import org.delineate.model.PostProcess;
import org.delineate.model.TestTimeAugmentation;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A trained model, or several that answer together, and what happens to their masks. */
public final class ModelOptions {
    /** Explains the option of post-processing, without its default. */
    public static final String POST_PROCESS =
            "Post-processing of masks: none, or rca-iunet (fills holes, drops small regions)";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--model",
            required = true,
            paramLabel = "FILE",
            description = "Model: model.safetensors of a run, or what `export` made of it; given several times, the"
                    + " probabilities of all models are averaged.")
    private List<Path> files;

    @Option(
            names = "--post-process",
            paramLabel = "NAME",
            description = POST_PROCESS + " (default: as stored in the model).")
    private String postProcess;

    @Option(
            names = "--tta",
            paramLabel = "NAME",
            description =
                    "Test-time augmentation: none, or flip (mean of the image and its left-right mirror, which takes"
                            + " twice the time) (default: as stored in the model).")
    private TestTimeAugmentation tta;

    /** Returns the file of the model, or of the first of several. */
    public Path file() {
        return files.get(0);
    }

    /** Loads the one model. */
    public Model load(Output output) {
        if (files.size() > 1) {
            throw new ParameterException(
                    command.commandLine(), "--model is given " + files.size() + " times; this command takes one model");
        }
        return loadAll(output).get(0);
    }

    /** Loads every model; options that change masks change the first, which decides for all. */
    public List<Model> loadAll(Output output) {
        List<Model> models = new ArrayList<>();
        try {
            for (Path file : files) {
                Model model = Model.load(file);
                models.add(model.with(changed(model.manifest())));
                tell(models.get(models.size() - 1), output);
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

    private static void tell(Model model, Output output) {
        Manifest m = model.manifest();
        output.note("model    " + m.network() + ", trained on "
                + m.provenance().data().dataset() + " by "
                + m.provenance().codeVersion() + ", " + m.masks().words()
                + (m.masks().tuned() == null
                        ? ""
                        : "; chosen on " + m.masks().tuned().words()));
    }
}
