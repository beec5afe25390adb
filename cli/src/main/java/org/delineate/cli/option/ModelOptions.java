package org.delineate.cli.option;

import java.nio.file.Path;
import java.util.Optional;
import org.delineate.cli.console.Output;
import org.delineate.model.Manifest;
import org.delineate.model.Model;
import org.delineate.model.PostProcess;
import org.delineate.model.ShippedModel;
import picocli.CommandLine.Option;

/** A trained model, and what happens to its masks. */
public final class ModelOptions {
    /** Explains the option of post-processing, without its default. */
    public static final String POST_PROCESS =
            "Post-processing of masks: none, or rca-iunet (fills holes, drops small regions)";

    @Option(
            names = "--model",
            paramLabel = "FILE",
            description =
                    "Model: model.safetensors of a run, what `export` made of it, or the name of one that comes with"
                            + " the program, which `delineate models` lists (default: breast-ultrasound).")
    private String given;

    @Option(
            names = "--post-process",
            paramLabel = "NAME",
            description = POST_PROCESS + " (default: as stored in the model).")
    private String postProcess;

    /** The file given, or that of the model that comes with the program. */
    public Path file() {
        return shipped().map(ShippedModel::path).orElseGet(() -> Path.of(given));
    }

    private Optional<ShippedModel> shipped() {
        return given == null ? Optional.of(ShippedModel.DEFAULT) : ShippedModel.find(given);
    }

    public Model load(Output output) {
        Model model = Model.load(file());
        Manifest manifest = model.manifest();
        if (postProcess != null) {
            manifest = manifest.withPostProcess(PostProcess.of(postProcess));
        }
        String name = shipped()
                .map(s -> s.id() + (given == null ? ", the default: " : ": "))
                .orElse("");
        output.note("model    " + name + manifest.network() + ", trained on "
                + manifest.provenance().data().dataset() + " by "
                + manifest.provenance().codeVersion() + ", post-processing: "
                + manifest.masks().postProcess().words());
        return model.with(manifest);
    }
}
