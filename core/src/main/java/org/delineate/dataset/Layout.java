package org.delineate.dataset;

import java.util.List;
import java.util.Optional;

/** One way in which a data set may lie on the disk. */
sealed interface Layout
        permits ManifestLayout,
                NnUnetLayout,
                BusiLayout,
                IsicLayout,
                ThyroidLayout,
                ChestXrayLayout,
                BusBraLayout,
                CaseFoldersLayout,
                ClassMasksLayout,
                ImagesMasksLayout,
                MirroredLayout,
                NestedLayout,
                SideBySideLayout {
    /** In the order in which they are tried: the most specific first. */
    List<Layout> KNOWN = List.of(
            new ManifestLayout(),
            new NnUnetLayout(),
            new BusiLayout(),
            new IsicLayout(),
            new ThyroidLayout(),
            new ChestXrayLayout(),
            new BusBraLayout(),
            new CaseFoldersLayout(),
            new ClassMasksLayout(),
            new ImagesMasksLayout(),
            new MirroredLayout(),
            new NestedLayout(),
            new SideBySideLayout());

    /** Short name, shown to the user. */
    String id();

    /** What the layout looks for, shown where no layout matches. */
    String pattern();

    /**
     * The cases of the folder; empty where it does not lie in this layout.
     *
     * @throws org.delineate.file.BadFileException where it does, and breaks a rule of it
     */
    Optional<FoundCases> read(Folder folder);
}
