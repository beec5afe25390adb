package org.delineate.cli;

import org.delineate.infer.Model;
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
            description = "auto, float32, bf16, or int8 for models of `quantize` (default: ${DEFAULT-VALUE}).")
    private String precision;

    /** Sets the threads. */
    Precision apply() {
        Engine.threads(threads);
        return Precision.of(precision);
    }

    /** Sets the threads; auto is what is best for this model. */
    Precision apply(Model model) {
        Engine.threads(threads);
        return model.precision(precision);
    }

    int threads() {
        return threads;
    }
}
