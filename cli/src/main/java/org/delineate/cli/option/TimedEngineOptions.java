package org.delineate.cli.option;

import java.util.List;
import org.delineate.cli.console.Output;
import org.delineate.cli.console.Section;
import org.delineate.infer.EngineChoice;
import org.delineate.infer.EngineChooser;
import org.delineate.infer.EngineTimes;
import org.delineate.model.Model;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which engine answers where the fastest may be found by the clock, and where its times are kept. */
@Section("Engine")
public final class TimedEngineOptions {
    private static final String VARIABLE = "DELINEATE_ENGINE_CACHE";

    @Mixin
    private BackendOptions engine;

    @Option(
            names = "--engine-cache",
            paramLabel = "DIR",
            description = "Folder that keeps how long engines took, or none (default: that of " + VARIABLE
                    + ", else delineate in the user's cache folder).")
    private String folder;

    /** As {@link EngineOptions#apply}. */
    public void apply() {
        engine.apply();
    }

    /** Call {@link #apply} before a model is loaded. */
    public EngineChooser chooser(Output output) {
        return engine.chooser(
                new EngineTimes(CacheFolder.of(folder, VARIABLE), text -> output.note("engine   " + text)));
    }

    /**
     * Chooses each model's engine for a folder of pictures, and says it.
     *
     * @param batch pictures that go through a network together
     */
    public List<EngineChoice> choices(List<Model> models, int batch, int pictures, Output output) {
        EngineChooser chooser = chooser(output);
        return BackendOptions.told(models, m -> chooser.choice(m, batch, engine.threads(), pictures), output);
    }
}
