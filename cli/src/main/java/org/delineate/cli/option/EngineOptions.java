package org.delineate.cli.option;

import org.delineate.nn.Precision;
import org.delineate.nn.engine.Device;
import org.delineate.nn.engine.Engine;
import picocli.CommandLine.Option;

/** How the engine computes. */
public final class EngineOptions {
    @Option(names = "--threads", paramLabel = "N", description = "Threads of the engine (default: all cores).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--precision",
            paramLabel = "NAME",
            defaultValue = "auto",
            description = "auto, float32, bf16, or int8 for models of `quantize` (default: ${DEFAULT-VALUE}).")
    private String precision;

    @Option(
            names = "--device",
            paramLabel = "NAME",
            defaultValue = "cpu",
            description = "cpu or cuda (default: ${DEFAULT-VALUE}).")
    private String device;

    /**
     * Sets device and threads; before a model is loaded or a network made.
     *
     * @throws IllegalArgumentException where device or precision cannot compute here
     */
    public Precision apply() {
        Device.of(device).use();
        Engine.threads(threads);
        return Precision.of(precision).requireHere();
    }

    public int threads() {
        return threads;
    }

    public String precision() {
        return precision;
    }
}
