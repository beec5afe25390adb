package org.delineate.serve.store;

import java.time.Instant;
import org.jdbi.v3.core.Handle;

/** Keeps the readings, one for each picture. */
public final class Readings {
    private Readings() {}

    /** Finds the reading of a picture; one with nothing in it where there is none yet. */
    public static Reading of(Handle handle, String image) {
        return handle.select(
                        "SELECT image, segmentation, descriptors, category, comment, revision, signed_by, signed_at"
                                + " FROM reading WHERE image = ?",
                        image)
                .map(Database.rows(Reading.class))
                .findOne()
                .orElseGet(() -> Reading.none(image));
    }

    /** Puts a reading in the place of the one before; the picture's row must be locked ({@link Images#lock}). */
    public static Reading put(Handle handle, Reading reading) {
        Reading next = new Reading(
                reading.image(),
                reading.segmentation(),
                reading.descriptors(),
                reading.category(),
                reading.comment(),
                reading.revision() + 1,
                reading.signedBy(),
                reading.signedAt());
        handle.execute("DELETE FROM reading WHERE image = ?", reading.image());
        handle.createUpdate("INSERT INTO reading (image, segmentation, descriptors, category, comment, revision,"
                        + " signed_by, signed_at) VALUES (:image, :segmentation, :descriptors, :category, :comment,"
                        + " :revision, :signedBy, :signedAt)")
                .bindMethods(next)
                .execute();
        return next;
    }

    /** Signs. */
    public static Reading sign(Handle handle, Reading reading, String account) {
        return put(handle, signature(reading, account, Instant.now()));
    }

    /** Takes the signature back. */
    public static Reading withdraw(Handle handle, Reading reading) {
        return put(handle, signature(reading, null, null));
    }

    private static Reading signature(Reading of, String account, Instant at) {
        return new Reading(
                of.image(),
                of.segmentation(),
                of.descriptors(),
                of.category(),
                of.comment(),
                of.revision(),
                account,
                at);
    }
}
