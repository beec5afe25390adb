package org.delineate.serve.api;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import org.delineate.serve.store.StoredSegmentation;

/**
 * Is a version of a segmentation as the interface shows it.
 *
 * @param unsure name of why it deserves a second look; null for no reason
 * @param lesions as they were measured; null in a list
 */
record SegmentationView(
        String id,
        String image,
        int frame,
        int version,
        String basedOn,
        By by,
        String denoise,
        @JsonRawValue String focus,
        Instant createdAt,
        boolean empty,
        int lesionCount,
        Double uncertainty,
        String unsure,
        @JsonRawValue String lesions) {

    /** Who made it: a model, or a reader with a tool. */
    record By(StoredSegmentation.Maker kind, String name, String hash, String tool) {}

    static SegmentationView of(StoredSegmentation of) {
        return of(of, null);
    }

    /** @param lesions JSON; null for none */
    static SegmentationView of(StoredSegmentation of, String lesions) {
        StoredSegmentation.Making making = of.making();
        return new SegmentationView(
                of.id(),
                of.image(),
                of.frame(),
                of.version(),
                of.basedOn(),
                new By(making.maker(), making.makerName(), making.modelHash(), making.tool()),
                making.denoise(),
                making.focus(),
                of.createdAt(),
                of.lesionCount() == 0,
                of.lesionCount(),
                making.uncertainty(),
                making.doubt(),
                lesions);
    }
}
