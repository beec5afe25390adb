package org.delineate.serve.store;

import java.time.Instant;
import org.jdbi.v3.core.mapper.Nested;

/**
 * Is one version of a frame's segmentation. Versions are added and never changed.
 *
 * @param frame 0 for the first
 * @param version counted from 1 in each frame
 * @param basedOn the version it was made from; null for none
 * @param lesionCount 0 where nothing is marked
 */
public record StoredSegmentation(
        String id,
        String image,
        int frame,
        int version,
        String basedOn,
        Instant createdAt,
        int lesionCount,
        @Nested Making making) {

    /** Who made it. */
    public enum Maker {
        MODEL,
        READER
    }

    /**
     * Says how it was made.
     *
     * @param makerName of the model or the account
     * @param modelHash SHA-256 of the model; null for a reader
     * @param tool that a reader used; null for a model
     * @param denoise filter the model's picture went through; null for none
     * @param focus where the model was told to look, as JSON; null for everywhere
     * @param uncertainty 0 to 1; null for a reader
     * @param doubt name of why the result deserves a second look; null for none
     */
    public record Making(
            Maker maker,
            String makerName,
            String modelHash,
            String tool,
            String denoise,
            String focus,
            Double uncertainty,
            String doubt) {
        /** Drawn by a reader. */
        public static Making reader(String account, String tool) {
            return new Making(Maker.READER, account, null, tool, null, null, null, null);
        }
    }

    /**
     * Holds what is large.
     *
     * @param mask PNG of the picture's size, 0 and 255
     * @param heat PNG, probability 0 to 255; null for a reader
     * @param lesions measured, as JSON
     */
    public record Content(byte[] mask, byte[] heat, byte[] lesions) {}
}
