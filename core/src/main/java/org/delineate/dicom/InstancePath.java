package org.delineate.dicom;

import java.nio.file.Path;
import org.delineate.file.Printable;

/** Names the files of objects by their identifiers: {@code study/series/instance.dcm}. */
public final class InstancePath {
    private InstancePath() {}

    /**
     * Returns the path of an object in a folder.
     *
     * @throws org.delineate.file.BadFileException where one of the identifiers is missing or none: it may not become a
     *     part of a path
     */
    public static Path in(Path folder, DataSet dataSet) {
        return folder.resolve(uid(dataSet, Tag.STUDY_INSTANCE_UID))
                .resolve(uid(dataSet, Tag.SERIES_INSTANCE_UID))
                .resolve(uid(dataSet, Tag.SOP_INSTANCE_UID) + ".dcm");
    }

    private static String uid(DataSet dataSet, int tag) {
        String uid = dataSet.requireText(tag);
        if (!Uid.isValid(uid)) {
            throw dataSet.bad(tag, Printable.quoted(uid) + ", expected numbers divided by points");
        }
        return uid;
    }
}
