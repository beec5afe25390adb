package org.delineate.cli.option;

import org.delineate.cli.console.Bar;
import org.delineate.cli.console.Output;
import org.delineate.dataset.Dataset;
import org.delineate.dataset.audit.Audit;

/** The audit of a data set under a bar. */
public final class Audits {
    private Audits() {}

    public static Audit of(Dataset dataset, Output output) {
        try (Bar bar = output.bar("audit", "pictures", 0, dataset.cases().size())) {
            return Audit.of(dataset, (done, total) -> bar.at(done, ""));
        }
    }
}
