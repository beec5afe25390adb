package org.delineate.cli.archive;

import org.delineate.cli.console.Output;

/** Segments archives; the module that has Apache Spark provides it. */
public interface ArchiveEngine {
    /**
     * Segments what is not done yet and says how far it has come.
     *
     * @throws IllegalArgumentException where an archive or the folder of the results cannot be used
     */
    void segment(ArchiveRequest request, Output output);

    /** Segments a few pictures of the archives and writes a page that shows them. @param count of the pictures */
    void sample(ArchiveRequest request, int count, Output output);
}
