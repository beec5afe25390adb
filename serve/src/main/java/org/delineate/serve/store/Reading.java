package org.delineate.serve.store;

import java.time.Instant;

/**
 * Is what a reader says of a picture.
 *
 * @param segmentation the version it is about; null before one was chosen
 * @param descriptors names of the lexicon with the chosen values, as JSON
 * @param category of assessment; null before one was chosen
 * @param revision counts the changes, so that two readers do not overwrite each other
 * @param signedBy name of the account; null before it is signed
 */
public record Reading(
        String image,
        String segmentation,
        String descriptors,
        String category,
        String comment,
        int revision,
        String signedBy,
        Instant signedAt) {
    /** Has nothing in it yet. */
    public static Reading none(String image) {
        return new Reading(image, null, "{}", null, "", 0, null, null);
    }

    public boolean isSigned() {
        return signedBy != null;
    }
}
