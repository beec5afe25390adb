package org.delineate.cli.option;

import org.delineate.cli.console.Section;
import org.delineate.nn.Precision;
import org.delineate.nn.engine.Device;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How the engine computes. */
@Section("Engine")
public final class EngineOptions {
    @Mixin
    private ThreadsOption threads;

    @Option(
            names = "--precision",
            completionCandidates = Known.Precisions.class,
            converter = Known.Precisions.class,
            paramLabel = "NAME",
            defaultValue = "auto",
            description = "Precision of the network: ${COMPLETION-CANDIDATES}; int8 for models of"
                    + " `quantize` (default: ${DEFAULT-VALUE}).")
    private String precision;

    @Option(
            names = "--device",
            completionCandidates = Known.Devices.class,
            converter = Known.Devices.class,
            paramLabel = "NAME",
            defaultValue = "cpu",
            description = "Device that computes: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private String device;

    /**
     * Sets device and threads; before a model is loaded or a network made.
     *
     * @throws IllegalArgumentException where device or precision cannot compute here
     */
    public Precision apply() {
        Device.of(device).use();
        threads.apply();
        return Precision.of(precision).requireHere();
    }

    public int threads() {
        return threads.threads();
    }

    public String precision() {
        return precision;
    }
}
