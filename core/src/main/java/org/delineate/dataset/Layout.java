package org.delineate.dataset;

import java.util.Optional;

/**
 * One way in which the pictures and masks of a data set are arranged in folders; {@link KnownLayouts} lists them all.
 */
interface Layout {
    /** Names the layout in a word, for the user. */
    String id();

    /** Describes the folders and file names that the layout looks for; shown where no layout matches. */
    String pattern();

    /**
     * Finds the cases of a folder; gives nothing where the folder is not arranged in this layout.
     *
     * @throws org.delineate.file.BadFileException where it is, and breaks a rule of the layout
     */
    Optional<FoundCases> read(Folder folder);
}
