package org.delineate.dataset;

import java.util.Optional;

/** A table that names every pair: the way in for whatever lies otherwise. */
record ManifestLayout() implements Layout {
    @Override
    public String id() {
        return "manifest";
    }

    @Override
    public String pattern() {
        return ManifestTable.FILE
                + " with columns image, mask[, group, split, class]; several masks separated by \";\"";
    }

    @Override
    public Optional<FoundCases> read(Folder folder) {
        return folder.file(ManifestTable.FILE).map(ManifestTable::read);
    }
}
