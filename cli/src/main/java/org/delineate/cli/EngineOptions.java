package org.delineate.cli;

import org.delineate.nn.Engine;
import org.delineate.nn.Precision;
import picocli.CommandLine.Option;

/** How the engine computes. */
final class EngineOptions {
    @Option(names = "--threads", paramLabel = "N", description = "Threads of the engine (default: all cores).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--precision",
            paramLabel = "NAME",
            defaultValue = "auto",
            description = "auto, float32 or bf16 (default: ${DEFAULT-VALUE}).")
    private String precision;

    /** Sets the threads. */
    Precision apply() {
        Engine.threads(threads);
        return Precision.of(precision);
    }

    int threads() {
        return threads;
    }

    String precision() {
        return precision;
    }
}
