package org.delineate.spark;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.delineate.dataset.Case;
import org.delineate.dataset.Dataset;
import org.delineate.dataset.OrientationTags;
import org.delineate.image.MaskValues;

/**
 * Says which data set is scored and how its files are read; every machine opens it by the same path.
 *
 * @param maskValues what the values of masks mean
 * @param orientation whether orientation tags apply
 * @param curve whether other thresholds are scored too
 */
record ScoredData(String path, String maskValues, OrientationTags orientation, boolean curve) implements Serializable {
    private static final Map<ScoredData, Opened> OPENED = new HashMap<>();

    /** The data set as this machine has opened it. @param cases by their names */
    record Opened(Dataset dataset, Map<String, Case> cases) {}

    static ScoredData of(Path path, Dataset dataset, boolean curve) {
        return new ScoredData(
                path.toAbsolutePath().normalize().toString(),
                dataset.masks().values().toString(),
                dataset.pictures().rule(),
                curve);
    }

    /** Opens it, once in a process. */
    Opened open() {
        synchronized (OPENED) {
            return OPENED.computeIfAbsent(this, data -> {
                Dataset dataset = Dataset.open(Path.of(data.path))
                        .withMaskValues(MaskValues.parse(data.maskValues))
                        .withOrientationTags(data.orientation);
                Map<String, Case> cases = new HashMap<>();
                dataset.cases().forEach(c -> cases.put(c.name(), c));
                return new Opened(dataset, cases);
            });
        }
    }
}
