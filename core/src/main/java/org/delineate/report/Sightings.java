package org.delineate.report;

import java.util.SortedMap;
import java.util.TreeMap;
import org.delineate.dataset.audit.Seen;

/**
 * Says which pictures of a data set a model has seen in training.
 *
 * @param pictures by the names of the cases; empty where the model does not say
 * @param apart says whether the seen ones are scored apart from the others
 * @param otherData says whether the data set is another one than the model was trained on
 */
public record Sightings(SortedMap<String, Seen> pictures, boolean apart, boolean otherData) {
    /** Nobody knows what the model has seen. */
    public static Sightings unknown(boolean otherData) {
        return new Sightings(new TreeMap<>(), false, otherData);
    }

    Seen of(String name) {
        return pictures.getOrDefault(name, Seen.UNKNOWN);
    }

    boolean isKnown() {
        return !pictures.isEmpty();
    }
}
