package org.delineate.dataset;

import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Pictures and masks lie in two trees of the same sub-folders, which are parts ("train") or classes ("benign"). */
final class MirroredLayout {
    static final Layout LAYOUT = new Layout(
            "mirrored",
            "images/<part or class>/<stem>.* with masks/<part or class>/<stem>[_mask].*",
            MirroredLayout::read);

    private MirroredLayout() {}

    private static Optional<FoundCases> read(Folder folder) {
        Optional<Folder> images = ImagesMasksLayout.images(folder);
        Optional<Folder> masks = ImagesMasksLayout.masks(folder);
        if (images.isEmpty() || masks.isEmpty()) {
            return Optional.empty();
        }
        SortedMap<String, FoundCases> sets = new TreeMap<>();
        for (Path path : images.get().folders()) {
            Folder one = Folder.of(path);
            String part = PartNames.of(one.name());
            masks.get()
                    .folder(one.name())
                    .map(m -> ImageMaskPairing.of(one.pictures(), m.pictures()))
                    .filter(found -> !found.cases().isEmpty())
                    .ifPresent(found -> sets.put(
                            one.name(),
                            part.isEmpty() ? found.withLabels(c -> one.name()) : found.withParts(c -> part)));
        }
        return sets.isEmpty()
                ? Optional.empty()
                : Optional.of(ImagesMasksLayout.withoutFields(folder, FoundCases.join(sets)));
    }
}
