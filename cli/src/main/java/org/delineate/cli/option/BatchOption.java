package org.delineate.cli.option;

import org.delineate.cli.console.Section;
import picocli.CommandLine.Option;

/** The number of images that pass through a network together. */
@Section("Engine")
public final class BatchOption {
    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "1",
            description = "Images per batch (default: ${DEFAULT-VALUE}).")
    private int batch;

    /** @throws IllegalArgumentException where it is below 1 */
    public int size() {
        if (batch < 1) {
            throw new IllegalArgumentException("--batch is at least 1, not " + batch);
        }
        return batch;
    }
}
