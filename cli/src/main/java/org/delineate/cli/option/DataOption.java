package org.delineate.cli.option;

import java.nio.file.Path;
import org.delineate.cli.console.Bar;
import org.delineate.cli.console.Output;
import org.delineate.dataset.Dataset;
import org.delineate.dataset.audit.Audit;
import picocli.CommandLine.Option;

/** The data set of a command. */
public final class DataOption {
    /** Explains the option, and the argument of {@code delineate data}. */
    public static final String TEXT = "Data set: a folder, or a manifest (CSV).";

    @Option(names = "--data", required = true, paramLabel = "DIR", description = TEXT)
    private Path path;

    public Path path() {
        return path;
    }

    public Dataset open() {
        return Dataset.open(path);
    }

    /** Audits a data set under a progress bar. */
    public static Audit audit(Dataset dataset, Output output) {
        try (Bar bar = output.bar("audit", "images", 0, dataset.cases().size())) {
            return Audit.of(dataset, (done, total) -> bar.at(done, ""));
        }
    }
}
