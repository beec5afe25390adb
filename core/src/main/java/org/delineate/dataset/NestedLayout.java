package org.delineate.dataset;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Every set has a folder of its own with pictures and masks: train, validation and test, or the polyp sets of PraNet
 * (TrainDataset, TestDataset/Kvasir).
 */
final class NestedLayout {
    static final Layout LAYOUT = new Layout(
            "nested",
            "{train,val,test}/{images,masks}, or TrainDataset/{images,masks} with TestDataset/<set>/{images,masks}",
            NestedLayout::read);
    private static final int DEPTH = 3;
    private static final List<Layout> INNER =
            List.of(VocLayout.LAYOUT, CaseFoldersLayout.LAYOUT, ClassMasksLayout.LAYOUT, ImagesMasksLayout.LAYOUT);

    private NestedLayout() {}

    private static Optional<FoundCases> read(Folder folder) {
        SortedMap<String, FoundCases> sets = new TreeMap<>();
        SortedMap<String, Folder> folders = new TreeMap<>();
        if (folder.folders().size() > 1) {
            collect(folder, "", "", DEPTH, sets, folders);
        }
        return sets.isEmpty() ? Optional.empty() : Optional.of(withoutFields(sets, folders));
    }

    /** Where one set has outlines by hand, the folder "mask" of another is a field of view and no truth. */
    private static FoundCases withoutFields(SortedMap<String, FoundCases> sets, SortedMap<String, Folder> folders) {
        List<String> fields = folders.values().stream().noneMatch(ImagesMasksLayout::hasOutlinesByHand)
                ? List.of()
                : folders.keySet().stream()
                        .filter(key -> !ImagesMasksLayout.hasOutlinesByHand(folders.get(key)))
                        .toList();
        List<Path> masks = fields.stream()
                .flatMap(key -> sets.remove(key).cases().stream())
                .flatMap(c -> c.masks().stream())
                .toList();
        return FoundCases.join(sets)
                .withBesides(masks)
                .withRemarks(fields.stream()
                        .map(key -> key + " is not read: it has fields of view and no outlines by hand, as the others"
                                + " have.")
                        .toList());
    }

    private static void collect(
            Folder folder,
            String key,
            String part,
            int depth,
            SortedMap<String, FoundCases> sets,
            SortedMap<String, Folder> folders) {
        for (Path path : depth == 0 ? List.<Path>of() : folder.folders()) {
            Folder inner = Folder.of(path);
            String own = PartNames.of(inner.name()).isEmpty() ? part : PartNames.of(inner.name());
            String name = key.isEmpty() ? inner.name() : key + "/" + inner.name();
            Optional<FoundCases> found = INNER.stream()
                    .flatMap(layout -> layout.reader().apply(inner).stream())
                    .findFirst();
            if (found.isPresent()) {
                sets.put(name, found.get().withParts(c -> own));
                folders.put(name, inner);
            } else {
                collect(inner, name, own, depth - 1, sets, folders);
            }
        }
    }
}
