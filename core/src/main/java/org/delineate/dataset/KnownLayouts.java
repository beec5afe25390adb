package org.delineate.dataset;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.delineate.file.BadFileException;

/** Detects the layout of a folder: tries every known layout, the most specific first. */
final class KnownLayouts {
    private static final List<Layout> IN_ORDER = List.of(
            ManifestTable.LAYOUT,
            NnUnetLayout.LAYOUT,
            BusiLayout.LAYOUT,
            IsicLayout.LAYOUT,
            ThyroidLayout.LAYOUT,
            ChestXrayLayout.LAYOUT,
            BusBraLayout.LAYOUT,
            VocLayout.LAYOUT,
            CaseFoldersLayout.LAYOUT,
            ClassMasksLayout.LAYOUT,
            ImagesMasksLayout.LAYOUT,
            MirroredLayout.LAYOUT,
            PartFoldersLayout.LAYOUT,
            NestedLayout.LAYOUT,
            SideBySideLayout.LAYOUT);

    private KnownLayouts() {}

    /** Holds the layout that matched, the folder in which it did, and the cases there. */
    record Match(Layout layout, Folder folder, FoundCases found) {}

    /**
     * Tries the folder, then, as long as a folder holds nothing but one folder, that one.
     *
     * @param given the folder as the user named it, for an error
     * @throws BadFileException where no layout matches
     */
    static Match detect(Folder top, Path given) {
        Folder folder;
        Folder inner = top;
        do {
            folder = inner;
            for (Layout layout : IN_ORDER) {
                Optional<FoundCases> found = layout.reader().apply(folder);
                if (found.isPresent()) {
                    return new Match(layout, folder, found.get());
                }
            }
            inner = folder.unwrapped();
        } while (inner != folder);
        String known =
                IN_ORDER.stream().map(l -> "\n  " + l.id() + ": " + l.pattern()).collect(Collectors.joining());
        throw new BadFileException(
                given,
                "no known layout; looked for" + known + "\nfound " + folder.summary() + "\n",
                "rename the folders after one of these layouts, or list the pairs in a manifest.csv");
    }
}
