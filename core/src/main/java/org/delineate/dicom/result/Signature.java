package org.delineate.dicom.result;

import java.time.OffsetDateTime;

/**
 * Says who has read and signed a report (PS3.3, C.17.2).
 *
 * @param name of the person as VR PN has it: "Family^Given"
 * @param organization where the person works
 * @param signed when
 */
public record Signature(String name, String organization, OffsetDateTime signed) {
    /** @throws IllegalArgumentException where a text does not fit */
    public Signature {
        Texts.line("the name of a person", name);
        Texts.line("the name of an organization", organization);
    }
}
