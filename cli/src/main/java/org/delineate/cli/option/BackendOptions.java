package org.delineate.cli.option;

import org.delineate.infer.Backend;
import org.delineate.model.Model;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which engine answers, and how it computes. */
public final class BackendOptions {
    @Option(
            names = "--engine",
            paramLabel = "NAME",
            defaultValue = "auto",
            description =
                    "Engine: libtorch, onnx, or auto, the one for the file of the model (default: ${DEFAULT-VALUE}).")
    private String name;

    @Mixin
    private EngineOptions engine;

    /** As {@link EngineOptions#apply}. */
    public void apply() {
        engine.apply();
    }

    /** Call {@link #apply} before the model is loaded. */
    public Backend backend(Model model) {
        return Backend.of(name, model, engine.precision(), engine.threads());
    }

    public int threads() {
        return engine.threads();
    }
}
