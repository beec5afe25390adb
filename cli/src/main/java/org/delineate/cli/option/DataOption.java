package org.delineate.cli.option;

import java.nio.file.Path;
import org.delineate.cli.console.Output;
import org.delineate.cli.console.Section;
import org.delineate.dataset.Dataset;
import org.delineate.dataset.audit.Digests;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The data set of a command. */
@Section("Data set")
public final class DataOption {
    /** Explains the option, and the argument of {@code delineate data}. */
    public static final String TEXT = "Data set: a folder, or a manifest (CSV).";

    @Option(names = "--data", required = true, paramLabel = "DIR", description = TEXT)
    private Path path;

    @Mixin
    private MaskOptions masks;

    @Mixin
    private AuditOption audits;

    public Path path() {
        return path;
    }

    /** Finds the cases of the data set by the names of their files, and reads no pixels. */
    public Dataset find() {
        return Dataset.open(path);
    }

    /** Opens the data set that was found, and tells what its masks mean and what is doubtful about the data. */
    public Dataset open(Dataset found, Output output) {
        return masks.open(found, output);
    }

    /** Says what is doubtful about the data, or ends the command where it is to be strict. */
    public void caution(String text, Output output) {
        masks.caution(text, output);
    }

    /** Reads pictures and masks for an audit. */
    public Digests read(Dataset dataset, Output output) {
        return audits.read(dataset, output);
    }
}
