package org.delineate.cli.option;

import java.util.List;
import org.delineate.cli.console.Output;
import org.delineate.cli.console.Section;
import org.delineate.dataset.Dataset;
import org.delineate.dataset.audit.Audit;
import picocli.CommandLine.Option;

/** Whether cases without a lesion count where no split or list names the cases. */
@Section("Which images")
public final class NormalsOption {
    @Option(
            names = "--with-normals",
            description =
                    "Keep cases without a lesion; they are left out where no split or list names the cases. Where a"
                            + " split names none of them, two thirds are scored with its part test, one third with val.")
    private boolean keep;

    public boolean isGiven() {
        return keep;
    }

    /** Leaves cases without a lesion out, unless they are to be kept, and says so. */
    public Dataset apply(Dataset dataset, Audit audit, Output output) {
        List<String> normals = audit.masks().emptyMasks();
        if (normals.isEmpty()) {
            return dataset;
        }
        output.note(normals.size() + " of " + audit.overview().cases() + " cases have no lesion: "
                + (keep ? "they are kept" : "they are left out; --with-normals keeps them"));
        return keep ? dataset : dataset.without(normals);
    }
}
