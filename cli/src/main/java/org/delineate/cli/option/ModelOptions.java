package org.delineate.cli.option;

import java.nio.file.Path;
import org.delineate.cli.console.Output;
import org.delineate.model.Manifest;
import org.delineate.model.Model;
import org.delineate.model.PostProcess;
import org.delineate.model.TestTimeAugmentation;
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

    @Option(
            names = "--tta",
            paramLabel = "NAME",
            description =
                    "Test-time augmentation: none, or flip (mean of the image and its left-right mirror, which takes"
                            + " twice the time) (default: as stored in the model).")
    private TestTimeAugmentation tta;

    public Path file() {
        return file;
    }

    public Model load(Output output) {
        Model model = Model.load(file);
        Manifest manifest = model.manifest();
        if (postProcess != null) {
            manifest = manifest.withPostProcess(PostProcess.of(postProcess));
        }
        if (tta != null) {
            manifest = manifest.withMasks(manifest.masks().withTta(tta));
        }
        output.note("model    " + manifest.network() + ", trained on "
                + manifest.provenance().data().dataset() + " by "
                + manifest.provenance().codeVersion() + ", post-processing: "
                + manifest.masks().postProcess().words() + ", test-time augmentation: "
                + manifest.masks().tta().words());
        return model.with(manifest);
    }
}
