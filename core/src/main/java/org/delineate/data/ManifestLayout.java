package org.delineate.data;

import java.util.Optional;

/** A table that names every pair: the way in for whatever lies otherwise. */
record ManifestLayout() implements Layout {
    @Override
    public String id() {
        return "manifest";
    }

    @Override
    public String pattern() {
        return Manifest.FILE + " with columns image, mask[, group, split, class]; several masks separated by \";\"";
    }

    @Override
    public Optional<Found> read(Folder folder) {
        return folder.file(Manifest.FILE).map(Manifest::read);
    }
}
