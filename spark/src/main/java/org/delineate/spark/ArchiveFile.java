package org.delineate.spark;

import java.io.Serializable;

/**
 * A file of an archive, as its folder lists it.
 *
 * @param path of a local file, or the address of one elsewhere
 * @param name path below the folder that was given
 * @param local whether every machine opens it by its path
 * @param modified milliseconds since 1970
 * @param retried whether an earlier start could not read it at all
 */
record ArchiveFile(String path, String name, boolean local, long bytes, long modified, boolean retried)
        implements Serializable {
    /** Returns the name without folders. */
    String fileName() {
        return name.substring(name.lastIndexOf('/') + 1);
    }

    /** Returns it as one that is tried once more. */
    ArchiveFile again() {
        return new ArchiveFile(path, name, local, bytes, modified, true);
    }
}
