package org.delineate.cli.option;

import java.nio.file.Path;
import org.delineate.cli.console.Output;
import org.delineate.model.Manifest;
import org.delineate.model.Model;
import org.delineate.model.PostProcess;
import picocli.CommandLine.Option;

/** A trained model, and what happens to its masks. */
public final class ModelOptions {
    /** Explains the option of post-processing, without its default. */
    public static final String POST_PROCESS =
            "Post-processing of masks: none, or rca-iunet (fills holes, drops small regions)";

    @Option(
            names = "--model",
            required = true,
            paramLabel = "FILE",
            description = "Model: model.safetensors of a run, or what `export` made of it.")
    private Path file;

    @Option(
            names = "--post-process",
            paramLabel = "NAME",
            description = POST_PROCESS + " (default: as stored in the model).")
    private String postProcess;

    public Path file() {
        return file;
    }

    public Model load(Output output) {
        Model model = Model.load(file);
        Manifest manifest = model.manifest();
        if (postProcess != null) {
            manifest = manifest.withPostProcess(PostProcess.of(postProcess));
        }
        output.note("model    " + manifest.network() + ", trained on "
                + manifest.provenance().data().dataset() + " by "
                + manifest.provenance().codeVersion() + ", post-processing: "
                + manifest.masks().postProcess().words());
        return model.with(manifest);
    }
}
