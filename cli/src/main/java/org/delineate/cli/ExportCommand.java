package org.delineate.cli;

import java.nio.file.Path;
import java.util.List;
import org.delineate.cli.console.Examples;
import org.delineate.cli.console.Output;
import org.delineate.cli.option.ModelOptions;
import org.delineate.cli.option.Numbers;
import org.delineate.model.Export;
import org.delineate.model.Manifest;
import org.delineate.model.Model;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Exports a model to ONNX. */
@Command(
        name = "export",
        sortOptions = false,
        description = {
            "Exports a model to ONNX, for programs in other languages.",
            "The metadata of the file says how images are preprocessed and what its output means."
        },
        footerHeading = Examples.HEADING,
        footer = {"  delineate export --model runs/first/model.safetensors --onnx first.onnx"})
final class ExportCommand implements Runnable {
    @Mixin
    private ModelOptions models;

    @Option(names = "--onnx", required = true, paramLabel = "FILE", description = "ONNX file to write.")
    private Path onnx;

    @Option(
            names = "--batch",
            converter = Numbers.Positive.class,
            paramLabel = "N",
            description = "Images per batch (default: any number).")
    private Integer batch;

    @Mixin
    private Output output;

    @Override
    public void run() {
        if (batch != null && batch < 1) {
            throw new IllegalArgumentException("--batch is at least 1, got " + batch);
        }
        Manifest m;
        try (Model model = models.load(output)) {
            Export.of(model, batch == null ? 0 : batch).write(onnx);
            m = model.manifest();
        }
        Result result = new Result(
                onnx.toString(),
                m.network(),
                batch,
                List.of(
                        m.inputChannels(),
                        m.preprocess().height(),
                        m.preprocess().width()));
        output.result(result.text(), result);
    }

    /** Is the result as JSON. @param batch null for any number of images */
    record Result(String file, String network, Integer batch, List<Integer> picture) {
        String text() {
            String count = batch == null ? "N" : batch.toString();
            return String.format(
                    "%s: %s, %s [%s, %d, %d, %d] to %s [%s, 1, %d, %d]",
                    file,
                    network,
                    Export.INPUT,
                    count,
                    picture.get(0),
                    picture.get(1),
                    picture.get(2),
                    Export.OUTPUT,
                    count,
                    picture.get(1),
                    picture.get(2));
        }
    }
}
