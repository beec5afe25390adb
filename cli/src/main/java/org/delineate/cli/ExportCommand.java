package org.delineate.cli;

import java.nio.file.Path;
import java.util.Map;
import org.delineate.infer.Export;
import org.delineate.infer.Model;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A model as a file for other programs. */
@Command(
        name = "export",
        sortOptions = false,
        description = {
            "Write a model as ONNX, for programs in other languages.",
            "The file says itself how pictures are prepared and what becomes of the answer."
        })
final class ExportCommand implements Runnable {
    @Mixin
    private ModelOptions models;

    @Option(names = "--onnx", required = true, paramLabel = "FILE", description = "The file to write.")
    private Path onnx;

    @Option(names = "--batch", paramLabel = "N", description = "Pictures at once (default: any number).")
    private int batch;

    @Mixin
    private Output output;

    @Override
    public void run() {
        Model model = models.load(output);
        Export.of(model, batch).write(onnx);
        output.result(
                onnx + ": " + model.manifest().network(),
                Map.of("file", onnx.toString(), "network", model.manifest().network()));
    }
}
