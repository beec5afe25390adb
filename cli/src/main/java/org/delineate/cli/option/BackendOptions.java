package org.delineate.cli.option;

import java.util.List;
import java.util.function.Function;
import org.delineate.cli.console.Output;
import org.delineate.cli.console.Section;
import org.delineate.infer.Backend;
import org.delineate.infer.EngineChoice;
import org.delineate.infer.EngineChooser;
import org.delineate.infer.EngineTimes;
import org.delineate.model.Model;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which engine answers, and how it computes. */
@Section("Engine")
public final class BackendOptions {
    @Option(
            names = "--engine",
            completionCandidates = Known.Engines.class,
            converter = Known.Engines.class,
            paramLabel = "NAME",
            defaultValue = "auto",
            description =
                    "Engine: ${COMPLETION-CANDIDATES}; auto is the choice of the program (default: ${DEFAULT-VALUE}).")
    private String name;

    @Mixin
    private EngineOptions engine;

    /** As {@link EngineOptions#apply}. */
    public void apply() {
        engine.apply();
    }

    /** The engine of the rule. Call {@link #apply} before the model is loaded. */
    public Backend backend(Model model) {
        return Backend.of(name, model, engine.precision(), engine.threads());
    }

    /** Chooses each model's engine by the rule, so that results can be repeated, and says so. */
    public List<EngineChoice> byRule(List<Model> models, Output output) {
        return told(models, chooser(new EngineTimes())::byRule, output);
    }

    /** Chooses what the options leave open. @param times what was timed before */
    public EngineChooser chooser(EngineTimes times) {
        return new EngineChooser(name, engine.precision(), engine.threads(), times);
    }

    /** Chooses each model's engine and says it. */
    static List<EngineChoice> told(List<Model> models, Function<Model, EngineChoice> choice, Output output) {
        List<EngineChoice> all = models.stream().map(choice).toList();
        all.stream().map(EngineChoice::words).distinct().forEach(words -> output.note("engine   " + words));
        return all;
    }

    public int threads() {
        return engine.threads();
    }
}
