package org.delineate.dicom.result;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.delineate.dicom.Uid;

/**
 * Identifies an object that is made, and its series. Equal ones, with equal sources and results, give equal files.
 *
 * @param seriesUid identifier of its series
 * @param uid identifier of the object
 * @param seriesNumber number of its series, shown in lists
 * @param number number of the object in its series
 * @param description what the series is, for people: "Segmentation"
 * @param made when it was made
 */
public record NewInstance(
        String seriesUid, String uid, int seriesNumber, int number, String description, OffsetDateTime made) {

    /** @throws IllegalArgumentException where an identifier is none or the description does not fit */
    public NewInstance {
        requireUid(seriesUid);
        requireUid(uid);
        Texts.line("a series description", description);
    }

    /** Makes new identifiers: the first object of a series of its own, as viewers want of segmentations and reports. */
    public static NewInstance create(int seriesNumber, String description, Clock clock) {
        return new NewInstance(Uid.random(), Uid.random(), seriesNumber, 1, description, OffsetDateTime.now(clock));
    }

    static void requireUid(String uid) {
        if (!Uid.isValid(uid)) {
            throw new IllegalArgumentException(
                    "not an identifier of DICOM: " + org.delineate.file.Printable.quoted(uid));
        }
    }

    /** Returns an identifier that follows from another, always the same. */
    static String derivedUid(String role, String uid) {
        return Uid.of(UUID.nameUUIDFromBytes((role + " " + uid).getBytes(StandardCharsets.UTF_8)));
    }
}
