package org.delineate.dicom.deidentify;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.delineate.dicom.DataDictionary;
import org.delineate.dicom.Tag;

/**
 * Holds what the basic application level confidentiality profile does with each attribute (PS3.15, table E.1-1, edition
 * 2024b), bundled as {@code confidentiality.tsv}.
 *
 * <p>Where the table leaves the choice to the object's definition, as X/Z/D, the last letter is taken: a dummy value is
 * valid for attributes of all types, an empty one for those that may be empty.
 */
final class ConfidentialityProfile {
    /** Says what happens to an attribute. */
    enum Action {
        /** X: it is removed. */
        REMOVE,
        /** Z: it loses its value. */
        EMPTY,
        /** D: it gets a value that says nothing. */
        DUMMY,
        /** U: its identifiers are replaced, all equal ones by the same. */
        REPLACE_UID,
        /** It is not in the table; a sequence is entered. */
        KEEP
    }

    private static final Map<String, Action> ACTIONS = Map.of(
            "X", Action.REMOVE,
            "Z", Action.EMPTY,
            "X/Z", Action.EMPTY,
            "D", Action.DUMMY,
            "Z/D", Action.DUMMY,
            "X/D", Action.DUMMY,
            "X/Z/D", Action.DUMMY,
            "U", Action.REPLACE_UID,
            "X/Z/U*", Action.REPLACE_UID);

    private static final Map<Integer, Action> BY_TAG = new HashMap<>();

    static {
        for (String[] row : DataDictionary.rows("deidentify/confidentiality.tsv")) {
            if (row[0].indexOf('x') < 0) {
                BY_TAG.put(Integer.parseUnsignedInt(row[0], 16), ACTIONS.get(row[1]));
            }
        }
    }

    private ConfidentialityProfile() {}

    /**
     * Returns what happens to an attribute. Those of which nothing is known, private ones and those of later editions,
     * are removed; so are curves and overlays as a whole, whose other attributes mean nothing without their data.
     */
    static Action action(int tag) {
        Action action = BY_TAG.get(tag);
        if (action != null) {
            return action;
        }
        int repeating = Tag.group(tag) & 0xff00;
        boolean drawn = repeating == 0x5000 || repeating == 0x6000;
        boolean unknown = Tag.isPrivate(tag) || Tag.isGroupLength(tag) || !DataDictionary.isKnown(tag);
        return drawn || unknown ? Action.REMOVE : Action.KEEP;
    }

    /** Returns the attributes of the table, but for those of repeating groups. */
    static Set<Integer> tags() {
        return Set.copyOf(BY_TAG.keySet());
    }
}
