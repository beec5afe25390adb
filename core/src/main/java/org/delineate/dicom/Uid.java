package org.delineate.dicom;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.delineate.file.Printable;

/** Names unique identifiers (PS3.6, annex A) and makes new ones (PS3.5, B.2: 2.25 and a UUID). */
public final class Uid {
    public static final String COMPUTED_RADIOGRAPHY = "1.2.840.10008.5.1.4.1.1.1";
    public static final String DIGITAL_X_RAY_FOR_PRESENTATION = "1.2.840.10008.5.1.4.1.1.1.1";
    public static final String MAMMOGRAPHY_FOR_PRESENTATION = "1.2.840.10008.5.1.4.1.1.1.2";
    public static final String ULTRASOUND_MULTIFRAME = "1.2.840.10008.5.1.4.1.1.3.1";
    public static final String ULTRASOUND = "1.2.840.10008.5.1.4.1.1.6.1";
    public static final String SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7";
    public static final String MULTIFRAME_TRUE_COLOR_SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7.4";
    public static final String SEGMENTATION = "1.2.840.10008.5.1.4.1.1.66.4";
    public static final String LABEL_MAP_SEGMENTATION = "1.2.840.10008.5.1.4.1.1.66.7";
    public static final String VL_PHOTOGRAPHIC = "1.2.840.10008.5.1.4.1.1.77.1.4";
    public static final String COMPREHENSIVE_SR = "1.2.840.10008.5.1.4.1.1.88.33";
    public static final String COMPREHENSIVE_3D_SR = "1.2.840.10008.5.1.4.1.1.88.34";
    public static final String ENCAPSULATED_PDF = "1.2.840.10008.5.1.4.1.1.104.1";

    /** Identifies this program as the writer of a file (PS3.10, 7.1). */
    public static final String IMPLEMENTATION = "2.25.262993292555980132423067603290588100584";

    /** Names this program as the writer of a file, 16 characters at most. */
    public static final String IMPLEMENTATION_NAME = "DELINEATE";

    private static final int LONGEST = 64;
    private static final Map<String, String> NAMES = new HashMap<>();

    static {
        DataDictionary.rows("uids.tsv").forEach(row -> NAMES.put(row[0], row[1]));
        NAMES.put(LABEL_MAP_SEGMENTATION, "Label Map Segmentation Storage");
    }

    private Uid() {}

    /** Makes an identifier that no other object has. */
    public static String random() {
        return of(UUID.randomUUID());
    }

    /** Returns the identifier of a UUID, so that equal names can be given equal identifiers. */
    public static String of(UUID uuid) {
        return "2.25." + new BigInteger(uuid.toString().replace("-", ""), 16);
    }

    /** Returns the name of PS3.6, or the identifier itself where it is no well-known one. */
    public static String name(String uid) {
        return NAMES.getOrDefault(uid, uid);
    }

    /** Returns whether the text is an identifier: numbers without leading zeros, divided by points (PS3.5, 9.1). */
    public static boolean isValid(String uid) {
        return uid.length() <= LONGEST && uid.matches("(0|[1-9]\\d*)(\\.(0|[1-9]\\d*))*");
    }

    /**
     * Returns the path of an object in a folder: {@code study/series/instance.dcm}.
     *
     * @throws org.delineate.file.BadFileException where one of the identifiers is missing or none: it may not become a
     *     part of a path
     */
    public static Path path(Path folder, DataSet object) {
        return folder.resolve(required(object, Tag.STUDY_INSTANCE_UID))
                .resolve(required(object, Tag.SERIES_INSTANCE_UID))
                .resolve(required(object, Tag.SOP_INSTANCE_UID) + ".dcm");
    }

    private static String required(DataSet object, int tag) {
        String uid = object.requireText(tag);
        if (!isValid(uid)) {
            throw object.bad(tag, Printable.quoted(uid) + ", expected numbers divided by points");
        }
        return uid;
    }
}
