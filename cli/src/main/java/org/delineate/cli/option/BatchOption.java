package org.delineate.cli.option;

import org.delineate.cli.console.Section;
import picocli.CommandLine.Option;

/** The number of images that pass through a network together. */
@Section("Engine")
public final class BatchOption {
    @Option(
            names = "--batch",
            converter = Numbers.Positive.class,
            paramLabel = "N",
            defaultValue = "1",
            description = "Images per batch (default: ${DEFAULT-VALUE}).")
    private int batch;

    public int size() {
        return batch;
    }
}
