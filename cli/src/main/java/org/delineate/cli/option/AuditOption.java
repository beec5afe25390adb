package org.delineate.cli.option;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.delineate.cli.console.Bar;
import org.delineate.cli.console.Output;
import org.delineate.cli.console.Section;
import org.delineate.dataset.Dataset;
import org.delineate.dataset.audit.AuditCache;
import org.delineate.dataset.audit.Digests;
import org.delineate.file.Plural;
import picocli.CommandLine.Option;

/** Where the audits of data sets are kept, so that only what has changed is read again. */
@Section("Data set")
public final class AuditOption {
    private static final String VARIABLE = "DELINEATE_AUDIT_CACHE";

    @Option(
            names = "--audit-cache",
            paramLabel = "DIR",
            description = "Folder that keeps audits of data sets, or none (default: that of " + VARIABLE
                    + ", else delineate in the user's cache folder).")
    private String folder;

    /** Reads pictures and masks of all cases under a progress bar, as far as they have changed since the last time. */
    public Digests read(Dataset dataset, Output output) {
        List<String> notes = new ArrayList<>();
        Path kept = CacheFolder.of(folder, VARIABLE);
        AuditCache cache = kept == null ? AuditCache.NONE : new AuditCache(kept, notes::add);
        try (Bar bar = output.bar("audit", "images", 0, dataset.cases().size())) {
            Digests digests = cache.read(dataset, (done, total) -> bar.at(done, ""));
            digests.pictureRemarks()
                    .forEach((remark, names) -> output.caution(Plural.of(names.size(), "picture") + " with " + remark
                            + ": " + MaskOptions.firstNames(names)));
            return digests;
        } finally {
            notes.forEach(n -> output.note("audit    " + n));
        }
    }

    /** Gives the option as it was typed, for another process of this program. */
    public List<String> words() {
        return folder == null ? List.of() : List.of("--audit-cache", folder);
    }
}
