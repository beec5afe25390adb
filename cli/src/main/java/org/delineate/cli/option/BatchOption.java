package org.delineate.cli.option;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The number of images that pass through a network together. */
public final class BatchOption {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "1",
            description = "Images per batch (default: ${DEFAULT-VALUE}).")
    private int batch;

    /** @throws ParameterException where it is below 1 */
    public int size() {
        if (batch < 1) {
            throw new ParameterException(command.commandLine(), "--batch is at least 1, not " + batch);
        }
        return batch;
    }
}
