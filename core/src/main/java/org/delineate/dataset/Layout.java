package org.delineate.dataset;

import java.util.Optional;
import java.util.function.Function;

/**
 * One way in which the pictures and masks of a data set are arranged in folders; {@link KnownLayouts} lists them all.
 *
 * @param id names the layout in a word, for the user
 * @param pattern describes the folders and file names that it looks for; shown where no layout matches
 * @param reader finds the cases of a folder; gives nothing where the folder is not arranged so, and throws a {@link
 *     org.delineate.file.BadFileException} where it is, and breaks a rule of the layout
 */
record Layout(String id, String pattern, Function<Folder, Optional<FoundCases>> reader) {}
