package org.delineate.cli.option;

import java.nio.file.Path;
import org.delineate.cli.console.Bar;
import org.delineate.cli.console.Output;
import org.delineate.dataset.Dataset;
import org.delineate.dataset.audit.Audit;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The data set of a command. */
public final class DataOption {
    /** Explains the option, and the argument of {@code delineate data}. */
    public static final String TEXT = "Data set: a folder, or a manifest (CSV).";

    @Option(names = "--data", required = true, paramLabel = "DIR", description = TEXT)
    private Path path;

    @Mixin
    private MaskOptions masks;

    public Path path() {
        return path;
    }

    /** Opens the data set, and tells what its masks mean and what is doubtful about the data. */
    public Dataset open(Output output) {
        return masks.open(path, output);
    }

    /**
     * Opens the data set as {@link #open(Output)} does; where nothing else is given, pictures and masks are read as they
     * were for this audit.
     */
    public Dataset open(Audit former, Output output) {
        return masks.open(
                Dataset.open(path)
                        .withMaskValues(former.masks().maskValues())
                        .withOrientationTags(former.files().orientationTags()),
                output);
    }

    /** Says what is doubtful about the data, or ends the command where it is to be strict. */
    public void caution(String text, Output output) {
        masks.caution(text, output);
    }

    /** Audits a data set under a progress bar, and tells what is odd about its pictures. */
    public static Audit audit(Dataset dataset, Output output) {
        try (Bar bar = output.bar("audit", "images", 0, dataset.cases().size())) {
            Audit audit = Audit.of(dataset, (done, total) -> bar.at(done, ""));
            audit.files()
                    .pictureRemarks()
                    .forEach((remark, names) -> output.caution(
                            names.size() + " pictures with " + remark + ": " + MaskOptions.firstNames(names)));
            return audit;
        }
    }
}
