package org.delineate.dicom.result;

import org.delineate.dicom.Uid;

/**
 * Says which lesion something is about, equal in segmentation and report (PS3.3, C.8.20.2; PS3.16, TID 1501).
 *
 * @param identifier name for people: "Lesion 1"
 * @param uid identifier for programs
 */
public record Tracking(String identifier, String uid) {
    /** @throws IllegalArgumentException where the name does not fit or the identifier is none */
    public Tracking {
        Texts.line("the name of a lesion", identifier);
        NewInstance.requireUid(uid);
    }

    /** Makes a new identifier. */
    public static Tracking create(String identifier) {
        return new Tracking(identifier, Uid.random());
    }
}
