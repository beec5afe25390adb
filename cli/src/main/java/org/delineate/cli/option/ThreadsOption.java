package org.delineate.cli.option;

import org.delineate.cli.console.Section;
import org.delineate.nn.engine.Engine;
import picocli.CommandLine.Option;

/** The number of the engine's threads. */
@Section("Engine")
public final class ThreadsOption {
    @Option(
            names = "--threads",
            converter = Numbers.Positive.class,
            paramLabel = "N",
            description =
                    "Threads of the engine; results depend on their number in the last bits (default: all cores).")
    private int threads = Runtime.getRuntime().availableProcessors();

    /** Sets the number of threads, before a model is loaded. */
    public void apply() {
        Engine.threads(threads);
    }

    public int threads() {
        return threads;
    }
}
